"""The part of an analysis that looks at one session alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.attempt_figures import with_figures
from analyzer.departures import PathCost, path_costs
from analyzer.detection import Scene
from analyzer.events import SessionEvents
from analyzer.friction import Friction, Weighed, detected, weighed
from analyzer.garbage import unswept
from analyzer.opportunities import Exposure, opportunities
from analyzer.places import place_id
from analyzer.results import Answer, Attempt, Gap, Health, SessionResult, Signal
from analyzer.segment import TaskAttempt, running, segment, unknown_tasks
from analyzer.sessionize import Timeline, sessionize
from analyzer.survey_answers import survey_answers
from recorder.definition import StudyDefinition
from recorder.health import RecordingHealth


@dataclass(frozen=True, slots=True)
class SessionAnalysis:
    """All that a study needs of one session, without its events."""

    result: SessionResult
    attempts: tuple[Attempt, ...]
    cancelled: tuple[str, ...]  # tasks of attempts that were called off
    signals: tuple[Signal, ...]
    seen: dict[str, frozenset[str]]  # task -> screens shown during it
    exposures: tuple[Exposure, ...]  # what could have gone wrong, and what did
    screens: dict[str, tuple[str, int]]  # screen -> title, clicks
    timings: tuple[tuple[str, float], ...]  # name, value: the last of each page view
    excluded: tuple[str, ...]
    rejected: tuple[Signal, ...] = ()
    ignored: tuple[int, ...] = ()  # by each of the study's rules
    answers: tuple[Answer, ...] = ()


@unswept()
def analyze_session(events: SessionEvents, definition: StudyDefinition) -> SessionAnalysis:
    """Run every stage over one session.

    Parameters
    ----------
    events
        The session.
    definition
        Its study's.

    Returns
    -------
    SessionAnalysis
        Plain values; a session without events gives empty ones.
    """
    timeline = sessionize(events)
    every = segment(events, timeline, definition)
    tries = tuple(attempt for attempt in every if not attempt.is_cancelled)
    scene = Scene(events, timeline, tries, definition)
    verdict = weighed(scene, detected(scene, definition.thresholds), definition.thresholds)
    found = verdict.counted
    owner = [running(tries, one.episode.t_s) for one in found]
    points = Counter(
        at for at, one in zip(owner, found, strict=True) if at is not None and one.is_error_point
    )
    places = [at for at, one in enumerate(found) if one.has_place]
    placed = [found[at] for at in places]
    answers, unread = survey_answers(events, definition)
    return SessionAnalysis(
        result=_result(events, timeline, tries, definition),
        attempts=with_figures(
            scene,
            [
                _attempt(events, one, points[at], cost)
                for at, (one, cost) in enumerate(zip(tries, path_costs(scene, found), strict=True))
            ],
            found,
        ),
        cancelled=tuple(attempt.task for attempt in every if attempt.is_cancelled),
        signals=tuple(
            _signal(events, one, None if at is None else tries[at].task)
            for at, one in zip(owner, found, strict=True)
        ),
        seen=_seen(events, timeline, tries),
        exposures=opportunities(scene, placed, [owner[at] for at in places]),
        screens=_screens(events, timeline),
        timings=_timings(events),
        excluded=(*_excluded(events, definition), *unread, *_unmatched(events, verdict)),
        rejected=tuple(_owned(events, tries, one) for one in verdict.rejected),
        ignored=verdict.ignored,
        answers=answers,
    )


def _attempt(
    events: SessionEvents, attempt: TaskAttempt, error_points: int, cost: PathCost
) -> Attempt:
    return Attempt(
        task=attempt.task,
        session=events.info.id,
        participant=events.info.participant,
        number=attempt.number,
        start_s=attempt.start_s,
        end_s=attempt.end_s,
        end_reason=attempt.end_reason,
        outcome=attempt.outcome,
        decided_by=attempt.decided_by,
        claimed_done=attempt.claimed_done,
        reached_goal=attempt.reached_goal,
        wall_s=attempt.wall_s,
        reading_s=attempt.reading_s,
        hidden_s=attempt.hidden_s,
        clicks=attempt.clicks,
        error_points=error_points,
        touches_gap_s=attempt.touches_gap_s,
        clock_uncertainty_s=attempt.clock_uncertainty_s,
        steps=cost.steps,
        departures=cost.departures,
        deviation_pages=cost.pages,
        deviation_s=cost.seconds,
    )


def _owned(events: SessionEvents, tries: Sequence[TaskAttempt], one: Friction) -> Signal:
    at = running(tries, one.episode.t_s)
    return _signal(events, one, None if at is None else tries[at].task)


def _signal(events: SessionEvents, one: Friction, task: str | None) -> Signal:
    episode = one.episode
    place = events.locations[episode.location] if episode.location >= 0 else None
    return Signal(
        kind=one.kind,
        session=events.info.id,
        participant=events.info.participant,
        task=task,
        t_s=episode.t_s,
        screen=events.screen_keys[episode.screen],
        location=place_id(place.id if place else None, episode.xy_px),
        label=place.label
        if place
        else "the page"
        if episode.xy_px is None
        else "a spot on the page",
        x_px=episode.xy_px[0] if episode.xy_px else None,
        y_px=episode.xy_px[1] if episode.xy_px else None,
        count=episode.count,
        detail=episode.detail,
        impact=one.impact,
        is_error=one.is_error,
        is_error_point=one.is_error_point and task is not None,
        review=one.review,
        reason=one.reason,
    )


def _seen(
    events: SessionEvents, timeline: Timeline, tries: Sequence[TaskAttempt]
) -> dict[str, frozenset[str]]:
    screens: dict[str, set[str]] = {attempt.task: set() for attempt in tries}
    for attempt in tries:
        for visit in timeline.shown(attempt.start_s, attempt.end_s):
            screens[attempt.task].add(events.screen_keys[visit.screen])
    return {task: frozenset(keys) for task, keys in screens.items()}


def _screens(events: SessionEvents, timeline: Timeline) -> dict[str, tuple[str, int]]:
    """Tell the title and the clicks of each screen that was shown."""
    titles: dict[int, str] = {}
    for screen, title in zip(events.pages.screen.tolist(), events.pages.title, strict=True):
        titles.setdefault(screen, title)
    clicks = Counter(events.clicks.screen[events.clicks.is_trusted].tolist())
    shown = sorted({visit.screen for visit in timeline.visits})
    return {
        events.screen_keys[screen]: (
            titles.get(screen) or events.screen_keys[screen],
            clicks[screen],
        )
        for screen in shown
    }


def _timings(events: SessionEvents) -> tuple[tuple[str, float], ...]:
    """Keep the last value of each timing a page view: web-vitals corrects itself."""
    timings = events.timings
    last = {
        (page, name): float(value)
        for page, name, value in zip(
            timings.page.tolist(), timings.name, timings.value, strict=True
        )
    }
    return tuple((name, value) for (_, name), value in last.items())


def _result(
    events: SessionEvents,
    timeline: Timeline,
    tries: Sequence[TaskAttempt],
    definition: StudyDefinition,
) -> SessionResult:
    info, intake = events.info, events.intake
    return SessionResult(
        id=info.id,
        participant=info.participant,
        is_simulated=info.is_simulated,
        started_ms=info.started_ms,
        duration_s=timeline.end_s,
        viewport_class=timeline.viewport_class,
        width=timeline.width_px,
        height=timeline.height_px,
        pages=len(timeline.views),
        events=intake.events,
        missing_batches=intake.missing_batches,
        duplicate_events=intake.duplicate_events,
        notes=tuple(_notes(events, tries, definition)),
        health=None if info.health is None else _health(info.health),
        clock_uncertainty_s=events.clocks.worst_s,
        variant=info.variant,
        segment=info.segment,
        definition_version=info.definition_version,
    )


def _health(health: RecordingHealth) -> Health:
    """Take what the store says of the recording into the result, ms turned into s."""
    clock = health.clock
    return Health(
        findings=tuple(finding.sentence for finding in health.findings),
        gaps=tuple(
            Gap(
                stream=gap.stream,
                tab=gap.tab,
                batches=gap.batches,
                start_s=gap.start_t / 1_000,
                end_s=gap.end_t / 1_000,
            )
            for gap in health.gaps
        ),
        clock_offset_s=clock.offset_ms / 1_000 if clock else None,
        clock_error_s=clock.uncertainty_ms / 1_000 if clock else None,
        **{name: getattr(health, name) for name in _SAME},
    )


_SAME = (
    "light", "sentence", "remedy", "emitted", "stored", "missing", "missing_replay", "duplicates",
    "damaged", "recorder", "documents", "snapshots", "gave_way", "dropped",
)  # fmt: skip


def _notes(
    events: SessionEvents, tries: Sequence[TaskAttempt], definition: StudyDefinition
) -> list[str]:
    """Say in words what is wrong or unusual about a session."""
    notes = []
    if not events.intake.events:
        notes.append("No events were recorded.")
    if missing := events.intake.missing_batches:
        notes.append(f"{missing} batches are missing: its figures may be too low.")
    if unread := len(events.intake.excluded):
        notes.append(f"{unread} batches could not be read: its figures may be too low.")
    if dropped := int(_last_of_each_page(events, "dropped")):
        notes.append(f"The tracker dropped {dropped} events.")
    if guarded := int(_last_of_each_page(events, "guarded_errors")):
        notes.append(f"The tracker caught {guarded} errors of its own.")
    if events.intake.events and not events.info.is_closed:
        notes.append("The session has not been closed.")
    moved = sum(shift_s != 0 for shift_s in events.clocks.shift_s)
    if moved:
        pages = "page was" if moved == 1 else "pages were"
        notes.append(f"The device's clock was set in between: {moved} {pages} moved to fit.")
    order = dict.fromkeys(attempt.task for attempt in tries)
    if list(order) != [task.id for task in definition.tasks if task.id in order]:
        notes.append(f"Tasks were done in another order: {', '.join(order)}.")
    return notes


def _last_of_each_page(events: SessionEvents, name: str) -> float:
    """Add up a count that each page view reports anew, in full, every time."""
    counts = getattr(events.healths, name)
    last = dict(zip(events.healths.page.tolist(), counts.tolist(), strict=True))
    return float(sum(last.values()))


def _excluded(events: SessionEvents, definition: StudyDefinition) -> tuple[str, ...]:
    session = f"session {events.info.id} ({events.info.participant})"
    return (
        *(f"{session}, {reason}" for reason in events.intake.excluded),
        *(
            f"{session}: `{task}` is not a task of this study."
            for task in unknown_tasks(events, definition)
        ),
    )


def _unmatched(events: SessionEvents, verdict: Weighed) -> tuple[str, ...]:
    session = f"session {events.info.id} ({events.info.participant})"
    return tuple(
        f"{session}: the {one.kind} at {one.t_s:.1f} s that was reviewed ({one.verdict}) is found "
        "no more."
        for one in verdict.unmatched
    )
