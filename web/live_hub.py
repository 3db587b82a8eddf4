"""Brings what comes to those who look on: one tail, one telling of each batch, many observers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import NamedTuple

import msgspec

from recorder.errors import NotFoundError, ThinkaloudError
from recorder.models import Batch
from recorder.store import Store
from web import replay_assets, replay_data
from web.live_news import Teller
from web.live_tail import Tail, backlog, priming, states

LOOK_EVERY_S = 0.1
MAX_WAITING = 1_000  # messages; who takes no more is let go and comes back by itself


class Said(NamedTuple):
    """What an observer is sent.

    Attributes
    ----------
    row
        The batch's; 0 for what is of no batch.
    data
        JSON.
    event
        Empty for news; `end` when the session is closed, `gone` when it was erased or withdrawn.
    """

    row: int
    data: bytes
    event: str = ""


class Hub:
    """All observers of one server process.

    Parameters
    ----------
    store
        What is looked at.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tellers: dict[str, Teller] = {}
        self._observers: dict[str, list[asyncio.Queue[Said | None]]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._has_begun = asyncio.Event()

    async def messages(self, session_id: str, after: int) -> AsyncGenerator[Said, None]:
        """Yield what is stored after a batch, then all that comes, to the session's end.

        Ends without `end` or `gone` where an observer does not keep up or the store cannot be
        read: who comes back with the last row misses nothing.

        Parameters
        ----------
        session_id
            Of any session.
        after
            The row of the last batch that the observer knows.
        """
        queue: asyncio.Queue[Said | None] = asyncio.Queue(MAX_WAITING)
        self._observers.setdefault(session_id, []).append(queue)
        try:
            if self._looking is None or self._looking.done():
                self._has_begun = asyncio.Event()
                self._looking = asyncio.create_task(self._look(self._has_begun))
            # Before the backlog is read: between the two nothing may fall through.
            await self._has_begun.wait()
            known: set[int] = set()
            told = await asyncio.to_thread(self._since, session_id, after)
            while (some := await asyncio.to_thread(next, told, None)) is not None:
                for said in some:
                    known.add(said.row)
                    yield said
            while (came := await queue.get()) is not None:
                if came.event or (came.row > after and came.row not in known):
                    yield came
                if came.event:
                    return
        finally:
            self._leave(session_id, queue)

    def _since(self, session_id: str, after: int) -> Iterator[list[Said]]:
        """Yield the backlog in portions; a session that is gone has none."""
        try:
            teller = self._primed(session_id, priming(self._store, session_id, after))
        except NotFoundError:
            return iter(())  # the next look says that it is gone
        portions = backlog(self._store, session_id, after)
        return (list(_told(teller, rows)) for rows in portions)

    def _primed(self, session_id: str, rows: Iterable[Batch]) -> Teller:
        store = self._store
        session = store.session(session_id)
        study = next((one for one in store.studies() if one.id == session.study_id), None)
        if study is None:
            raise NotFoundError("The study of this session is no longer there.")
        teller = Teller(
            {task.id: task.title for task in store.definition(study).tasks},
            lambda: replay_assets.archived(store, session.study_id),
            lambda: replay_data.tasks(store, study, session),
        )
        for row in rows:
            teller.told(row)
        return teller

    async def _look(self, has_begun: asyncio.Event) -> None:
        try:
            tail = await asyncio.to_thread(Tail, self._store)
            has_begun.set()
            while self._observers:
                await asyncio.sleep(LOOK_EVERY_S)
                watched = list(self._observers)
                for session_id, said in await asyncio.to_thread(self._news, tail, watched):
                    for queue in self._observers.get(session_id, []):
                        _put(queue, said)
        except ThinkaloudError:
            pass  # the database was busy: whoever looks on comes back in a second
        finally:
            has_begun.set()
            for queues in self._observers.values():
                for queue in queues:
                    _put(queue, None)

    def _news(self, tail: Tail, watched: list[str]) -> list[tuple[str, Said]]:
        self._tellers = {id_: one for id_, one in self._tellers.items() if id_ in watched}
        # Asked first: whatever came before a session was closed is among the news below.
        known = states(self._store, watched)
        found: list[tuple[str, Said]] = []
        for row in tail.news(watched):
            found += [(row.session_id, said) for said in self._tell(row)]
        for id_ in watched:
            state = known.get(id_, "erased")
            if state != "open":
                data = msgspec.json.encode({"state": state})
                found.append((id_, Said(0, data, "end" if state == "closed" else "gone")))
        return found

    def _tell(self, row: Batch) -> list[Said]:
        try:
            if row.session_id not in self._tellers:
                before = priming(self._store, row.session_id, (row.id or 0) - 1)
                self._tellers[row.session_id] = self._primed(row.session_id, before)
            return list(_told(self._tellers[row.session_id], [row]))
        except NotFoundError:
            return []  # erased meanwhile: the next look says so

    def _leave(self, session_id: str, queue: asyncio.Queue[Said | None]) -> None:
        others = [one for one in self._observers.get(session_id, []) if one is not queue]
        if others:
            self._observers[session_id] = others
        else:
            self._observers.pop(session_id, None)


def _told(teller: Teller, rows: Iterable[Batch]) -> Iterable[Said]:
    for row in rows:
        said = teller.told(row)
        if said is not None:
            yield Said(row.id or 0, said)


def _put(queue: asyncio.Queue[Said | None], said: Said | None) -> None:
    if queue.full() or said is None:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
    else:
        queue.put_nowait(said)
