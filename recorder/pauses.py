"""Stretches of sessions that are no part of any time on task, as a researcher marked them."""

from __future__ import annotations

from math import isfinite

from sqlmodel import col, select

from recorder.errors import NotFoundError, RefusedError
from recorder.models import Pause, Session, Study
from recorder.protocol import MAX_T_MS
from recorder.store import Store

MAX_NOTE = 500
MAX_PAUSES = 500  # of one session
MAX_NAME_CHARS = 40  # of an author

REASONS = {
    "moderator": "moderator spoke or probed",
    "technical": "technical trouble",
    "break": "break",
    "other": "other",
}


def pauses(store: Store, study: Study) -> list[Pause]:
    """Return all pauses of a study, by session and start.

    Parameters
    ----------
    store
        Where they lie.
    study
        Its row.
    """
    query = select(Pause).join(Session, col(Session.id) == col(Pause.session_id))
    query = query.where(Session.study_id == study.id)
    order = (col(Pause.session_id), col(Pause.start_t), col(Pause.end_t), col(Pause.id))
    with store.reading() as orm:
        return list(orm.exec(query.order_by(*order)))


def session_pauses(store: Store, session_id: str) -> list[Pause]:
    """Return a session's pauses by their starts; an unknown session has none."""
    query = select(Pause).where(Pause.session_id == session_id)
    order = (col(Pause.start_t), col(Pause.end_t), col(Pause.id))
    with store.reading() as orm:
        return list(orm.exec(query.order_by(*order)))


def add_pause(
    store: Store,
    session_id: str,
    start_ms: float,
    end_ms: float,
    reason: str,
    *,
    note: str = "",
    author: str = "",
    now_ms: int,
) -> Pause:
    """Mark a stretch of a session as a pause.

    Parameters
    ----------
    store, session_id
        Where; the session exists.
    start_ms, end_ms
        Session ms. Pauses may overlap, and reach beyond a task or the recording.
    reason
        One of `REASONS`.
    note, author
        In the researcher's words; may be empty.
    now_ms
        Epoch ms.

    Raises
    ------
    RefusedError
        `invalid_pause` for what is no stretch of a session, for another reason, and for too much;
        `session_withdrawn` where nothing is kept any more.
    """
    said = note.replace("\0", "").strip()  # PostgreSQL refuses a text with a NUL in it
    _check(start_ms, end_ms, reason, said)
    name = author.replace("\0", "").strip()[:MAX_NAME_CHARS] or None
    with store.transaction() as orm:
        # Here and not before: who withdraws meanwhile must find nothing kept afterwards.
        if orm.exec(select(Session.state).where(Session.id == session_id)).first() == "withdrawn":
            told = "This session was withdrawn; nothing is kept of it any more."
            raise RefusedError("session_withdrawn", 409, told)
        query = select(Pause.id).where(Pause.session_id == session_id).limit(MAX_PAUSES)
        if len(list(orm.exec(query))) >= MAX_PAUSES:
            told = f"A session has at most {MAX_PAUSES} pauses; remove some, or mark longer ones."
            raise RefusedError("invalid_pause", 422, told)
        pause = Pause(
            session_id=session_id, start_t=start_ms, end_t=end_ms, reason=reason, note=said,
            author=name, created_ms=now_ms,
        )  # fmt: skip
        orm.add(pause)
    return pause


def remove_pause(store: Store, session_id: str, pause_id: int) -> Pause:
    """Take a pause back; returns it as it was.

    Raises
    ------
    NotFoundError
        If the session has no such pause.
    """
    with store.transaction() as orm:
        pause = orm.get(Pause, pause_id)
        if pause is None or pause.session_id != session_id:
            raise NotFoundError("This pause is there no more.")
        gone = Pause(**pause.model_dump())
        orm.delete(pause)
    return gone


def _check(start_ms: float, end_ms: float, reason: str, note: str) -> None:
    if not (isfinite(start_ms) and isfinite(end_ms) and 0 <= start_ms < end_ms <= MAX_T_MS):
        told = "A pause begins at 0:00 or later and ends after it began; change From or To."
        raise RefusedError("invalid_pause", 422, told)
    if reason not in REASONS:
        told = f"A pause has one of these reasons: {', '.join(REASONS)}."
        raise RefusedError("invalid_pause", 422, told)
    if len(note) > MAX_NOTE:
        told = f"A pause's note has at most {MAX_NOTE} characters; shorten it."
        raise RefusedError("invalid_pause", 422, told)
