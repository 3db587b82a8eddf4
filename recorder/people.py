"""What the store does with participants and their sessions, inside its transactions."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import delete
from sqlmodel import Session as Orm
from sqlmodel import SQLModel, col, select

from recorder import ingest
from recorder.errors import NotFoundError, StudyError
from recorder.handshake import Hello
from recorder.models import Participant, Session, Study
from recorder.protocol import MAX_T_MS

TOKEN_LIFE_MS = int(MAX_T_MS)  # no event of an older session could be valid

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")

Row = TypeVar("Row", bound=SQLModel)


def invite(
    orm: Orm,
    study: Study,
    code: str | None,
    variant: str | None,
    now_ms: int,
    *,
    is_simulated: bool,
) -> Participant:
    """Return the participant of a code, or make one under it or under the next free code."""
    if code is not None and _CODE.fullmatch(code) is None:
        raise StudyError(f"`{code}` is no code: use up to 40 letters, digits and . _ - only.")
    query = select(Participant).where(Participant.study_id == study.id)
    known = {person.code: person for person in orm.exec(query)}
    if code is not None and code in known:
        return known[code]
    person = Participant(
        study_id=study.id or 0,
        code=code or _free_code(known),
        variant=variant,
        join_token=secrets.token_urlsafe(18),
        created_ms=now_ms,
        is_simulated=is_simulated,
    )
    orm.add(person)
    orm.flush()
    return person


def participant_by_join(orm: Orm, token: str) -> Participant:
    """Return who a join link belongs to."""
    query = select(Participant).where(Participant.join_token == _checked(token))
    found = orm.exec(query).first()
    if found is None:
        raise NotFoundError("This invitation is not known; ask for a new link.")
    return found


def session_by_token(orm: Orm, token: str) -> tuple[Session, Study]:
    """Return the session that a tracker speaks for, and its study."""
    query = select(Session, Study).where(Session.token == _checked(token))
    found = orm.exec(query.where(Session.study_id == Study.id)).first()
    if found is None:
        raise NotFoundError("This session is not known.")
    return found[0], found[1]


def session(orm: Orm, session_id: str) -> Session:
    """Return a session by its id."""
    found = orm.get(Session, _checked(session_id))
    if found is None:
        raise NotFoundError(f"There is no session `{session_id}`.")
    return found


def open_session(orm: Orm, participant: Participant, consent_text: str, now_ms: int) -> Session:
    """Go on with a participant's open session, or make one."""
    # Locked: of two consents at once (a double click) on PostgreSQL the second finds the first's.
    orm.get(Participant, participant.id, with_for_update=True)
    query = select(Session).where(
        Session.participant_id == participant.id,
        Session.state == "open",
        Session.created_ms > now_ms - TOKEN_LIFE_MS,
    )
    found = orm.exec(query).first()
    if found is not None:
        return found
    person = still_there(orm, Participant, participant.id)
    study = still_there(orm, Study, person.study_id)
    person.state = "active"
    opened = Session(
        id=secrets.token_hex(8),
        study_id=person.study_id,
        participant_id=participant.id or 0,
        token=secrets.token_urlsafe(24),
        created_ms=now_ms,
        consent_ms=now_ms,
        consent_text=consent_text,
        definition_version=study.version,
    )
    orm.add(opened)
    return opened


def greet(orm: Orm, session_id: str, hello: Hello, user_agent: str | None) -> Session:
    """Note what a tracker says of its browser; the first origin that was told stays."""
    row = still_there(orm, Session, session_id)
    if row.state == "open":
        if row.origin_ms is None:
            row.origin_ms = hello.origin_ms
        row.tracker, row.user_agent = hello.tracker, user_agent
        row.width, row.height, row.dpr = hello.width, hello.height, hello.dpr
    return row


def close(orm: Orm, session_id: str, now_ms: int) -> None:
    """End an open row."""
    row = still_there(orm, Session, session_id)
    if row.state == "open":
        row.state, row.closed_ms = "closed", now_ms
        still_there(orm, Participant, row.participant_id).state = "done"


def withdraw(orm: Orm, session_id: str) -> list[str]:
    """Erase a session but for its consent; return the digests of its pictures."""
    digests = ingest.wipe(orm.connection(), [session_id])
    row = still_there(orm, Session, session_id)
    row.state = "withdrawn"
    row.tracker = row.user_agent = row.origin_ms = None
    row.width = row.height = row.dpr = None
    still_there(orm, Participant, row.participant_id).state = "withdrawn"
    return digests


def erase(orm: Orm, participant: Participant) -> list[str]:
    """Erase a participant and all their sessions; return the digests of their pictures."""
    mine = col(Session.participant_id) == participant.id
    digests = ingest.wipe(orm.connection(), list(orm.exec(select(Session.id).where(mine))))
    orm.exec(delete(Session).where(mine))
    orm.exec(delete(Participant).where(col(Participant.id) == participant.id))
    return digests


def still_there(orm: Orm, kind: type[Row], key: int | str | None) -> Row:
    """Return a row that was there a moment ago; another process may have erased it since."""
    found = orm.get(kind, key)
    if found is None:
        raise NotFoundError(f"This {kind.__name__.lower()} was erased.")
    return found


def _free_code(known: Collection[str]) -> str:
    numbers = range(1, len(known) + 2)
    return next(code for number in numbers if (code := f"P{number:02}") not in known)


def _checked(token: str) -> str:
    # PostgreSQL refuses a text with a NUL in it: what cannot be a token is not asked for.
    return token if _TOKEN.fullmatch(token) else ""
