"""Screens in the store, beside `library`: pictures taken away again, and what has been recorded."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from recorder.models import Batch, Screen, Session
from recorder.store import Store


def batch_marks(store: Store, study_id: int) -> dict[str, tuple[int, int]]:
    """Tell how many event batches each session has, and the latest: equal marks, equal events."""
    sessions = select(Session.id).where(Session.study_id == study_id)
    query = (
        select(col(Batch.session_id), func.count(), func.max(col(Batch.id)))
        .where(col(Batch.session_id).in_(sessions), col(Batch.stream) == "events")
        .group_by(col(Batch.session_id))
    )
    with store.reading() as orm:
        return {session: (count, latest or 0) for session, count, latest in orm.exec(query)}


def remove_screen(store: Store, study_id: int, key: str, viewport_class: str) -> bool:
    """Take a screen's picture away; say whether there was one. It is drawn anew when it can be."""
    query = select(Screen).where(
        Screen.study_id == study_id, Screen.key == key, Screen.viewport_class == viewport_class
    )
    with store.transaction() as orm:
        known = orm.exec(query).first()
        if known is None:
            return False
        digest = known.digest
        orm.delete(known)
    store.sweep([digest])
    return True
