"""What the collector reads of a request and how it answers, without a framework."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import msgspec
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import get_input_stream

from recorder.errors import NotFoundError, RefusedError, StoreError
from recorder.handshake import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RETRY_S = 2  # what a tracker is told when the database is busy, or it sends too much at once
_TOKEN = re.compile(r"(?:^|&)token=([A-Za-z0-9_-]{1,200})(?:&|$)")
_PRIVATE = [("Cache-Control", "no-store"), ("Vary", "Origin")]
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_ENCODER = msgspec.json.Encoder()

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: list[tuple[str, str]]
    data: bytes

    @property
    def line(self) -> str:
        """The status with its phrase."""
        return _LINES[self.status]


def answered(value: Any, status: int = 200, kind: str = "application/json") -> Answer:
    """Say a value as JSON."""
    return Answer(status, [("Content-Type", kind), *_PRIVATE], _ENCODER.encode(value))


def problem(error: Exception, headers: list[tuple[str, str]] | None = None) -> Answer:
    """Say what went wrong in a form that a program can read."""
    match error:
        case RefusedError():
            fault = (error.code, error.status, error.detail)
        case NotFoundError():
            fault = ("unknown_token", 401, str(error))
        case StoreError():
            fault = ("busy", 503, str(error))
        case HTTPException():
            fault = ("bad_request", error.code or 400, error.description or "Bad request.")
        case _:
            _log.error("The collector failed", exc_info=error)
            fault = ("internal", 500, "The collector failed; its log says why.")
    code, status, detail = fault
    title = code.replace("_", " ").capitalize()
    invalid = error.invalid if isinstance(error, RefusedError) else None
    said = Problem(code, title, status, detail, invalid=invalid)
    answer = answered(said, status, "application/problem+json")
    answer.headers.extend(headers or [])
    if status in (429, 503):
        answer.headers.append(("Retry-After", str(RETRY_S)))
    return answer


def token_of(environ: WSGIEnvironment) -> str:
    """Return the token of the address; tokens are plain, so none needs unquoting."""
    found = _TOKEN.search(environ.get("QUERY_STRING", ""))
    return found[1] if found else ""


def query_of(environ: WSGIEnvironment, name: str) -> str:
    """Return a value of the address's query; empty where there is none."""
    query: str = environ.get("QUERY_STRING", "")
    return parse_qs(query).get(name, [""])[0]


def body_of(environ: WSGIEnvironment, limit: int) -> bytes:
    """Read the body, but never more of it than is allowed.

    Raises
    ------
    RefusedError
        `too_large`.
    """
    told = environ.get("CONTENT_LENGTH") or ""
    if told.isdecimal():
        if int(told) > limit:
            raise _too_large(limit)
        return _read(environ["wsgi.input"], int(told))
    # Werkzeug gives an empty body where neither length nor end is told, and measures none.
    body = _read(get_input_stream(environ), limit + 1)
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _read(stream: Any, size: int) -> bytes:
    """Read up to `size` bytes; a server may give them in pieces."""
    body: bytes = stream.read(size)
    while len(body) < size:
        more = stream.read(size - len(body))
        if not more:
            break
        body += more
    return body


def _too_large(limit: int) -> RefusedError:
    return RefusedError("too_large", 413, f"A message has at most {limit} bytes; send less.")
