"""Brings what comes to those who look on: one tail, one telling of each batch, many observers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable

from recorder.models import Batch
from recorder.store import Store
from web.live_news import Teller
from web.live_tail import Tail, backlog, priming

LOOK_EVERY_S = 0.1
MAX_WAITING = 1_000  # messages; who takes no more is let go and comes back by itself

Message = tuple[int, bytes]  # the batch's row, and what is told of it


class Hub:
    """All observers of one server process.

    Parameters
    ----------
    store
        What is looked at.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tail: Tail | None = None
        self._tellers: dict[str, Teller] = {}
        self._observers: dict[str, list[asyncio.Queue[Message | None]]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def messages(self, session_id: str, after: int) -> AsyncGenerator[Message, None]:
        """Yield what is stored after a batch, then all that comes; ends where nobody keeps up.

        Parameters
        ----------
        session_id
            Of a session that exists.
        after
            The row of the last batch that the observer knows.
        """
        queue: asyncio.Queue[Message | None] = asyncio.Queue(MAX_WAITING)
        self._observers.setdefault(session_id, []).append(queue)
        try:
            if self._looking is None or self._looking.done():
                # Before the backlog is read: between the two nothing may fall through.
                self._tail = await asyncio.to_thread(Tail, self._store)
                self._looking = asyncio.create_task(self._look())
            told = await asyncio.to_thread(self._since, session_id, after)
            for message in told:
                yield message
            known = {row for row, _ in told}
            while (came := await queue.get()) is not None:
                if came[0] > after and came[0] not in known:
                    yield came
        finally:
            self._leave(session_id, queue)

    def _since(self, session_id: str, after: int) -> list[Message]:
        teller = self._primed(session_id, priming(self._store, session_id, after))
        return list(_told(teller, backlog(self._store, session_id, after)))

    def _primed(self, session_id: str, rows: Iterable[Batch]) -> Teller:
        session = self._store.session(session_id)
        study = next(one for one in self._store.studies() if one.id == session.study_id)
        tasks = self._store.definition(study).tasks
        teller = Teller({task.id: task.title for task in tasks})
        for row in rows:
            teller.told(row)
        return teller

    async def _look(self) -> None:
        while self._observers and self._tail is not None:
            await asyncio.sleep(LOOK_EVERY_S)
            for session_id, message in await asyncio.to_thread(self._news, self._tail):
                for queue in self._observers.get(session_id, []):
                    _put(queue, message)

    def _news(self, tail: Tail) -> list[tuple[str, Message]]:
        found: list[tuple[str, Message]] = []
        for row in tail.news(list(self._observers)):
            if row.session_id not in self._tellers:
                before = priming(self._store, row.session_id, (row.id or 0) - 1)
                self._tellers[row.session_id] = self._primed(row.session_id, before)
            told = _told(self._tellers[row.session_id], [row])
            found += [(row.session_id, message) for message in told]
        return found

    def _leave(self, session_id: str, queue: asyncio.Queue[Message | None]) -> None:
        others = [one for one in self._observers.get(session_id, []) if one is not queue]
        if others:
            self._observers[session_id] = others
        else:
            self._observers.pop(session_id, None)
            self._tellers.pop(session_id, None)


def _told(teller: Teller, rows: Iterable[Batch]) -> Iterable[Message]:
    for row in rows:
        said = teller.told(row)
        if said is not None:
            yield row.id or 0, said


def _put(queue: asyncio.Queue[Message | None], message: Message) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
    else:
        queue.put_nowait(message)
