"""What each stage took in and gave out for one session, as text that a person can follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from analyzer import spans
from analyzer.detection import Scene, applied
from analyzer.events import PAGE, SessionEvents
from analyzer.explain_figures import figure_lines
from analyzer.friction import Weighed, detected, weighed
from analyzer.segment import TaskAttempt, segment, unknown_tasks
from analyzer.session_results import analyze_session
from analyzer.sessionize import Timeline, sessionize
from analyzer.signals import signals
from analyzer.survey_answers import lines as answer_lines
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError

_FAMILIES = (
    "pages", "screens", "clicks", "reactions", "pointers", "scrolls", "inputs", "keys", "focuses",
    "visibilities", "errors", "validations", "requests", "timings", "tasks", "customs",
    "answers", "healths",
)  # fmt: skip


def explain(
    events: SessionEvents, definition: StudyDefinition, task: str | None = None
) -> Iterator[str]:
    """Yield the lines that tell one session's way through the analysis.

    Parameters
    ----------
    events
        The session.
    definition
        Its study's.
    task
        From the attempts on, what concerns this task alone; None: everything.

    Raises
    ------
    NotFoundError
        If the study has no such task.
    """
    if task is not None:
        _check_task(task, definition)
    info = events.info
    who = f"{info.participant}, simulated" if info.is_simulated else info.participant
    timeline = sessionize(events)
    every = segment(events, timeline, definition)
    tries = tuple(attempt for attempt in every if not attempt.is_cancelled)
    scene = Scene(events, timeline, tries, definition)
    verdict = weighed(scene, detected(scene, definition.thresholds), definition.thresholds)
    yield f"Session {info.id} ({who}) of the study `{definition.slug}`"
    yield from _load(events)
    yield from _clock(events)
    yield from _health(events)
    yield from _sessionize(events, timeline)
    mine = tuple(one for one in every if task in (None, one.task))
    yield from _segment(events, definition, mine)
    yield from _signals(events, definition, verdict, None if task is None else mine)
    yield from answer_lines(events, definition)
    yield from figure_lines(analyze_session(events, definition), definition, task)


def _check_task(task: str, definition: StudyDefinition) -> None:
    known = [one.id for one in definition.tasks]
    if task not in known:
        near = ", ".join(get_close_matches(task, known) or known)
        raise NotFoundError(f"The study has no task `{task}`; it has {near}.")


def _load(events: SessionEvents) -> Iterator[str]:
    intake = events.intake
    sizes = {name: getattr(events, name).t_s.size for name in _FAMILIES}
    yield ""
    yield "load: batches -> events"
    yield f"  in   {intake.batches} batches of {len(set(events.page_tab))} tabs"
    yield (
        f"       {intake.missing_batches} missing, {intake.duplicate_batches} came twice, "
        f"{len(intake.excluded)} could not be read"
    )
    yield from (f"       {reason}" for reason in intake.excluded)
    yield f"  out  {intake.events} events; {intake.duplicate_events} duplicates taken out"
    present = ", ".join(f"{size} {name}" for name, size in sizes.items() if size)
    yield f"       {present or 'none'}" + (" (pointers are samples)" if sizes["pointers"] else "")


def _clock(events: SessionEvents) -> Iterator[str]:
    clocks = events.clocks
    yield ""
    yield "clock: pages -> one time line"
    known = [value for value in clocks.uncertainty_s if value is not None]
    yield f"  in   {len(clocks.shift_s)} documents, {len(known)} compared with the collector"
    moved = sum(shift_s != 0 for shift_s in clocks.shift_s)
    worst = "unknown" if clocks.worst_s is None else f"at most {clocks.worst_s:.3f} s"
    yield f"  out  {moved} moved; uncertainty of a time over several documents: {worst}"
    for number, shift_s in enumerate(clocks.shift_s):
        if shift_s:
            pages = [page for page, at in clocks.document.items() if at == number]
            yield f"       moved by {shift_s:+.1f} s: {', '.join(pages)}"


def _health(events: SessionEvents) -> Iterator[str]:
    """Tell the health stage; without a store there are the gaps of the events alone."""
    health = events.info.health
    yield ""
    yield "health: index of batches, health events -> what is missing"
    if health is not None:
        made = "?" if health.emitted is None else health.emitted
        yield f"  in   {health.batches} batches of events, {health.replay_batches} of the replay"
        yield (
            f"       {made} events made, {health.stored} stored, {health.dropped} given up, "
            f"{health.recovered} recovered, {health.duplicates} batches twice"
        )
        recorder = health.recorder or "state not told"
        yield (
            f"       {health.snapshots} of {health.documents} documents with a snapshot; recorder "
            f"{recorder}, {health.gave_way} replay batches gave way"
        )
        if health.clock is not None:
            yield (
                f"       collector's clock {health.clock.offset_ms / 1_000:+.3f} s "
                f"± {health.clock.uncertainty_ms / 1_000:.3f} s"
            )
        yield f"  out  {health.light}: {health.sentence}"
        for finding in health.findings:
            yield f"       {finding.weight}: {finding.sentence} {finding.remedy}".rstrip()
    else:
        yield f"  out  {len(events.intake.gaps_s)} gaps in the events"
    for start_s, end_s in events.intake.gaps_s:
        yield f"       {_span(start_s, end_s)}  gap in the events"


def _sessionize(events: SessionEvents, timeline: Timeline) -> Iterator[str]:
    yield ""
    yield "sessionize: events -> page views, screens, time hidden"
    yield f"  in   {events.pages.t_s.size} pages, {events.visibilities.t_s.size} visibilities"
    hidden_s = spans.length_s(timeline.hidden)
    yield (
        f"  out  {timeline.end_s:.1f} s on a {timeline.viewport_class}, {hidden_s:.1f} s of them "
        f"hidden; {len(timeline.views)} page views, {len(timeline.visits)} screens shown"
    )
    for view in timeline.views:
        yield f"       {_span(view.start_s, view.end_s)}  {view.path} ({view.kind}, {view.tab})"
    for start_s, end_s in timeline.hidden.tolist():
        yield f"       {_span(start_s, end_s)}  hidden"


def _segment(
    events: SessionEvents, definition: StudyDefinition, every: tuple[TaskAttempt, ...]
) -> Iterator[str]:
    tasks = events.tasks
    yield ""
    yield "segment: task events -> attempts"
    yield f"  in   {tasks.t_s.size} task events"
    for t_s, task, action, by in zip(tasks.t_s, tasks.task, tasks.action, tasks.by, strict=True):
        yield f"       {t_s:8.1f} s  {task}: {action} by {by}"
    for task in unknown_tasks(events, definition):
        yield f"       `{task}` is not a task of this study and is passed over"
    yield f"  out  {len(every)} attempts"
    for attempt in every:
        reading = "-" if attempt.reading_s is None else f"{attempt.reading_s:.1f} s"
        yield (
            f"       {_span(attempt.start_s, attempt.end_s)}  {attempt.task} #{attempt.number}: "
            f"{'cancelled' if attempt.is_cancelled else attempt.outcome} "
            f"(end: {attempt.end_reason}, decided by {attempt.decided_by})"
        )
        yield (
            f"       {'':19}  wall time {attempt.wall_s:.1f} s, reading {reading}, "
            f"hidden {attempt.hidden_s:.1f} s, {attempt.clicks} clicks"
        )
        if attempt.touches_gap_s is not None:
            yield f"       {'':19}  touched by a gap of {attempt.touches_gap_s:.1f} s"
        if attempt.clock_uncertainty_s is not None:
            yield f"       {'':19}  its time is uncertain by {attempt.clock_uncertainty_s:.2f} s"


def _signals(
    events: SessionEvents,
    definition: StudyDefinition,
    verdict: Weighed,
    within: tuple[TaskAttempt, ...] | None,
) -> Iterator[str]:
    found = [
        one
        for one in verdict.counted
        if within is None or any(a.start_s <= one.episode.t_s <= a.end_s for a in within)
    ]
    yield ""
    yield "signals: events, attempts -> friction"
    yield (
        f"  in   {events.clicks.t_s.size} clicks, {events.reactions.t_s.size} reactions, "
        f"{events.errors.t_s.size} errors, {events.validations.t_s.size} validations"
    )
    counts = Counter(one.kind for one in found)
    for kind, detector in signals.items():
        values = applied(detector, definition.thresholds)
        used = ", ".join(f"{name} {value:g}" for name, value in values.items())
        yield f"       {kind}: {counts[kind]} found ({used})"
    points = sum(one.is_error_point for one in found)
    yield f"  out  {len(found)} episodes, {points} of them error points"
    for rule, count in zip(definition.ignore_signals, verdict.ignored, strict=True):
        yield f"       {count} ignored by the study's rule on {rule.signal}"
    if verdict.paused:
        yield f"       in a pause: {verdict.paused}"
    if verdict.rejected:
        yield f"       {len(verdict.rejected)} rejected by a researcher"
    for one in found:
        episode = one.episode
        place = events.locations[episode.location].id if episode.location >= 0 else PAGE
        swallowed = "" if one.is_error_point else "; part of the rage click"
        yield (
            f"       {episode.t_s:8.1f} s  {one.kind} at {place} on "
            f"{events.screen_keys[episode.screen]}: {episode.detail}{swallowed}"
        )


def _span(start_s: float, end_s: float) -> str:
    return f"{start_s:8.1f} to {end_s:6.1f} s"
