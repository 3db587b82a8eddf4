from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fixtures.apart import run_apart
from fixtures.batches import click
from fixtures.replayed import event_batch, keep, page_event
from recorder.models import Session
from recorder.store import Store
from web import live_site
from web.live_site import live_app
from web.security import _signed

WEB = 8321
KEY = "k" * 43
WAIT_S = 20.0


class Asked:
    """A request to the app, and what it has answered so far."""

    def __init__(self, store: Store, path: str, **headers: str) -> None:
        place, _, query = path.partition("?")
        plain = {"host": "127.0.0.1:9321", "origin": f"http://127.0.0.1:{WEB}", "cookie": cookie()}
        self.scope = {
            "type": "http", "method": "GET", "path": place, "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode())
                        for name, value in {**plain, **headers}.items()],
        }  # fmt: skip
        self.app = live_app(lambda: store, KEY, WEB)
        self.status = 0
        self.head: dict[bytes, bytes] = {}
        self.body = b""
        self.leave = asyncio.Event()
        self.changed = asyncio.Condition()

    async def receive(self) -> dict[str, Any]:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.head = message["status"], dict(message["headers"])
        self.body += message.get("body", b"")
        async with self.changed:
            self.changed.notify_all()

    async def answer(self) -> None:
        await asyncio.wait_for(self.app(self.scope, self.receive, self.send), WAIT_S)

    async def until(self, part: bytes) -> None:
        async with self.changed:
            await asyncio.wait_for(self.changed.wait_for(lambda: part in self.body), WAIT_S)


def cookie(key: str = KEY) -> str:
    return f"other=1; thinkaloud-{WEB}=nonce.{_signed(key, 'cookie', 'nonce')}"


def run(scene: Callable[[], Awaitable[None]]) -> None:
    run_apart(scene)  # type: ignore[arg-type]  # a coroutine function


def test_a_session_comes_as_server_sent_events_up_to_its_end(
    store: Store, session: Session
) -> None:
    keep(store, session, event_batch(0, [page_event(0)]), event_batch(1, [click(700)]))
    store.close_session(session, 9)

    async def scene() -> None:
        asked = Asked(store, f"/live/{session.id}?after=1")
        await asked.answer()
        assert asked.status == 200
        assert asked.head[b"content-type"].startswith(b"text/event-stream")
        assert asked.head[b"access-control-allow-origin"] == b"http://127.0.0.1:8321"
        assert asked.head[b"access-control-allow-credentials"] == b"true"
        assert asked.body.startswith(b"retry: 1000\n")
        assert b"id: 2\ndata: {" in asked.body
        assert b"id: 1\n" not in asked.body
        assert asked.body.endswith(b'event: end\ndata: {"state":"closed"}\n\n')

    run(scene)


def test_who_comes_back_gets_what_follows_the_last_event_id(store: Store, session: Session) -> None:
    keep(store, session, *(event_batch(seq, [click(100.0 * seq)]) for seq in range(4)))
    store.close_session(session, 9)

    async def scene() -> None:
        asked = Asked(store, f"/live/{session.id}?after=0", last_event_id="3")
        await asked.answer()
        assert asked.body.count(b"id: ") == 1
        assert b"id: 4\n" in asked.body

    run(scene)


def test_a_browser_that_leaves_ends_its_stream(store: Store, session: Session) -> None:
    keep(store, session, event_batch(0, [page_event(0)]))

    async def scene() -> None:
        asked = Asked(store, f"/live/{session.id}")
        answering = asyncio.ensure_future(asked.answer())
        await asked.until(b"id: 1\n")
        asked.leave.set()
        await answering

    run(scene)


def test_a_silent_stream_beats(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_site, "BEAT_S", 0.05)

    async def scene() -> None:
        asked = Asked(store, f"/live/{session.id}")
        answering = asyncio.ensure_future(asked.answer())
        await asked.until(b": still here\n\n")
        asked.leave.set()
        await answering

    run(scene)


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": ""},
        {"cookie": cookie("x" * 43)},
        {"cookie": "thinkaloud-8321=.forged"},
        {"origin": ""},
        {"origin": "http://evil.test:8321"},
        {"origin": "http://127.0.0.1:8322"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:nothing"},
        {"origin": "http://evil.test:8321", "host": "127.0.0.1:9321"},
    ],
)
def test_none_but_the_researchers_own_pages_may_look_on(
    store: Store, session: Session, headers: dict[str, str]
) -> None:
    async def scene() -> None:
        asked = Asked(store, f"/live/{session.id}", **headers)
        await asked.answer()
        assert asked.status == 403
        assert b"access-control-allow-origin" not in asked.head

    run(scene)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/live", 200), ("/", 404), ("/live/", 404), ("/live/../key", 404), ("/live/a b", 404)],
)
def test_there_is_nothing_else(store: Store, path: str, status: int) -> None:
    async def scene() -> None:
        asked = Asked(store, path)
        await asked.answer()
        assert asked.status == status

    run(scene)


def test_an_unknown_session_is_said_to_be_gone(store: Store) -> None:
    async def scene() -> None:
        asked = Asked(store, "/live/nobody?after=9999999999999999999999")
        await asked.answer()
        assert b"event: gone\n" in asked.body

    run(scene)
