"""The live site: server-sent events to whoever looks on, in a process of its own.

Streams stay open for an hour. On the web app's threads they would take the place of the requests
that store what participants send; here each costs a coroutine. An ASGI app without a framework:
it has one route.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from recorder.errors import ThinkaloudError
from recorder.store import Store
from web.live_hub import Hub, Said
from web.security import is_signed

BEAT_S = 15.0  # a line without meaning: proxies and browsers drop a silent connection
_PATH = re.compile(r"/live/([A-Za-z0-9_-]{1,64})")

Headers = Iterable[tuple[bytes, bytes]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def live_app(open_store: Callable[[], Store], key: str, web_port: int) -> App:
    """Make the app.

    Parameters
    ----------
    open_store
        Opens the data folder's store; called at the first stream.
    key
        The data folder's key, which signs the researcher's cookie.
    web_port
        The web app's port: its pages alone may read here, with its cookie.

    Returns
    -------
    callable
        `GET /live/<session>?after=<row>`, an ASGI application.
    """
    hubs: list[Hub] = []

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1")
                   for name, value in scope["headers"]}  # fmt: skip
        origin = _own_origin(headers, web_port)
        found = _PATH.fullmatch(scope["path"])
        cookie = _cookie(headers.get("cookie", ""), f"thinkaloud-{web_port}")
        if scope["path"] == "/live" and scope["method"] == "GET":
            await _answer(send, 200, "ready")
        elif found is None or scope["method"] != "GET":
            await _answer(send, 404, "There is nothing here but /live/<session>.")
        elif origin is None or not is_signed(key, cookie):
            await _answer(send, 403, "Open the live view on the researcher's own pages.")
        else:
            hub = hubs[0] if hubs else Hub(await asyncio.to_thread(open_store))
            hubs[:] = [hub]
            asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
            after = headers.get("last-event-id", asked)
            row = int(after) if after.isdecimal() and len(after) < 19 else 0
            await _stream(hub.messages(found[1], row), origin, receive, send)

    return app


async def _stream(
    messages: AsyncGenerator[Said, None], origin: str, receive: Receive, send: Send
) -> None:
    head = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        *_cors(origin),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send(_piece(b"retry: 1000\n: here\n\n"))
    gone = asyncio.create_task(_gone(receive))
    try:
        coming = asyncio.ensure_future(anext(messages, None))
        while True:
            await asyncio.wait({gone, coming}, timeout=BEAT_S, return_when="FIRST_COMPLETED")
            if gone.done():
                break
            if not coming.done():
                await send(_piece(b": still here\n\n"))
                continue
            message = coming.result()
            if message is None:
                break
            await send(_piece(_written(message)))
            coming = asyncio.ensure_future(anext(messages, None))
    except (ThinkaloudError, OSError):
        pass  # the database was busy, or the observer is gone: the page comes back by itself
    finally:
        for task in (gone, coming):
            task.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration, ThinkaloudError, OSError):
            await coming
        await messages.aclose()
    with suppress(OSError, RuntimeError):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    """Wait for the end of the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _own_origin(headers: dict[str, str], web_port: int) -> str | None:
    """Return the asking page's origin if it is the web app of this very host."""
    origin = headers.get("origin", "")
    asked, here = urlsplit(origin), urlsplit(f"//{headers.get('host', '')}")
    try:
        is_ours = asked.hostname == here.hostname and (asked.port or 80) == web_port
    except ValueError:
        return None
    return origin if is_ours and asked.scheme in {"http", "https"} and asked.hostname else None


def _cookie(header: str, name: str) -> str:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for known, _, value in pairs if known == name), "")


def _cors(origin: str) -> Headers:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _written(said: Said) -> bytes:
    if said.event:
        return b"event: %s\ndata: %s\n\n" % (said.event.encode(), said.data)
    return b"id: %d\ndata: %s\n\n" % (said.row, said.data)


def _piece(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _answer(send: Send, status: int, text: str) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text.encode()})
