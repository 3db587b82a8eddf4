"""The collector: what a tracker says over HTTP, checked, stored, and acknowledged.

Every answer that is not a success is problem+json (RFC 9457) with a stable `code`; the codes
stand in `docs/protocol.md`. No address of a participant is read or kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from flask import Blueprint, Flask, Response, request
from flask.blueprints import BlueprintSetupState
from msgspec import Meta

from recorder import greeting, media_door
from recorder.answers import Answer, answered, body_of, problem, query_of, token_of
from recorder.assets import MAX_ASSET_BYTES, normal_url, sniff
from recorder.door import Door
from recorder.errors import NotFoundError, OtherVersionError, RefusedError
from recorder.handshake import Hello, Stored
from recorder.other_version import note_version
from recorder.protocol import MAX_BODY_BYTES, VERSION, Batch, Url
from recorder.quota import Kind, Quota
from recorder.redact import names_someone, redacted
from recorder.store import Store
from recorder.tracker_files import tracker_files
from recorder.wire import codec_of, decode, decode_batch, folded, unfold, unknown_version

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Urls(msgspec.Struct, frozen=True):
    urls: Annotated[list[Url], Meta(max_length=2_000)]


def collector(
    store_of: Callable[[], Store],
    origins: Sequence[str] = (),
    texts: Callable[[str], Mapping[str, str]] = lambda _locale: {},
    clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    quota: Quota | None = None,
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
    quota
        What one session may send; absent: what `docs/protocol.md` says.
    """
    door = Door(store_of, frozenset(origins), clock)
    desk = _Desk(store_of, door, texts, clock, quota or Quota())
    blueprint = Blueprint("collector", __name__)
    blueprint.register_blueprint(tracker_files())
    endpoints: dict[str, tuple[str, Endpoint]] = {
        "hello": ("POST", desk.hello),
        "batches": ("POST", desk.batches),
        "assets/missing": ("POST", desk.missing),
        "assets": ("POST", desk.assets),
        "media": ("POST", desk.media),
        "close": ("POST", desk.close),
        "withdraw": ("POST", desk.withdraw),
        "time": ("GET", desk.time),
    }
    for path, (method, endpoint) in endpoints.items():
        blueprint.add_url_rule(
            f"/collect/v1/{path}",
            path,
            _view(desk, method, endpoint),
            methods=_METHODS,
            provide_automatic_options=False,
        )
    nothing = _view(desk, "", desk.nothing)
    blueprint.add_url_rule("/collect/<path:_rest>", "nothing", nothing, methods=_METHODS)
    blueprint.record(lambda state: _shorten(state, desk))
    return blueprint


class _Desk:
    """The endpoints: each takes a request's environment and returns what to say."""

    def __init__(
        self,
        store_of: Callable[[], Store],
        door: Door,
        texts: Callable[[str], Mapping[str, str]],
        clock: Callable[[], int],
        quota: Quota,
    ) -> None:
        self._store = store_of
        self._door = door
        self._quota = quota
        self._texts = texts
        self._clock = clock

    def answer(self, environ: WSGIEnvironment, method: str, endpoint: Endpoint) -> Answer:
        """Answer one method, a preflight, and everything else with a problem."""
        asked = environ["REQUEST_METHOD"]
        try:
            if asked == "OPTIONS":
                answer = Answer(204, [], b"")
            elif method in {"", asked} or (method, asked) == ("GET", "HEAD"):
                answer = answered(endpoint(environ))
            else:
                fault = RefusedError("method_not_allowed", 405, f"Use {method} here.")
                answer = problem(fault, [("Allow", method)])
        except Exception as error:  # noqa: BLE001  # the edge: whatever it is, it gets an answer
            answer = problem(error)
        if "HTTP_ORIGIN" in environ:
            answer.headers.extend(self._door.permission(environ))
        return answer

    def hello(self, environ: WSGIEnvironment) -> Any:
        """Greet a page: tell it what to do, and where the participant stands."""
        message = decode(unfold(body_of(environ, MAX_BODY_BYTES)), Hello)
        if message.v != VERSION:
            with suppress(RefusedError, NotFoundError):
                session, _ = self._door.admit(environ, message.token)
                note_version(self._store(), session, message.tracker, message.v)
            raise unknown_version(message.v)
        self._door.forget(message.token)  # a hello is rare, and must see the latest state
        session, study = self._door.admit(environ, message.token)
        self._quota.request(session.id)
        agent = "".join(filter(str.isprintable, environ.get("HTTP_USER_AGENT", "")))[:300]
        session = self._store().greet(session, message, agent or None)
        return greeting.answer(self._store(), session, study, self._texts, self._clock())

    def batches(self, environ: WSGIEnvironment) -> Any:
        """Store a batch; the answer goes out after the commit."""
        session, _ = self._door.admit(environ, token_of(environ))
        self._quota.request(session.id)
        body = body_of(environ, MAX_BODY_BYTES)
        text = unfold(body)
        try:
            batch = decode_batch(text)
        except OtherVersionError as error:
            note_version(self._store(), session, session.tracker, error.version)
            raise
        clean = redacted(text)
        if clean is not text:
            batch, body = decode_batch(clean), folded(clean, codec_of(body))
        now_ms = self._clock()
        kind: Kind = "events" if isinstance(batch, Batch) else "replay"
        self._quota.check(self._store(), session.id, kind, len(body))
        duplicate = self._store().add_batch(session, batch, body, codec_of(body), now_ms)
        if not duplicate:
            self._quota.add(session.id, kind, len(body))
        return Stored([batch.seq], duplicate, now_ms)

    def missing(self, environ: WSGIEnvironment) -> Any:
        """Say which of some addresses are not archived yet."""
        session, study = self._door.admit(environ, token_of(environ))
        self._quota.request(session.id)
        wanted = decode(unfold(body_of(environ, MAX_BODY_BYTES)), _Urls).urls
        known = {asset.url for asset in self._store().assets(study.id or 0)}
        fetched = {url: normal_url(url) for url in wanted}
        return {"missing": [url for url, at in fetched.items() if at and at not in known]}

    def assets(self, environ: WSGIEnvironment) -> Any:
        """Archive a file that the page uses."""
        session, study = self._door.admit(environ, token_of(environ))
        self._quota.request(session.id)
        if session.state == "withdrawn":
            raise RefusedError("no_consent", 403, "The participant has withdrawn.")
        if session.state != "open":
            raise RefusedError("session_closed", 409, "The session is closed.")
        url = normal_url(query_of(environ, "url"))
        if url is None:
            raise RefusedError("invalid_message", 422, "url: give the asset's http(s) address.")
        if names_someone(url):
            raise RefusedError("invalid_message", 422, "url: it holds personal data; not archived.")
        data = body_of(environ, MAX_ASSET_BYTES)
        kind = sniff(data, environ.get("CONTENT_TYPE", ""))
        self._quota.check(self._store(), session.id, "assets", len(data))
        asset = self._store().add_asset(study.id or 0, url, data, kind)
        self._quota.add(session.id, "assets", len(data))
        return {"digest": asset.digest}

    def media(self, environ: WSGIEnvironment) -> Any:
        """Store a piece of think-aloud audio, or a frame of the screen."""
        return media_door.take(environ, self._door, self._store, self._clock, self._quota)

    def close(self, environ: WSGIEnvironment) -> Any:
        """End the session; nothing more is taken."""
        session, _ = self._door.admit(environ, token_of(environ))
        self._store().close_session(session, self._clock())
        self._door.forget(session.token)
        return {"closed": True}

    def withdraw(self, environ: WSGIEnvironment) -> Any:
        """Take the consent back: stop, and erase what was stored, however long ago that was."""
        session, _ = self._door.admit(environ, token_of(environ), ever=True)
        self._store().withdraw(session)
        self._door.forget(session.token)
        return {"withdrawn": True}

    def time(self, _environ: WSGIEnvironment) -> Any:
        """Tell the collector's clock."""
        return {"server_ms": self._clock()}

    def nothing(self, _environ: WSGIEnvironment) -> Any:
        """Say that there is no such endpoint."""
        raise RefusedError("not_found", 404, "There is nothing at this address.")


Endpoint = Callable[["WSGIEnvironment"], Any]


def _view(desk: _Desk, method: str, endpoint: Endpoint) -> Callable[..., Response]:
    def view(_rest: str = "") -> Response:
        answer = desk.answer(request.environ, method, endpoint)
        return Response(answer.data, answer.status, answer.headers)

    return view


def _shorten(state: BlueprintSetupState, desk: _Desk) -> None:
    """Let batches past Flask's request machinery, which takes as long as storing one.

    The route stays in the blueprint, with the same endpoint behind it; only what the app itself
    does before and after a request is left out. Measured: `benchmarks/collector.py`.
    """
    path = f"{state.url_prefix or ''}/collect/v1/batches"
    flask = cast(Flask, state.app)
    through: WSGIApplication = flask.wsgi_app

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != path or environ["REQUEST_METHOD"] != "POST":
            return through(environ, start_response)
        answer = desk.answer(environ, "POST", desk.batches)
        start_response(answer.line, [*answer.headers, ("Content-Length", str(len(answer.data)))])
        return [answer.data]

    flask.wsgi_app = app  # type: ignore[method-assign]  # Flask's documented place for it
