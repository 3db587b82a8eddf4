"""The figures of one task, from all participants' attempts at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.benchmark_results import against_benchmark
from analyzer.chance import CONFIRM_FROM
from analyzer.counted_attempts import one_each, points_of
from analyzer.departures import deviation_rate, recovered, tally
from analyzer.error_figures import errors
from analyzer.failures_kept import failures_kept
from analyzer.figures import references
from analyzer.hotspots import Seen, hotspots
from analyzer.intervals import adjusted_wald, event_rate, geometric_mean, median
from analyzer.navigation_results import efficiency, navigation
from analyzer.results import Attempt, Hotspot, Signal, TaskResult
from analyzer.time_figures import times_of
from recorder.definition import TaskDefinition

FEW = 5  # below this a share's interval spans most of 0 to 1
MEDIAN_NEEDS = 6  # order statistics bound a median at 95 % from six values on


def task_result(
    task: TaskDefinition,
    attempts: Sequence[Attempt],
    signals: Sequence[Signal],
    seen: Seen,
    cautions: Sequence[str] = (),
) -> TaskResult:
    """Sum up one task.

    Parameters
    ----------
    task
        Its definition.
    attempts
        At this task, cancelled ones left out; of one participant in the order of time.
    signals
        Of the whole study.
    seen
        Who saw which screens.
    cautions
        What else limits the figures, in words.

    Returns
    -------
    TaskResult
        With intervals of None where nobody did the task.

    Notes
    -----
    Each participant counts once: by the first attempt that came to an end, else by the last.
    Attempts that await a verdict are in no figure of completion and time, running ones in none.
    """
    counted = one_each(attempts)
    judged = [attempt for attempt in counted if attempt.outcome not in ("pending", "running")]
    won = [attempt for attempt in judged if attempt.outcome == "success"]
    timed = [attempt for attempt in won if attempt.time_s]
    times_s = [attempt.time_s for attempt in timed]
    walked = [attempt for attempt in attempts if attempt.outcome != "running"]
    points = points_of(walked)
    error_free = adjusted_wald(sum(count == 0 for count in points.values()), len(points))
    outcomes = {attempt.participant: attempt.outcome for attempt in counted}
    spots = hotspots(task.id, signals, seen, outcomes)
    return TaskResult(
        id=task.id,
        title=task.title,
        instructions=task.instructions,
        n=len(counted),
        attempts=tuple(attempts),
        completion=adjusted_wald(len(won), len(judged)),
        time_on_task=geometric_mean(times_s),
        time_median=median(times_s),
        error_points=event_rate(list(points.values())),
        error_free=error_free,
        outcomes=dict(sorted(Counter(attempt.outcome for attempt in counted).items())),
        hotspots=spots,
        notes=(*_notes(counted, attempts, len(times_s), spots), *cautions),
        chance=seen.chance.test if seen.chance else None,
        touched_by_gap=sum(attempt.touches_gap_s is not None for attempt in attempts),
        deviations=tally(walked),
        deviation_rate=deviation_rate(walked),
        recovered=recovered(walked),
        times=times_of(won, counted),
        failures_kept=failures_kept(judged, task.time_limit_s),
        errors=errors(walked, error_free, has_paths=bool(task.paths)),
        efficiency=efficiency(judged),
        navigation=navigation(judged, min(map(len, task.paths))) if task.paths else None,
        vs_benchmark=against_benchmark(task.benchmark, len(won), len(judged), times_s),
        references=references(counted, judged, timed, walked),
    )


def _notes(
    counted: Sequence[Attempt],
    attempts: Sequence[Attempt],
    timed: int,
    spots: Sequence[Hotspot],
) -> list[str]:
    """Say in words what limits the figures."""
    n = len(counted)
    if n == 0:
        return ["n = 0: nobody has started this task, there is no data."]
    notes = []
    if n < FEW:
        notes.append(f"n = {n}: not enough data for firm figures; read the intervals.")
    if timed < MEDIAN_NEEDS:
        bounded = "no interval of the median" if timed > 1 else "no intervals of time"
        notes.append(f"{timed} timed {_plural(timed, 'success', 'successes')}: {bounded}.")
    if spots and n < CONFIRM_FROM:
        notes.append(f"n = {n}: not enough data to confirm a hotspot; they are ranked.")
    elif spots and not any(spot.tier == "confirmed" for spot in spots):
        notes.append("No hotspot could be told from chance: not enough data to confirm one.")
    outcomes = Counter(attempt.outcome for attempt in counted)
    if waiting := outcomes["pending"]:
        notes.append(
            f"{waiting} {_plural(waiting, 'attempt awaits', 'attempts await')} "
            "the moderator's verdict, in no figure of completion and time."
        )
    if running := outcomes["running"]:
        notes.append(
            f"{running} {_plural(running, 'attempt is', 'attempts are')} still running, in no "
            "figure yet. Close the session of a participant who has left."
        )
    if open_ended := outcomes["unfinished"]:
        notes.append(
            f"{open_ended} {_plural(open_ended, 'attempt has', 'attempts have')} no end; "
            "counted as not completed."
        )
    notes += _uncertain(attempts)
    repeated = [name for name, count in _tries(attempts).items() if count > 1]
    if repeated:
        notes.append(
            f"{', '.join(repeated)} tried more than once; the first attempt that ended counts."
        )
    return notes


def _uncertain(attempts: Sequence[Attempt]) -> list[str]:
    """Say whose figures rest on a recording with gaps, or on clocks that are not sure."""
    notes = []
    touched = [attempt for attempt in attempts if attempt.touches_gap_s is not None]
    if touched:
        names = ", ".join(sorted({attempt.participant for attempt in touched}))
        notes.append(
            f"{len(touched)} of {len(attempts)} "
            f"{_plural(len(attempts), 'attempt is', 'attempts are')} touched by a gap in the "
            f"recording ({names}): counts may be too low there, and times and outcomes wrong."
        )
    unsure = [attempt for attempt in attempts if attempt.clock_uncertainty_s is not None]
    if unsure:
        notes.append(
            f"The time of {len(unsure)} {_plural(len(unsure), 'attempt', 'attempts')} spans pages "
            "whose clocks are joined with an uncertainty of over 2 % of it; the table gives it."
        )
    return notes


def _tries(attempts: Sequence[Attempt]) -> dict[str, int]:
    return dict(sorted(Counter(attempt.participant for attempt in attempts).items()))


def _plural(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
