"""The collector: what a tracker says over HTTP, checked, stored, and acknowledged.

Every answer that is not a success is problem+json (RFC 9457) with a stable `code`; the codes
stand in `docs/protocol.md`. No address of a participant is read or kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, current_app, g, request
from msgspec import Meta
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from recorder import greeting
from recorder.assets import MAX_ASSET_BYTES, normal_url, sniff
from recorder.errors import NotFoundError, RefusedError, StoreError
from recorder.handshake import Hello, Problem, Stored
from recorder.models import Session, Study
from recorder.people import TOKEN_LIFE_MS
from recorder.protocol import MAX_BODY_BYTES, VERSION, Url
from recorder.store import Store
from recorder.tracker_files import tracker_files
from recorder.wire import codec_of, decode, decode_batch, unfold

CACHE_S = 2.0  # how long a token's session and the origins are remembered
CACHE_SIZE = 10_000
RETRY_S = 2  # what a tracker is told when the database is busy
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Urls(msgspec.Struct, frozen=True):
    urls: Annotated[list[Url], Meta(max_length=2_000)]


def collector(
    store_of: Callable[[], Store],
    origins: Sequence[str] = (),
    texts: Callable[[str], Mapping[str, str]] = lambda _locale: {},
    clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
) -> Blueprint:
    """Make the collector's routes, `/collect/v1/…`, and the tracker's files, `/tracker/…`.

    Parameters
    ----------
    store_of
        Gives the store; called in each request.
    origins
        Sites that may speak to it beside those of the study and its prototype.
    texts
        The panel's strings in a locale.
    clock
        The wall clock, epoch ms.
    """
    desk = _Desk(store_of, frozenset(origins), texts, clock)
    blueprint = Blueprint("collector", __name__)
    blueprint.register_blueprint(tracker_files())
    routes: list[tuple[str, str, Callable[[], Response]]] = [
        ("POST", "hello", desk.hello),
        ("POST", "batches", desk.batches),
        ("POST", "assets/missing", desk.missing),
        ("POST", "assets", desk.assets),
        ("POST", "close", desk.close),
        ("POST", "withdraw", desk.withdraw),
        ("GET", "time", desk.time),
    ]
    for method, path, view in routes:
        blueprint.add_url_rule(
            f"/collect/v1/{path}", path, _only(method, view), methods=_METHODS,
            provide_automatic_options=False,
        )  # fmt: skip
    blueprint.add_url_rule("/collect/<path:_rest>", "nothing", _nothing, methods=_METHODS)
    blueprint.register_error_handler(Exception, _problem)
    blueprint.after_request(desk.allow)
    return blueprint


class _Desk:
    """The endpoints, and what they remember for a moment."""

    def __init__(
        self,
        store_of: Callable[[], Store],
        origins: frozenset[str],
        texts: Callable[[str], Mapping[str, str]],
        clock: Callable[[], int],
    ) -> None:
        self._store = store_of
        self._origins = origins
        self._texts = texts
        self._clock = clock
        self._sessions: dict[str, tuple[float, Session, Study]] = {}
        self._everywhere: tuple[float, frozenset[str]] = (0.0, frozenset())

    def hello(self) -> Response:
        """Greet a page: tell it what to do, and where the participant stands."""
        message = decode(unfold(_body(MAX_BODY_BYTES)), Hello)
        if message.v != VERSION:
            raise RefusedError("unknown_version", 400, f"This collector speaks version {VERSION}.")
        self._sessions.pop(message.token, None)  # a hello is rare, and must see the latest state
        session, study = self._who(message.token)
        agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))[:300]
        session = self._store().greet(session, message, agent or None)
        return _json(greeting.answer(self._store(), session, study, self._texts, self._clock()))

    def batches(self) -> Response:
        """Store a batch; the answer goes out after the commit."""
        session, _ = self._who(request.args.get("token", ""))
        body = _body(MAX_BODY_BYTES)
        text = unfold(body)
        batch = decode_batch(text)
        now_ms = self._clock()
        duplicate = self._store().add_batch(
            session, batch, body, codec_of(body), now_ms, digest=hashlib.sha256(text).hexdigest()
        )
        return _json(Stored([batch.seq], duplicate, now_ms))

    def missing(self) -> Response:
        """Say which of some addresses are not archived yet."""
        _, study = self._who(request.args.get("token", ""))
        wanted = decode(unfold(_body(MAX_BODY_BYTES)), _Urls).urls
        known = {asset.url for asset in self._store().assets(study.id or 0)}
        fetched = {url: normal_url(url) for url in wanted}
        return _json({"missing": [url for url, at in fetched.items() if at and at not in known]})

    def assets(self) -> Response:
        """Archive a file that the page uses."""
        session, study = self._who(request.args.get("token", ""))
        self._must_be_open(session)
        url = normal_url(request.args.get("url", ""))
        if url is None:
            raise RefusedError("invalid_message", 422, "url: give the asset's http(s) address.")
        data = _body(MAX_ASSET_BYTES)
        kind = sniff(data, request.headers.get("Content-Type", ""))
        return _json({"digest": self._store().add_asset(study.id or 0, url, data, kind).digest})

    def close(self) -> Response:
        """End the session; nothing more is taken."""
        session, _ = self._who(request.args.get("token", ""))
        self._store().close_session(session, self._clock())
        self._sessions.pop(session.token, None)
        return _json({"closed": True})

    def withdraw(self) -> Response:
        """Take the consent back: stop, and erase what was stored."""
        session, _ = self._who(request.args.get("token", ""))
        self._store().withdraw(session)
        self._sessions.pop(session.token, None)
        return _json({"withdrawn": True})

    def time(self) -> Response:
        """Tell the collector's clock."""
        return _json({"server_ms": self._clock()})

    def allow(self, response: Response) -> Response:
        """Let exactly the study's sites read an answer (CORS)."""
        if request.endpoint and request.endpoint.endswith("tracker.file"):
            return response
        response.headers["Vary"] = "Origin"
        response.headers["Cache-Control"] = "no-store"
        origin = request.headers.get("Origin")
        if origin is not None and origin in self._may_speak(g.get("collector_study")):
            response.headers["Access-Control-Allow-Origin"] = origin
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, POST"
                response.headers["Access-Control-Allow-Headers"] = "Content-Type"
                response.headers["Access-Control-Max-Age"] = "600"
        return response

    def _who(self, token: str) -> tuple[Session, Study]:
        """Return whose token it is, if the page that speaks may do so."""
        now = time.monotonic()
        found = self._sessions.get(token)
        if found is None or found[0] < now:
            if len(self._sessions) >= CACHE_SIZE:
                self._sessions.clear()
            found = (now + CACHE_S, *self._store().session_by_token(token))
            self._sessions[token] = found
        _, session, study = found
        g.collector_study = study
        origin = request.headers.get("Origin")
        if origin is not None and origin not in self._may_speak(study):
            raise RefusedError(
                "origin_not_allowed", 403,
                f"{origin} is none of the study's origins; add it to the study file.",
            )  # fmt: skip
        if session.created_ms + TOKEN_LIFE_MS < self._clock():
            raise RefusedError("expired_token", 401, "The session is over a week old; join again.")
        return session, study

    def _must_be_open(self, session: Session) -> None:
        if session.state == "withdrawn":
            raise RefusedError("no_consent", 403, "The participant has withdrawn.")
        if session.state != "open":
            raise RefusedError("session_closed", 409, "The session is closed.")

    def _may_speak(self, study: Study | None) -> frozenset[str]:
        """Return the origins that may speak for a study, or for any where none is known."""
        own = {f"http://{request.host}", f"https://{request.host}"}
        if study is not None:
            return self._origins | own | greeting.origins_of(self._store(), study)
        until, everywhere = self._everywhere
        if until < time.monotonic():
            store = self._store()
            sites = (greeting.origins_of(store, each) for each in store.studies())
            everywhere = frozenset().union(*sites)
            self._everywhere = (time.monotonic() + CACHE_S, everywhere)
        return self._origins | own | everywhere


def _only(method: str, view: Callable[[], Response]) -> Callable[[], Response]:
    """Answer one method, a preflight, and every other method with a problem."""

    def answer() -> Response:
        if request.method == "OPTIONS":
            return Response(status=204)
        if request.method != method and (request.method, method) != ("HEAD", "GET"):
            fault = Problem("method_not_allowed", "Method not allowed", 405, f"Use {method} here.")
            response = _json(fault, 405, "application/problem+json")
            response.headers["Allow"] = method
            return response
        return view()

    return answer


def _nothing(_rest: str) -> Response:
    raise RefusedError("not_found", 404, "There is nothing at this address.")


def _body(limit: int) -> bytes:
    """Read the body, but never more of it than is allowed."""
    # Werkzeug cuts a chunked body at its limit without a word: one byte more tells.
    request.max_content_length = limit + 1
    body = request.get_data(cache=False)
    if len(body) > limit:
        raise RequestEntityTooLarge
    return body


def _json(value: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    return Response(msgspec.json.encode(value), status, mimetype=mimetype)


def _problem(error: Exception) -> Response:
    """Say what went wrong in a form that a program can read."""
    match error:
        case RefusedError():
            fault = (error.code, error.status, error.detail)
        case NotFoundError():
            fault = ("unknown_token", 401, str(error))
        case StoreError():
            fault = ("busy", 503, str(error))
        case RequestEntityTooLarge():
            fault = ("too_large", 413, "The message is too large; send it in slices.")
        case HTTPException():
            fault = ("bad_request", error.code or 400, error.description or "Bad request.")
        case _:
            current_app.logger.exception("The collector failed on %s", request.path)
            fault = ("internal", 500, "The collector failed; its log says why.")
    code, status, detail = fault
    title = code.replace("_", " ").capitalize()
    problem = Problem(code, title, status, detail, invalid=getattr(error, "invalid", None))
    response = _json(problem, status, "application/problem+json")
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_S)
    return response
