from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import msgspec
import pytest

from fixtures.apart import run_apart
from fixtures.batches import click
from fixtures.replayed import event_batch, keep, page_event
from recorder.errors import StoreError
from recorder.models import Session, Study
from recorder.store import Store
from web import live_hub
from web.live_hub import Hub, Said

WAIT_S = 20.0


def batch(seq: int) -> dict[str, object]:
    head = [page_event(0)] if seq == 0 else []
    return event_batch(seq, [*head, click(100.0 + seq)])


async def take(messages: AsyncGenerator[Said, None], count: int) -> list[Said]:
    async def some() -> list[Said]:
        return [await anext(messages) for _ in range(count)]

    return await asyncio.wait_for(some(), WAIT_S)


async def rest(messages: AsyncGenerator[Said, None]) -> list[Said]:
    async def all_of_it() -> list[Said]:
        return [said async for said in messages]

    return await asyncio.wait_for(all_of_it(), WAIT_S)


def run(scene: Callable[[], Awaitable[None]]) -> None:
    run_apart(scene)  # type: ignore[arg-type]  # a coroutine function


def test_an_observer_gets_what_is_stored_and_then_what_comes(
    store: Store, session: Session
) -> None:
    keep(store, session, batch(0), batch(1))

    async def scene() -> None:
        messages = Hub(store).messages(session.id, 1)
        assert [said.row for said in await take(messages, 1)] == [2]
        keep(store, session, batch(2), batch(3))
        assert [said.row for said in await take(messages, 2)] == [3, 4]
        await messages.aclose()

    run(scene)


def test_observers_who_come_at_once_get_each_batch_once(store: Store, session: Session) -> None:
    keep(store, session, batch(0))

    async def scene() -> None:
        hub = Hub(store)
        lines = [hub.messages(session.id, 0) for _ in range(5)]
        firsts = await asyncio.gather(*(take(line, 1) for line in lines))
        keep(store, session, batch(1), batch(2))
        store.close_session(session, 9)
        rests = await asyncio.gather(*(rest(line) for line in lines))
        for first, later in zip(firsts, rests, strict=True):
            assert [said.row for said in [*first, *later]] == [1, 2, 3, 0]

    run(scene)


def test_a_closed_session_ends_after_its_last_batch(store: Store, session: Session) -> None:
    async def scene() -> None:
        messages = Hub(store).messages(session.id, 0)
        waiting = asyncio.ensure_future(rest(messages))
        await asyncio.sleep(0)
        keep(store, session, batch(0))
        store.close_session(session, 9)
        *_, last, end = await waiting
        assert last.row == 1
        assert (end.event, msgspec.json.decode(end.data)) == ("end", {"state": "closed"})

    run(scene)


@pytest.mark.parametrize("how", ["withdrawn", "erased", "unknown"])
def test_a_session_that_is_withdrawn_or_erased_is_gone(
    store: Store, study: Study, session: Session, how: str
) -> None:
    keep(store, session, batch(0))

    async def scene() -> None:
        messages = Hub(store).messages("nothing" if how == "unknown" else session.id, 0)
        if how != "unknown":
            await take(messages, 1)
        if how == "withdrawn":
            store.withdraw(session)
        if how == "erased":
            store.erase(store.participants(study)[0])
        (gone,) = await rest(messages)
        assert gone.event == "gone"

    run(scene)


def test_other_sessions_go_on_when_one_is_erased(
    store: Store, study: Study, session: Session
) -> None:
    other = store.open_session(store.invite(study), "yes", 1)
    keep(store, session, batch(0))
    keep(store, other, batch(0))

    async def scene() -> None:
        hub = Hub(store)
        mine, theirs = hub.messages(session.id, 0), hub.messages(other.id, 0)
        await take(mine, 1)
        await take(theirs, 1)
        store.withdraw(other)
        assert [said.event for said in await rest(theirs)] == ["gone"]
        keep(store, session, batch(1))
        assert [said.event for said in await take(mine, 1)] == [""]
        await mine.aclose()

    run(scene)


def test_who_does_not_keep_up_is_let_go_and_misses_nothing_afterwards(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "MAX_WAITING", 2)
    keep(store, session, batch(0))

    async def scene() -> None:
        hub = Hub(store)
        slow, quick = hub.messages(session.id, 0), hub.messages(session.id, 0)
        await take(slow, 1)
        await take(quick, 1)
        for seq in range(1, 5):
            keep(store, session, batch(seq))
            await take(quick, 1)
        had = await rest(slow)
        again = hub.messages(session.id, 1)
        assert len(had) < 4
        assert [said.row for said in await take(again, 4)] == [2, 3, 4, 5]
        await asyncio.gather(again.aclose(), quick.aclose())

    run(scene)


def test_a_store_that_cannot_be_read_for_once_ends_streams_that_can_begin_anew(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, session, batch(0))

    async def scene() -> None:
        hub = Hub(store)
        messages = hub.messages(session.id, 0)
        await take(messages, 1)
        with monkeypatch.context() as broken:
            broken.setattr(live_hub.Tail, "news", busy)
            assert await rest(messages) == []
        again = hub.messages(session.id, 1)
        waiting = asyncio.ensure_future(take(again, 1))
        await asyncio.sleep(0)
        keep(store, session, batch(1))
        assert [said.row for said in await waiting] == [2]
        await again.aclose()

    run(scene)


def busy(_tail: object, _sessions: object) -> list[object]:
    raise StoreError("The database is busy.")
