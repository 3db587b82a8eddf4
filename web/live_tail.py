"""Follows the store: which batches of the watched sessions have come since the last look.

One tail serves all observers of a server: each batch is read and told once, however many look on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func
from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.models import Batch, Session
from recorder.store import Store

# On PostgreSQL a row may be committed after one with a higher number: that far it is looked back.
LOOK_BACK = 200
PORTION = 100  # batches of a backlog that are in memory at once
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
        # With the session's id: SQLite gives the numbers of rows that were erased last again.
        self._seen: set[tuple[int, str]] = set()

    def news(self, sessions: Collection[str]) -> list[Batch]:
        """Return the watched sessions' batches that have come since the last look, in order.

        Parameters
        ----------
        sessions
            Their ids. Of a session that was not watched before, some of the last batches are
            among them: who knows them already leaves them out by their numbers.
        """
        last = self._last()
        since, self._end = max(0, min(self._end, last) - LOOK_BACK), last
        kept = last - LOOK_BACK
        with self._store.reading() as orm:
            query = select(Batch.id, Batch.session_id).where(col(Batch.session_id).in_(sessions))
            there = orm.exec(query.where(col(Batch.id) > since)).all()
            fresh = {id_ for id_, of in there if id_ is not None and (id_, of) not in self._seen}
            rows = _rows(orm, sorted(fresh))
        self._seen = {(row or 0, of) for row, of in there if (row or 0) > kept}
        return rows

    def _last(self) -> int:
        with self._store.reading() as orm:
            return orm.exec(select(func.max(Batch.id))).one() or 0


def backlog(store: Store, session_id: str, after: int) -> Iterator[list[Batch]]:
    """Yield a session's batches that were stored after one of them, some at a time, in order.

    Parameters
    ----------
    store
        Where they lie.
    session_id
        Whose.
    after
        The number of the last one that is known. Where numbers are not given in the order of
        commits, some before it are told once more.
    """
    begin = after if _is_ordered(store) else max(0, after - LOOK_BACK)
    query = select(Batch.id).where(Batch.session_id == session_id, col(Batch.id) > begin)
    with store.reading() as orm:
        ids = [id_ for id_ in orm.exec(query.order_by(col(Batch.id))) if id_ is not None]
    for first in range(0, len(ids), PORTION):
        with store.reading() as orm:
            yield _rows(orm, ids[first : first + PORTION])


def states(store: Store, sessions: Collection[str]) -> dict[str, str]:
    """Tell of each session whether it is open, closed or withdrawn; of an erased one nothing."""
    query = select(Session.id, Session.state).where(col(Session.id).in_(sessions))
    with store.reading() as orm:
        return dict(orm.exec(query).all())


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


def recent_rows(store: Store, session_id: str, until: int) -> list[int]:
    """Return the numbers of a session's last batches, so far back as they may be told again."""
    here = (Batch.session_id == session_id, col(Batch.id) > until - LOOK_BACK)
    with store.reading() as orm:
        query = select(Batch.id).where(*here, col(Batch.id) <= until)
        return [id_ for id_ in orm.exec(query.order_by(col(Batch.id))) if id_ is not None]


def _rows(orm: Orm, ids: Sequence[int]) -> list[Batch]:
    if not ids:
        return []
    return list(orm.exec(select(Batch).where(col(Batch.id).in_(ids)).order_by(col(Batch.id))))


def _is_ordered(store: Store) -> bool:
    """Tell whether rows get their numbers in the order in which they can be read."""
    with store.reading() as orm:
        return orm.get_bind().dialect.name == "sqlite"
