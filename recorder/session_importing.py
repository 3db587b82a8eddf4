"""A session that was recorded elsewhere, kept as if the collector had taken it: all or nothing."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlmodel import Session as Orm
from sqlmodel import select

from recorder import catalogue, ingest, people
from recorder.definition import (
    StudyDefinition,
    Success,
    TaskDefinition,
    check_study,
    slug_of,
)
from recorder.errors import RefusedError, StudyError
from recorder.models import Note, Participant, Session, Study
from recorder.protocol import VERSION, Batch, Event, ReplayBatch, TaskEvent
from recorder.store import Store
from recorder.wire import decode_batch

BATCH_EVENTS = 1_000
SLICE_CHARS = 4_000_000  # of a replay batch's JSON; below what one message may unpack to
WHOLE = "session"  # the one task of a study that is made for an import


@dataclass(slots=True)
class ToldSession:
    """What a file told of a session; times are ms since `origin_ms`."""

    source: str  # where it comes from, in words
    origin_ms: float
    events: dict[str, list[Event]] = field(default_factory=dict)  # by tab
    replay: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # rrweb's, by tab
    user_agent: str | None = None
    width: float | None = None
    height: float | None = None
    remarks: list[str] = field(default_factory=list)  # what could not be taken over


def keep_session(
    store: Store,
    told: ToldSession,
    now_ms: int,
    *,
    slug: str | None,
    title: str,
    code: str | None = None,
    task: str | None = None,
) -> tuple[Study, Session]:
    """Keep a told session, in one transaction.

    Parameters
    ----------
    store
        Where it goes.
    told
        The session.
    now_ms
        Epoch ms.
    slug
        The study; None makes a new one with one task, the whole session.
    title
        Of a new study.
    code
        The participant's; absent: the next free one.
    task
        The session as a whole is taken as a try at this task, which a moderator judges.

    Raises
    ------
    StudyError
        If the task is none of the study, or one that a rule decides.
    RefusedError
        If the collector would not have taken what the file tells.
    NotFoundError
        If there is no such study.
    """
    taken = {study.slug for study in store.studies()}
    with store.transaction() as orm:
        study = _new(orm, title, taken, now_ms) if slug is None else catalogue.study(orm, slug)
        definition = catalogue.definition(study.definition)
        chosen = WHOLE if slug is None else task
        if chosen is not None:
            _check_task(definition, chosen)
        person = people.invite(orm, study, code, None, now_ms, is_simulated=study.is_simulated)
        session = _session(orm, study, person, told, now_ms)
        for batch in _batches(told, chosen):
            text = msgspec.json.encode(batch)
            checked = decode_batch(text)  # the collector's own check
            row = ingest.row_of(session.id, checked, gzip.compress(text, mtime=0), "gzip", now_ms)
            if not ingest.put(orm.connection(), row):
                raise RefusedError("session_closed", 409, "The session was closed meanwhile.")
        ingest.refresh_attempts(orm.connection(), session.id)
        remark = " ".join([f"Imported from {told.source}.", *told.remarks])
        orm.add(Note(session_id=session.id, t=0.0, text=remark[:4_000], created_ms=now_ms))
        people.close(orm, session.id, now_ms)
    return study, session


def _new(orm: Orm, title: str, taken: set[str], now_ms: int) -> Study:
    base = slug_of(title)[:56]
    slug = next(
        name
        for number in range(1, len(taken) + 2)
        if (name := base if number == 1 else f"{base}-{number}") not in taken
    )
    whole = TaskDefinition(
        id=WHOLE,
        title="The whole session",
        instructions="Imported: what participants were asked to do is not known.",
        success=Success(moderator=True),
    )
    written = StudyDefinition(slug=slug, title=title[:200], tasks=[whole])
    check_study(written)
    return catalogue.add(orm, written, now_ms, is_simulated=False)


def _check_task(definition: StudyDefinition, name: str) -> None:
    tasks = {task.id: task for task in definition.tasks}
    if name not in tasks:
        raise StudyError(f"The study has no task `{name}`; it has {', '.join(tasks)}.")
    if tasks[name].success.kind != "moderator":
        raise StudyError(
            f"Task `{name}` is decided by a rule, and nobody watched for it in this recording; "
            "give a task that a moderator judges."
        )


def _session(
    orm: Orm, study: Study, person: Participant, told: ToldSession, now_ms: int
) -> Session:
    open_one = select(Session).where(Session.participant_id == person.id, Session.state == "open")
    if orm.exec(open_one).first() is not None:
        raise StudyError(
            f"{person.code} is taking part right now; give another code with --participant."
        )
    session = Session(
        id=secrets.token_hex(8),
        study_id=study.id or 0,
        participant_id=person.id or 0,
        token=secrets.token_urlsafe(24),
        created_ms=now_ms,
        consent_ms=now_ms,
        consent_text=f"Imported from {told.source}. Consent was asked for where it was recorded.",
        definition_version=study.version,
        origin_ms=told.origin_ms,
        tracker=f"imported from {told.source}"[:300],
        user_agent=told.user_agent,
        width=told.width,
        height=told.height,
    )
    person.state = "active"
    orm.add(session)
    orm.flush()
    return session


def _batches(told: ToldSession, task: str | None) -> Iterator[Batch | ReplayBatch]:
    ends = [event for events in told.events.values() for event in events]
    if not ends:
        raise StudyError("There is nothing in it that Thinkaloud could take for a session.")
    first, last = min(ends, key=_time), max(ends, key=_time)
    for tab, events in told.events.items():
        mine = sorted(events, key=_time)
        if task is not None and first in events:
            mine.insert(0, _task_event(first, task, "start"))
            mine.append(_task_event(last, task, "done", first))
        for seq, start in enumerate(range(0, len(mine), BATCH_EVENTS)):
            part = mine[start : start + BATCH_EVENTS]
            yield Batch(v=VERSION, tab=tab, seq=seq, sent_t=part[-1].t, events=part)
    for tab, replay in told.replay.items():
        page = told.events[tab][0].page if told.events.get(tab) else "p0"
        yield from _slices(tab, page, replay, told.origin_ms)


def _time(event: Event) -> float:
    return event.t


def _task_event(at: Event, task: str, action: Any, seen: Event | None = None) -> TaskEvent:
    shown = seen or at
    return TaskEvent(
        t=at.t, page=shown.page, screen=shown.screen, task=task, action=action, by="moderator"
    )


def _slices(
    tab: str, page: str, events: Sequence[Mapping[str, Any]], origin_ms: float
) -> Iterator[ReplayBatch]:
    """Cut a replay into messages; an event that is too large for one travels in parts."""
    seq, size, sent_t = 0, 0, 0.0
    waiting: list[str] = []
    for event in [*events, None]:
        text = b"" if event is None else msgspec.json.encode(event)
        if waiting and (event is None or size + len(text) > SLICE_CHARS):
            joined = f"[{','.join(waiting)}]"
            for message in _messages(tab, page, seq, joined, origin_ms=origin_ms, sent_t=sent_t):
                yield message
                seq += 1
            waiting, size = [], 0
        if event is not None:
            waiting.append(text.decode())
            size += len(text)
            sent_t = max(0.0, float(event["timestamp"]) - origin_ms)


def _messages(
    tab: str, page: str, seq: int, text: str, *, origin_ms: float, sent_t: float
) -> Iterator[ReplayBatch]:
    if len(text) <= 2 * SLICE_CHARS:
        yield ReplayBatch(
            v=VERSION, tab=tab, seq=seq, page=page, sent_t=sent_t, origin_ms=origin_ms,
            events=msgspec.json.decode(text),
        )  # fmt: skip
        return
    pieces = [text[at : at + SLICE_CHARS] for at in range(0, len(text), SLICE_CHARS)]
    for part, piece in enumerate(pieces):
        yield ReplayBatch(
            v=VERSION, tab=tab, seq=seq + part, page=page, sent_t=sent_t, origin_ms=origin_ms,
            part=part, parts=len(pieces), text=piece,
        )  # fmt: skip
