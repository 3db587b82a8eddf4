"""The figures' part of an explanation: clocks, ways, and what a session adds to its study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.events import PAGE
from analyzer.failures_kept import CUT_OFF, ENDED_WITHOUT, SUCCESS, end_of
from analyzer.results import Attempt, Signal
from analyzer.session_results import SessionAnalysis
from recorder.definition import StudyDefinition

_KINDS = {
    SUCCESS: "success",
    ENDED_WITHOUT: "ended without success",
    CUT_OFF: "cut off, might still have succeeded",
}
_NOT_JUDGED = frozenset({"pending", "running"})


def figure_lines(
    found: SessionAnalysis, definition: StudyDefinition, task: str | None = None
) -> Iterator[str]:
    """Yield the lines on what is measured of attempts and handed on to the study.

    Parameters
    ----------
    found
        The session's analysis.
    definition
        Its study's.
    task
        Of this task alone; None: of all.
    """
    attempts = [one for one in found.attempts if task in (None, one.task)]
    signals = [one for one in found.signals if one.task is not None and task in (None, one.task)]
    paths = {one.id: one.paths for one in definition.tasks}
    yield from _clocks(attempts)
    yield from _paths(attempts, paths)
    yield from _failures(attempts)
    yield from _discovery(signals)


def _clocks(attempts: Sequence[Attempt]) -> Iterator[str]:
    yield ""
    yield "clocks: attempts, deeds, waits, hidden times -> three clocks"
    yield f"  in   {_counted(len(attempts), 'attempt')}"
    yield "  out  wall minus pauses is task; minus hidden, idle and waiting (their union) is active"
    paused = [one for one in attempts if one.pauses]
    if paused:
        stretches = _counted(sum(one.pauses for one in paused), "pause")
        taken_s = sum(one.paused_s for one in paused)
        yield f"       taken off: {stretches}, {_s(taken_s)} of {_counted(len(paused), 'attempt')}"
    for one in attempts:
        yield (
            f"       {_named(one)}: wall {_s(one.wall_s)}, task {_s(one.task_s)}, active "
            f"{_s(one.active_s)}; paused {_s(one.paused_s)}, hidden {_s(one.hidden_s)}, idle "
            f"{_s(one.idle_s)}, waiting {_s(one.system_s)}; expert {_s(one.expert_s)}"
        )


def _paths(attempts: Sequence[Attempt], paths: dict[str, list[list[str]]]) -> Iterator[str]:
    yield ""
    yield "paths: page views, accepted paths -> ways, departures"
    with_paths = {one.task: paths[one.task] for one in attempts if paths.get(one.task)}
    for name, accepted in sorted(with_paths.items()):
        shortest = min(len(path) for path in accepted)
        yield (
            f"  in   {name}: {_counted(len(accepted), 'accepted path')}, the shortest of {shortest}"
        )
    if not with_paths:
        yield "  in   no accepted path written"
    walked = [(one, one.way) for one in attempts if one.way is not None]
    left = sum(len(one.departures) for one, _ in walked)
    yield f"  out  {_counted(len(walked), 'way')}, {_counted(left, 'departure')}"
    for one, way in walked:
        yield (
            f"       {_named(one)}: {_counted(way.pages, 'page')}, {way.distinct} different; "
            f"lostness {_two(way.lostness)}, path deviation {_two(way.path_deviation)}, excess "
            f"{_two(way.excess_steps)}, first click {way.first_click or 'opened no page'}"
        )
        for gone in one.departures:
            end = "recovered" if gone.is_recovered else "not recovered"
            yield (
                f"       {gone.start_s:8.1f} to {gone.end_s:6.1f} s  after {gone.after} to "
                f"{gone.page}: {_counted(gone.pages, 'page')}, {end}"
            )


def _failures(attempts: Sequence[Attempt]) -> Iterator[str]:
    judged = [one for one in attempts if one.outcome not in _NOT_JUDGED and one.is_timed]
    yield ""
    yield "failures kept: judged attempts -> observations of the survival curves"
    yield f"  in   {_counted(len(judged), 'judged attempt')} with a time"
    yield "  out  by the first that came to an end a participant counts"
    for one in judged:
        yield f"       {_named(one)}: {_KINDS[end_of(one)]} at {_s(one.time_s)}"


def _discovery(signals: Sequence[Signal]) -> Iterator[str]:
    places = sorted(
        {
            (one.screen, one.location, one.label)
            for one in signals
            if one.is_error or one.location != PAGE
        }
    )
    yield ""
    yield "discovery: signals in tasks -> places of friction"
    yield f"  in   {_counted(len(signals), 'signal')}"
    yield f"  out  {_counted(len(places), 'place')} for the matrix of problems and the hotspots"
    for screen, location, label in places:
        yield f"       {label or location} on {screen}"


def _named(one: Attempt) -> str:
    return f"{one.task} #{one.number}"


def _s(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"


def _two(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
