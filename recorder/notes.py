"""What moderators and observers write down at moments of a session."""

from __future__ import annotations

from math import isfinite

from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.errors import NotFoundError, RefusedError
from recorder.models import Note
from recorder.protocol import MAX_T_MS
from recorder.store import Store

MAX_CHARS = 4_000
MAX_NOTES = 2_000  # of one session: more than anybody reads again
MAX_NAME_CHARS = 40  # of a code and of an author


def notes(store: Store, session_id: str) -> list[Note]:
    """Return a session's notes in the order of their moments.

    Parameters
    ----------
    store
        Where they lie.
    session_id
        A session; an unknown one has none.
    """
    query = select(Note).where(Note.session_id == session_id)
    with store.reading() as orm:
        return list(orm.exec(query.order_by(col(Note.t), col(Note.id))))


def add_note(
    store: Store,
    session_id: str,
    t: float,
    text: str,
    now_ms: int,
    *,
    code: str | None = None,
    author: str | None = None,
) -> Note:
    """Keep a new note.

    Parameters
    ----------
    store, session_id
        Where; the session exists.
    t
        The moment, ms since the session's start.
    text
        What was written; may be empty where a code says it all.
    now_ms
        Epoch ms.
    code
        A marker of one key.
    author
        Who wrote it.

    Raises
    ------
    RefusedError
        `invalid_note` for a moment that is none, for nothing said and for too much.
    """
    said, code = _checked(t, text, code)
    author = (author or "").strip()[:MAX_NAME_CHARS] or None
    with store.transaction() as orm:
        known = orm.exec(select(Note.id).where(Note.session_id == session_id).limit(MAX_NOTES))
        if len(list(known)) >= MAX_NOTES:
            raise RefusedError("invalid_note", 422, f"A session holds at most {MAX_NOTES} notes.")
        note = Note(
            session_id=session_id, t=t, text=said, code=code, author=author, created_ms=now_ms
        )
        orm.add(note)
    return note


def change_note(
    store: Store, session_id: str, note_id: int, *, t: float, text: str, code: str | None = None
) -> Note:
    """Replace what a note says and where it stands.

    Raises
    ------
    NotFoundError
        If the session has no such note.
    RefusedError
        As `add_note` does.
    """
    said, code = _checked(t, text, code)
    with store.transaction() as orm:
        note = _found(orm, session_id, note_id)
        note.t, note.text, note.code = t, said, code
    return note


def remove_note(store: Store, session_id: str, note_id: int) -> None:
    """Forget a note.

    Raises
    ------
    NotFoundError
        If the session has no such note.
    """
    with store.transaction() as orm:
        orm.delete(_found(orm, session_id, note_id))


def _found(orm: Orm, session_id: str, note_id: int) -> Note:
    note = orm.get(Note, note_id)
    if note is None or note.session_id != session_id:
        raise NotFoundError("This note is there no more.")
    return note


def _checked(t: float, text: str, code: str | None) -> tuple[str, str | None]:
    # PostgreSQL refuses a text with a NUL in it.
    said = text.replace("\0", "").strip()
    marker = (code or "").replace("\0", "").strip()[:MAX_NAME_CHARS] or None
    if not isfinite(t) or not 0 <= t <= MAX_T_MS:
        raise RefusedError("invalid_note", 422, "A note stands at a moment of the session.")
    if not said and marker is None:
        raise RefusedError("invalid_note", 422, "The note says nothing yet.")
    if len(said) > MAX_CHARS:
        raise RefusedError("invalid_note", 422, f"A note has at most {MAX_CHARS} characters.")
    return said, marker
