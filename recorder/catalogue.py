"""What the store does with studies, inside its transactions."""

from __future__ import annotations

import difflib
import hashlib
from functools import lru_cache

import msgspec
from sqlalchemy import func, or_
from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.decoding import decoder
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError
from recorder.models import Attempt, Batch, Participant, Pause, Review, Screen, Session, Study


def study(orm: Orm, slug: str) -> Study:
    """Return a study by its short name."""
    known = {row.slug: row for row in orm.exec(select(Study))}
    if slug in known:
        return known[slug]
    close = difflib.get_close_matches(slug, known) or sorted(known)[:5]
    hint = f"Did you mean {' or '.join(close)}?" if close else "There is no study yet."
    raise NotFoundError(f"There is no study `{slug}`. {hint}")


@lru_cache(maxsize=64)
def definition(text: str) -> StudyDefinition:
    """Return a definition from the JSON that a study row holds."""
    return decoder(StudyDefinition).decode(text)


def add(orm: Orm, written: StudyDefinition, now_ms: int, *, is_simulated: bool) -> Study:
    """Add a study."""
    row = Study(
        slug=written.slug,
        title=written.title,
        definition=_json(written),
        created_ms=now_ms,
        is_simulated=is_simulated,
    )
    orm.add(row)
    orm.flush()
    return row


def update(orm: Orm, written: StudyDefinition) -> Study:
    """Give a study its next version, if anything has changed."""
    row = study(orm, written.slug)
    if row.definition != _json(written):
        row.definition, row.title = _json(written), written.title
        row.version += 1
    return row


def state(orm: Orm, row: Study) -> str:
    """Return a checksum of what an analysis rests on.

    That is the definition, batches, verdicts, reviews of signals, pauses, pictures that were
    given, and who is in which variant or segment.
    """
    sessions = select(Session.id).where(Session.study_id == row.id)
    counts = select(col(Batch.session_id), func.count(), func.max(col(Batch.id))).where(
        col(Batch.session_id).in_(sessions)
    )
    verdicts = select(Attempt.session_id, Attempt.task, Attempt.number, Attempt.verdict).where(
        col(Attempt.session_id).in_(sessions), col(Attempt.verdict).is_not(None)
    )
    reviews = select(Review).where(col(Review.session_id).in_(sessions))
    pauses = select(Pause).where(col(Pause.session_id).in_(sessions))
    # Drawn pictures follow from the rest; those that a person gave do not.
    given = select(Screen.key, Screen.viewport_class, Screen.digest, Screen.scale).where(
        Screen.study_id == row.id, Screen.source == "uploaded"
    )
    groups = select(Participant.code, Participant.variant, Participant.segment).where(
        Participant.study_id == row.id,
        or_(col(Participant.variant).is_not(None), col(Participant.segment).is_not(None)),
    )
    parts: list[object] = [
        (row.version, row.title, row.is_simulated),
        sorted(tuple(count) for count in orm.exec(counts.group_by(col(Batch.session_id)))),
        sorted(tuple(verdict) for verdict in orm.exec(verdicts)),
        sorted(
            (one.session_id, one.kind, one.t, one.location, one.verdict, one.reason)
            for one in orm.exec(reviews)
        ),
        sorted(orm.exec(sessions)),
        sorted(tuple(picture) for picture in orm.exec(given)),
    ]
    # Only where there are any: results of before there were groups or pauses stay fresh.
    parts += [sorted(tuple(one) for one in orm.exec(groups))] if orm.exec(groups).first() else []
    paused = sorted(
        (one.session_id, one.start_t, one.end_t, one.reason) for one in orm.exec(pauses)
    )
    parts += [("pauses", paused)] if paused else []
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _json(written: StudyDefinition) -> str:
    return msgspec.json.encode(written).decode()
