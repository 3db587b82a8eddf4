"""How whole a session's recording is: what was made, what is stored, what is missing.

It is put together from the index of the batches and from what the tracker says of itself, so it
is cheap enough for a list of sessions, and the same while a session runs and ever after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from recorder.gaps import Gap, gaps
from recorder.health_light import Finding, Light, Measured, findings, light_of
from recorder.health_reading import Facts, Line, View, facts, lines
from recorder.models import Session, Study
from recorder.people import still_there
from recorder.protocol import HealthEvent
from recorder.store import Store

# From best to worst: what the recorder of a page could do there.
RECORDERS = ("full", "sliced", "off", "blocked", "failed")
DOCUMENTS = {"load", "reload", "back_forward", "bfcache"}  # kinds of page views that bring one
NEAREST = 30  # replay batches that are searched for a document's snapshot


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """How far the collector's clock is ahead of the browser's: `offset_ms` ± `uncertainty_ms`."""

    offset_ms: float
    uncertainty_ms: float


@dataclass(frozen=True, slots=True)
class RecordingHealth:
    """The health of one session's recording, with a light, a sentence and what to do."""

    light: Light
    sentence: str
    remedy: str
    findings: tuple[Finding, ...]  # the worst first, whose the sentence is; notes come last
    emitted: int | None  # events that the tracker has made; None: it never said
    stored: int  # events
    batches: int  # of events
    replay_batches: int
    missing: int  # batches of events
    missing_replay: int
    awaited: int  # batches that an open session has told of and not sent yet
    gaps: tuple[Gap, ...]
    duplicates: int  # batches that are stored twice, under two tabs
    damaged: int  # batches that cannot be read
    clock: ClockOffset | None
    recorder: str | None  # the worst of `RECORDERS` that a page told of
    recorder_t: float | None  # where
    documents: int  # that a replay was expected of
    snapshots: int  # of them with a full snapshot
    gave_way: int  # replay batches let go for want of room
    dropped: int  # events that were given up
    recovered: int  # events sent by a later page
    guarded_errors: int
    is_closed: bool


def session_health(
    store: Store, session: Session, *, has_replay: bool | None = None
) -> RecordingHealth:
    """Tell how whole a session's recording is.

    Parameters
    ----------
    store
        Where it lies.
    session
        Its row.
    has_replay
        Whether its study captures the DOM; read where it is not given.

    Returns
    -------
    RecordingHealth
        The light is `none` for a session of which nothing is stored.
    """
    if has_replay is None:
        with store.reading() as orm:
            study = still_there(orm, Study, session.study_id)
        has_replay = store.definition(study).capture.dom
    return _health(store, session, has_replay=has_replay)


def study_health(store: Store, study: Study) -> dict[str, RecordingHealth]:
    """Tell the same of all sessions of a study, by their ids."""
    has_replay = store.definition(study).capture.dom
    return {
        session.id: _health(store, session, has_replay=has_replay)
        for session in store.sessions(study)
    }


def _health(store: Store, session: Session, *, has_replay: bool) -> RecordingHealth:
    index = lines(store, session.id)
    events = [line for line in index if line.stream == "events"]
    read = facts(store, events)
    told = [
        (line.tab, health) for line in events if line.id in read for health in read[line.id].healths
    ]
    made, emitted = _made(told)
    is_closed = session.state != "open"
    every = gaps(index, made)
    # What an open session has numbered and not sent yet is under way, not lost.
    missing = tuple(gap for gap in every if is_closed or not gap.is_tail)
    said = {health.page for _, health in told if health.has_snapshot}
    shown = _shown(store, index, _documents(index, read), said) if has_replay else []
    if not is_closed:
        shown = [one for one in shown if one.has_snapshot or not one.is_last]  # it is on its way
    worst = _worst([health for _, health in told])
    last = _last_of_each_page(health for _, health in told)
    damaged = {line.id for line in events if line.id not in read or read[line.id].damage}
    measured = Measured(
        stored=sum(line.n for line in events),
        emitted=emitted,
        batches=len(events),
        replay_batches=len(index) - len(events),
        missing=_count(missing, "events"),
        missing_replay=_count(missing, "replay"),
        awaited=sum(gap.batches for gap in every) - sum(gap.batches for gap in missing),
        gaps_s=tuple(
            (gap.end_t - gap.start_t) / 1_000 for gap in missing if gap.stream == "events"
        ),
        duplicates=_twice(index),
        damaged=len(damaged),
        recorder=worst.recorder if worst else None,
        documents=len(shown),
        snapshots=sum(one.has_snapshot for one in shown),
        gave_way=sum(health.gave_way for health in last),
        dropped=sum(health.dropped for health in last),
        recovered=sum(health.recovered for health in last),
        guarded_errors=sum(health.guarded_errors for health in last),
        tracker=session.tracker,
        is_closed=is_closed,
        has_replay=has_replay,
    )
    found = findings(measured)
    worst_of = found[0] if found and found[0].weight != "note" else None
    return RecordingHealth(
        light=light_of(found),
        sentence=worst_of.sentence if worst_of else "Nothing is missing.",
        remedy=worst_of.remedy if worst_of else "",
        findings=found,
        gaps=missing,
        clock=_clock([health for _, health in told]),
        recorder_t=worst.t if worst else None,
        **{name: getattr(measured, name) for name in _SAME},
    )


_SAME = (
    "emitted", "stored", "batches", "replay_batches", "missing", "missing_replay", "awaited",
    "duplicates", "damaged", "recorder", "documents", "snapshots", "gave_way", "dropped",
    "recovered", "guarded_errors", "is_closed",
)  # fmt: skip


def _made(
    told: Sequence[tuple[str, HealthEvent]],
) -> tuple[dict[tuple[str, str], int], int | None]:
    """Tell how many batches each tab numbered in each stream, and how many events all made."""
    made: dict[tuple[str, str], int] = {}
    emitted: dict[str, int] = {}
    for tab, health in told:
        for stream, count in (("events", health.batches), ("replay", health.replay_batches)):
            if count is not None:
                made[tab, stream] = max(made.get((tab, stream), 0), count)
        if health.emitted is not None:
            emitted[tab] = max(emitted.get(tab, 0), health.emitted)
    return made, sum(emitted.values()) if emitted else None


def _clock(told: Sequence[HealthEvent]) -> ClockOffset | None:
    """Take the sample of the shortest round trip: it bounds the error best."""
    samples = [
        (health.clock_rtt_ms, health.t, health.clock_offset_ms)
        for health in told
        if health.clock_rtt_ms is not None and health.clock_offset_ms is not None
    ]
    if not samples:
        return None
    rtt_ms, _, offset_ms = min(samples)
    return ClockOffset(offset_ms, rtt_ms / 2)


def _worst(told: Iterable[HealthEvent]) -> HealthEvent | None:
    states = [health for health in told if health.recorder is not None]
    return max(
        states,
        key=lambda health: (RECORDERS.index(health.recorder or "full"), -health.t),
        default=None,
    )


def _last_of_each_page(told: Iterable[HealthEvent]) -> list[HealthEvent]:
    """Keep the last of each page view: it counts anew, in full, every time."""
    last: dict[str, HealthEvent] = {}
    for health in sorted(told, key=lambda health: health.t):
        last[health.page] = health
    return list(last.values())


def _count(missing: Iterable[Gap], stream: str) -> int:
    return sum(gap.batches for gap in missing if gap.stream == stream)


def _twice(index: Iterable[Line]) -> int:
    """Count batches that a tab sent again under another name: the same times, the same size."""
    seen: dict[tuple[str, float, float, int], set[str]] = defaultdict(set)
    for line in index:
        if line.n > 1:  # two tabs may well tell a single event of the same moment
            seen[line.stream, line.first_t, line.last_t, line.n].add(line.tab)
    return sum(len(tabs) - 1 for tabs in seen.values())


@dataclass(frozen=True, slots=True)
class _Document:
    """A document of one tab: a load brings one, and routes change within it."""

    tab: str
    t: float
    pages: frozenset[str]
    is_last: bool  # of its tab
    has_snapshot: bool = False


def _documents(index: Sequence[Line], read: Mapping[int, Facts]) -> list[_Document]:
    views: dict[str, dict[str, View]] = defaultdict(dict)
    for line in index:
        for view in read[line.id].views if line.id in read else ():
            views[line.tab].setdefault(view.page, view)
    found: list[_Document] = []
    for tab, own in views.items():
        begun: list[list[View]] = []
        for view in sorted(own.values(), key=lambda view: view.t):
            if view.kind in DOCUMENTS or not begun:
                begun.append([])
            begun[-1].append(view)
        found += [
            _Document(tab, one[0].t, frozenset(view.page for view in one), one is begun[-1])
            for one in begun
        ]
    return found


def _shown(
    store: Store, index: Sequence[Line], documents: Sequence[_Document], said: set[str]
) -> list[_Document]:
    """Tell of which documents a full snapshot is stored.

    The tracker says so when the snapshot was acknowledged; where it did not come to say it, the
    nearest replay batches are looked into.
    """
    replay = [line for line in index if line.stream == "replay"]
    unsaid = [one for one in documents if not one.pages & said]
    # In one query: the nearest batch is nearly always the one.
    facts(store, [line for one in unsaid for line in _nearest(replay, one)[:1]])
    return [
        replace(one, has_snapshot=bool(one.pages & said) or _is_stored(store, replay, one))
        for one in documents
    ]


def _is_stored(store: Store, replay: Sequence[Line], one: _Document) -> bool:
    for line in _nearest(replay, one):
        found = facts(store, [line]).get(line.id)
        if found is not None and found.snapshot_of in one.pages:
            return True
    return False


def _nearest(replay: Sequence[Line], one: _Document) -> list[Line]:
    def away(line: Line) -> tuple[bool, float]:
        return line.tab != one.tab, abs(line.first_t - one.t)

    return sorted(replay, key=away)[:NEAREST]
