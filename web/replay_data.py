"""What the replay viewer is told of a session: the mirror of `web/viewer/source.ts`.

The index is small and comes at once; the recording comes in segments (`replay_segments`).
Times are ms since the session's start, places CSS px in the viewport.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy
from sqlalchemy import func
from sqlmodel import col, select

from analyzer.batches import Gathered, gather
from analyzer.results import StudyAnalysis
from analyzer.screen_rules import with_screens
from recorder import protocol
from recorder.definition import StudyDefinition
from recorder.models import Attempt, Batch, Session, Study
from recorder.models import Note as NoteRow
from recorder.notes import notes
from recorder.store import Store
from web import results
from web.formats import outcome
from web.live_tail import recent_rows
from web.replay_course import (
    Moment,
    PageView,
    Presence,
    ScreenSpan,
    active_spans,
    moments,
    page_views,
    presence,
    screens,
)
from web.replay_gaps import Gap, Number, gaps
from web.replay_pauses import PauseSpan, pause_spans
from web.replay_segments import Stretch, Survey, survey

SURE = {"give_up", "timeout", "success", "fail"}  # ends that are outcomes without any rule
MAX_MOMENTS = 20_000  # an hour's session has some thousands


class TabInfo(msgspec.Struct, frozen=True):
    """A tab and when it was first and last heard of."""

    id: str
    from_: float = msgspec.field(name="from")
    until: float


class SegmentInfo(msgspec.Struct, frozen=True):
    """A stretch of a tab that can be drawn."""

    id: str
    tab: str
    from_: float = msgspec.field(name="from")
    until: float
    events: int
    is_open: bool = False  # more of it may come


class TaskSpan(msgspec.Struct, frozen=True):
    """A try at a task."""

    task: str
    title: str
    number: int
    from_: float = msgspec.field(name="from")
    until: float | None
    outcome: str
    outcome_label: str


class Note(msgspec.Struct, frozen=True):
    """What was written down at a moment."""

    id: int
    t: float
    text: str
    code: str | None
    author: str | None


class Index(msgspec.Struct, frozen=True):
    """All of a session but its recording."""

    session: str
    participant: str
    study: str
    is_simulated: bool
    is_open: bool
    length_ms: float
    recorder: str | None
    tabs: list[TabInfo]
    presence: list[Presence]
    pages: list[PageView]
    screens: list[ScreenSpan]
    segments: list[SegmentInfo]
    gaps: list[Gap]
    tasks: list[TaskSpan]
    moments: list[Moment]
    activity: list[tuple[float, float]]
    notes: list[Note]
    pauses: list[PauseSpan]
    troubles: list[str]
    row: int = 0  # all batches up to it are in here
    rows: list[int] = []  # the last of them
    v: int = 1


def state(store: Store, session_id: str, stream: str) -> str:
    """Name what is stored of a stream now: changes with every batch."""
    return stored(store, session_id)[stream]


@lru_cache(maxsize=32)
def surveyed(store: Store, session_id: str, _state: str) -> Survey:
    """Return a recording's segments; looked for once for each state of the recording."""
    return survey(_until(store.batches(session_id, "replay"), _state))


@lru_cache(maxsize=4)
def gathered(store: Store, session_id: str, _state: str) -> Gathered:
    """Return a session's events; read once for each state of the stream."""
    return gather(_until(store.batches(session_id, "events"), _state))


def stored(store: Store, session_id: str) -> dict[str, str]:
    """Name what is stored of both streams at one moment."""
    query = select(Batch.stream, func.count(col(Batch.id)), func.max(Batch.id))
    query = query.where(Batch.session_id == session_id).group_by(Batch.stream)
    with store.reading() as orm:
        found = {stream: f"{count}-{last}" for stream, count, last in orm.exec(query)}
    return {"events": "0-0", "replay": "0-0"} | found


def row_of(states: Mapping[str, str]) -> int:
    """Return the last row that states of one moment cover; 0 for none."""
    return max(_last(state) for state in states.values())


def course(store: Store, session_id: str) -> Gathered:
    """Return a session's events as they are stored now."""
    return gathered(store, session_id, state(store, session_id, "events"))


def recording(store: Store, session_id: str) -> Survey:
    """Return a recording's segments as they are stored now."""
    return surveyed(store, session_id, state(store, session_id, "replay"))


def tasks(store: Store, study: Study, session: Session) -> list[TaskSpan]:
    """Return a session's tries as they stand now."""
    found = results.latest(store, study)
    analysis = found.analysis if found else None
    is_open = session.state == "open"
    return _tasks(store.attempts(session.id), store.definition(study), analysis, is_open=is_open)


def index(store: Store, study: Study, session: Session) -> Index:
    """Gather what the viewer shows beside the recording itself.

    Parameters
    ----------
    store
        Where it lies.
    study, session
        Whose; the session is of the study.
    """
    now = stored(store, session.id)
    definition = store.definition(study)
    told = gathered(store, session.id, now["events"])
    told = dataclasses.replace(told, events=with_screens(definition.screens, told.events))
    drawn = surveyed(store, session.id, now["replay"])
    row = row_of(now)
    found = results.latest(store, study)
    analysis = found.analysis if found else None
    person = next(p for p in store.participants(study) if p.id == session.participant_id)
    attempts = store.attempts(session.id)
    length = _length(told, drawn.stretches, attempts)
    lines = moments(told, {task.id: task.title for task in definition.tasks})
    lines = sorted([*lines, *_signals(analysis, session.id)], key=lambda line: line.t)
    troubles = [*drawn.troubles]
    if told.intake.excluded:
        troubles.append(f"Unreadable: {'; '.join(told.intake.excluded[:5])}")
    if len(lines) > MAX_MOMENTS:
        troubles.append(f"Only the first {MAX_MOMENTS} of {len(lines)} events are listed.")
    pages = page_views(told)
    return Index(
        session=session.id,
        participant=person.code,
        study=study.title,
        is_simulated=person.is_simulated,
        is_open=session.state == "open",
        length_ms=length,
        recorder=_recorder(told, definition),
        tabs=_tabs(told, drawn.stretches),
        presence=presence(told),
        pages=pages,
        screens=screens(told),
        segments=_segments(drawn.stretches, pages, length, is_open=session.state == "open"),
        gaps=gaps(_numbers(store, session.id), told, drawn.stretches, session.state, length),
        tasks=_tasks(attempts, definition, analysis, is_open=session.state == "open"),
        moments=lines[:MAX_MOMENTS],
        activity=active_spans(told),
        notes=[as_told(note) for note in notes(store, session.id)],
        pauses=pause_spans(store, session.id),
        troubles=troubles,
        row=row,
        rows=recent_rows(store, session.id, row),
    )


def as_told(note: NoteRow) -> Note:
    """Give a stored note as the viewer takes it."""
    return Note(id=note.id or 0, t=note.t, text=note.text, code=note.code, author=note.author)


def _last(state: str) -> int:
    return int(state.rpartition("-")[2])


def _until(rows: Iterable[Batch], state: str) -> Iterable[Batch]:
    """Leave out what came after a state was named: the live view is told of it by itself."""
    last = _last(state)
    return (row for row in rows if (row.id or 0) <= last)


def _length(told: Gathered, stretches: Iterable[Stretch], attempts: Iterable[Attempt]) -> float:
    ends = [event.t for event in told.events[-1:]]
    ends += [stretch.last_t for stretch in stretches]
    ends += [row.end_t for row in attempts if row.end_t is not None]
    return max(ends, default=0.0)


def _tabs(told: Gathered, stretches: Iterable[Stretch]) -> list[TabInfo]:
    """List the tabs in the order of their beginnings."""
    spans: dict[str, tuple[float, float]] = {}
    heard = [(told.tab_of_page[event.page], event.t, event.t) for event in told.events]
    for tab, first, last in [*heard, *((s.tab, s.from_t, s.last_t) for s in stretches)]:
        known = spans.get(tab, (first, last))
        spans[tab] = (min(known[0], first), max(known[1], last))
    found = [TabInfo(id=tab, from_=first, until=last) for tab, (first, last) in spans.items()]
    return sorted(found, key=lambda tab: (tab.from_, tab.id))


def _segments(
    stretches: Sequence[Stretch], pages: Sequence[PageView], length: float, *, is_open: bool
) -> list[SegmentInfo]:
    """Tell how long each segment can be shown.

    A document that was loaded and never recorded ends what was shown before it: the participant
    saw another page than the recording has.
    """
    found = []
    for at, stretch in enumerate(stretches):
        after = stretches[at + 1] if at + 1 < len(stretches) else None
        following = after if after is not None and after.tab == stretch.tab else None
        end = following.from_t if following else length
        for page in pages:
            if page.tab != stretch.tab or not page.is_document:
                continue
            if not stretch.from_t < page.t < end:
                continue
            later = [p.t for p in pages if p.tab == page.tab and p.is_document and p.t > page.t]
            if following is None or (later and later[0] < following.from_t):
                end = page.t
                break
        found.append(
            SegmentInfo(
                id=stretch.id, tab=stretch.tab, from_=stretch.from_t,
                until=max(end, stretch.from_t), events=stretch.events,
                is_open=is_open and following is None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda segment: (segment.from_, segment.id))


def _tasks(
    attempts: Iterable[Attempt], definition: StudyDefinition,
    analysis: StudyAnalysis | None, *, is_open: bool,
) -> list[TaskSpan]:  # fmt: skip
    titles = {task.id: task.title for task in definition.tasks}
    tried = [one for task in analysis.tasks for one in task.attempts] if analysis else []
    outcomes = {(one.session, one.task, one.number): one.outcome for one in tried}
    found = []
    for row in attempts:
        found_outcome = outcomes.get((row.session_id, row.task, row.number))
        known = row.verdict or found_outcome or ""
        if not known and row.end_action in SURE:
            known = row.end_action or ""
        if row.end_t is None and is_open:
            known = "running"
        found.append(
            TaskSpan(
                task=row.task, title=titles.get(row.task, row.task), number=row.number,
                from_=row.start_t, until=row.end_t, outcome=known,
                outcome_label=outcome(known) if known else "not calculated yet",
            )
        )  # fmt: skip
    return found


def _signals(analysis: StudyAnalysis | None, session_id: str) -> list[Moment]:
    if analysis is None:
        return []
    titles = {rule.kind: rule.title for rule in analysis.rules}
    return [
        Moment(
            t=signal.t_s * 1000,
            kind="signal",
            text=f"{titles.get(signal.kind, signal.kind)}: {signal.label or signal.screen}",
            name=signal.kind,
        )
        for signal in analysis.signals
        if signal.session == session_id
    ]


def _recorder(told: Gathered, definition: StudyDefinition) -> str | None:
    said: list[Any] = [e.recorder for e in told.events if type(e) is protocol.HealthEvent]
    known = [one for one in said if one is not None]
    if not known:
        return None if definition.capture.dom else "off"
    return "sliced" if "sliced" in known else str(known[-1])


def _numbers(store: Store, session_id: str) -> list[Number]:
    place = (col(Batch.tab), col(Batch.stream), col(Batch.seq))
    # SQLModel's own `select` takes four columns at most.
    query = sqlalchemy.select(*place, col(Batch.first_t), col(Batch.last_t))
    query = query.where(col(Batch.session_id) == session_id).order_by(*place)
    with store.reading() as orm:
        return [Number(*row) for row in orm.connection().execute(query)]
