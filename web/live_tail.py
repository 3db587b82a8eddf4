"""Follows the store: which batches of the watched sessions have come since the last look.

One tail serves all observers of a server: each batch is read and told once, however many look on.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func
from sqlmodel import col, select

from recorder.models import Batch
from recorder.store import Store

# On PostgreSQL a row may be committed after one with a higher number: that far it is looked back.
LOOK_BACK = 200
PRIMING = 20  # batches of a tab that are read again for what later ones need


class Tail:
    """A place in the table of batches that moves on.

    Parameters
    ----------
    store
        What is followed, from its present end on.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._end = self._last()
        self._seen: set[int] = set()

    def news(self, sessions: Collection[str]) -> list[Batch]:
        """Return the watched sessions' batches that have come since the last look, in order.

        Parameters
        ----------
        sessions
            Their ids. What came before a session was watched is told by `backlog`.
        """
        last = self._last()
        if last == self._end:
            return []
        since, self._end = max(0, self._end - LOOK_BACK), last
        watched = (col(Batch.session_id).in_(sessions), col(Batch.id) > since)
        with self._store.reading() as orm:
            ids = set(orm.exec(select(Batch.id).where(*watched))) - {None}
            fresh = ids - self._seen
            query = select(Batch).where(col(Batch.id).in_(fresh)).order_by(col(Batch.id))
            rows = list(orm.exec(query)) if fresh else []
        self._seen = {id_ for id_ in ids if id_ is not None and id_ > last - LOOK_BACK}
        return rows

    def _last(self) -> int:
        with self._store.reading() as orm:
            return orm.exec(select(func.max(Batch.id))).one() or 0


def backlog(store: Store, session_id: str, after: int) -> list[Batch]:
    """Return a session's batches that were stored after one of them, in the order of coming."""
    query = select(Batch).where(Batch.session_id == session_id, col(Batch.id) > after)
    with store.reading() as orm:
        return list(orm.exec(query.order_by(col(Batch.id))))


def priming(store: Store, session_id: str, until: int) -> list[Batch]:
    """Return the last batches of each tab and stream up to one of them, in the order of coming."""
    here = (Batch.session_id == session_id, col(Batch.id) <= until)
    with store.reading() as orm:
        kinds = orm.exec(select(Batch.tab, Batch.stream).where(*here).distinct()).all()
        rows: list[Batch] = []
        for tab, stream in kinds:
            query = select(Batch).where(*here, Batch.tab == tab, Batch.stream == stream)
            rows += orm.exec(query.order_by(col(Batch.seq).desc()).limit(PRIMING))
    return sorted(rows, key=lambda row: row.id or 0)
