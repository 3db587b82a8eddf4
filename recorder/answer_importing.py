"""Answers that were given elsewhere, kept as sessions of their participants: all or nothing."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Mapping, Sequence

import msgspec
from sqlmodel import Session as Orm
from sqlmodel import select

from recorder import catalogue, ingest, people
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Note, Participant, Session, Study
from recorder.protocol import VERSION, AnswerEvent, Batch
from recorder.store import Store
from recorder.wire import decode_batch

GONE = ("declined", "withdrawn")  # of these people nothing may be kept
TAB = "imported"


def takers(store: Store, slug: str) -> list[str]:
    """List the codes of the participants of a study of whom answers may be kept.

    Parameters
    ----------
    store
        Where it lies.
    slug
        The study.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    study = store.study(slug)
    return [person.code for person in store.participants(study) if person.state not in GONE]


def keep_answers(
    store: Store,
    slug: str,
    forms: Mapping[str, Sequence[AnswerEvent]],
    source: str,
    now_ms: int,
) -> list[Session]:
    """Keep the forms of each participant as a session of their own, in one transaction.

    A recording is left as it is: the answers do not become a part of what was recorded.

    Parameters
    ----------
    store
        Where they go.
    slug
        The study.
    forms
        By the participant's code; `t` in ms counts from `now_ms`.
    source
        Where they come from, in words.
    now_ms
        Epoch ms.

    Raises
    ------
    NotFoundError
        If there is no such study, or no such participant of whom anything may be kept.
    RefusedError
        If the collector would not have taken them.
    """
    with store.transaction() as orm:
        study = catalogue.study(orm, slug)
        query = select(Participant).where(Participant.study_id == study.id)
        known = {one.code: one for one in orm.exec(query) if one.state not in GONE}
        kept = []
        for code, events in forms.items():
            if code not in known:
                raise NotFoundError(f"There is no participant `{code}` who takes part.")
            session = _session(study, known[code], source, now_ms)
            _keep(orm, session, known[code], events)
            kept.append(session)
    return kept


def _session(study: Study, person: Participant, source: str, now_ms: int) -> Session:
    told = f"answers from {source}"[:280]
    return Session(
        id=secrets.token_hex(8),
        study_id=study.id or 0,
        participant_id=person.id or 0,
        token=secrets.token_urlsafe(24),
        created_ms=now_ms,
        consent_ms=now_ms,
        consent_text=f"Imported {told}. Consent was asked for where they were given.",
        definition_version=study.version,
        origin_ms=float(now_ms),
        tracker=f"imported {told}",
    )


def _keep(orm: Orm, session: Session, person: Participant, events: Sequence[AnswerEvent]) -> None:
    orm.add(session)
    orm.flush()
    now_ms = session.created_ms
    batch = Batch(v=VERSION, tab=TAB, seq=0, sent_t=events[-1].t, events=list(events))
    text = msgspec.json.encode(batch)
    checked = decode_batch(text)  # the collector's own check
    row = ingest.row_of(session.id, checked, gzip.compress(text, mtime=0), "gzip", now_ms)
    if not ingest.put(orm.connection(), row):
        raise RefusedError("session_closed", 409, "The session was closed meanwhile.")
    said = f"{session.tracker or ''}."
    orm.add(Note(session_id=session.id, t=0.0, text=said.capitalize(), created_ms=now_ms))
    state = person.state
    people.close(orm, session.id, now_ms)
    person.state = state  # somebody who is still to take part can do so
