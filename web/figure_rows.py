"""The rows of a task's further figures: each with its n, its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzer.estimates import MEDIAN_FROM
from analyzer.results import (
    Efficiency,
    Errors,
    FailuresKept,
    Interval,
    Navigation,
    ProblemDiscovery,
    TaskResult,
    Times,
)
from web.formats import (
    NB,
    level,
    n,
    number,
    plural,
    seconds,
    seconds_bounds,
    share,
    share_bounds,
    share_interval,
)

TOO_FEW = "not enough data"
NO_PATH = "no accepted path written"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure: what it is, its value, what bounds it."""

    name: str
    value: str
    bounds: str


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """The further figures of a task, by table."""

    times: Sequence[FigureRow]
    flagged: Sequence[str]  # times that stand out, in words
    failures: Sequence[FigureRow]
    errors: Sequence[FigureRow]
    ways: Sequence[FigureRow]  # efficiency and navigation
    ways_finding: str  # the first of them in a sentence


def typical(task: TaskResult) -> Interval:
    """Give the time to show first: the median from n = 25 on, else the geometric mean."""
    return task.time_median if task.time_median.n >= MEDIAN_FROM else task.time_on_task


def figure_rows(task: TaskResult) -> TaskFigures:
    """Write a task's further figures; older results, which have none, give no rows."""
    times, errors = task.times, task.errors
    return TaskFigures(
        times=_times(times) if times else (),
        flagged=[_flagged(one.participant, one.task_s, one.z, one.flags) for one in times.outliers]
        if times
        else (),
        failures=_failures(task.failures_kept) if task.failures_kept else (),
        errors=_errors(errors, task.recovered) if errors else (),
        ways=(
            *(_efficiency(task.efficiency) if task.efficiency else ()),
            *(_expert(times, has_paths=task.navigation is not None) if times else ()),
            *(_navigation(task.navigation) if times else ()),
        ),
        ways_finding=_ways_finding(task),
    )


def _ways_finding(task: TaskResult) -> str:
    """Say what efficiency and navigation come to, of what is known; empty where nothing is."""
    ratio = task.times.expert_ratio.estimate if task.times else None
    right = task.navigation.first_click_right if task.navigation else None
    lost = task.navigation.lost if task.navigation else None
    rate = task.efficiency.time_based.estimate if task.efficiency else None
    told = []
    if ratio is not None:
        told.append(f"a success typically took {_two(ratio)} times an expert's time")
    if right is not None and right.estimate is not None:
        told.append(f"{share(right.estimate)} had a correct first click")
    if lost is not None and lost.estimate is not None:
        told.append(f"{round(lost.estimate * lost.n)} of {plural(lost.n, 'participant')} got lost")
    if not told and rate is not None:
        told.append(f"{_two(rate)} goals were reached a minute")
    sentence = "; ".join(told)
    return sentence[:1].upper() + sentence[1:]


def discovery_sentences(found: ProblemDiscovery | None) -> list[str]:
    """Say how much of what such people can meet has been met; empty where nothing is known."""
    if found is None or found.found.estimate is None or found.known == 0:
        return []
    people = plural(found.participants, "participant")
    bounds = found.found
    between = "" if bounds.lower is None else f" ({level(bounds)} {share_interval(bounds)})"
    told = (
        f"About {share(bounds.estimate)}{between} of the places where such people meet friction in "
        f"these tasks have been found with {people}"
    )
    if bounds.lower is None:
        told += ", too few or too many for an interval"
    if found.found_with_more is not None:
        told += f"; {found.more} more would bring about {share(found.found_with_more)}"
        then = found.found_with_more_interval
        if then is not None and then.lower is not None:
            told += f" ({level(then)} {share_interval(then)})"
    return [
        f"{told}.",
        f"{plural(found.known, 'place')} {'is' if found.known == 1 else 'are'} known, "
        f"{number(found.singletons)} of them from one person alone; Lewis's adjustment puts "
        f"all of them at about {number(found.total)}, Chao2 at {number(found.at_least)} or more.",
    ]


def _times(times: Times) -> list[FigureRow]:
    rows = [
        _seconds(f"Typical time ({_method(times.typical)})", times.typical),
        _seconds("Without waiting for the system", times.without_waiting),
        _seconds("Active: without waiting, hidden and idle time", times.active),
        _seconds("Reading, until the first deed", times.reading),
    ]
    if times.outliers:
        flagged = plural(len(times.outliers), "flagged time")
        rows.insert(1, _seconds(f"Typical time without {flagged}", times.without_outliers))
    if times.with_pauses is not None:
        rows.insert(1, _seconds("Typical time with pauses", times.with_pauses))
    return rows


def _failures(kept: FailuresKept) -> list[FigureRow]:
    by = "the end" if kept.at_s is None else seconds(kept.at_s)
    rummel = kept.median_by_rummel_s
    return [
        _share(f"Succeeded within {by}", _incidence_at(kept)),
        _share(f"Succeeded within {by}, had failures gone on (Kaplan-Meier)", kept.done_by),
        FigureRow(
            "Median time, had failures gone on (Kaplan-Meier)",
            "not reached" if kept.median.estimate is None else seconds(kept.median.estimate),
            _open_bounds(kept.median),
        ),
        FigureRow(
            "For comparison: by Rummel's rule",
            "not defined" if rummel is None else seconds(rummel),
            "needs a completion above 60" + NB + "%"
            if rummel is None
            else "a rule of thumb, no interval",
        ),
    ]


def _incidence_at(kept: FailuresKept) -> Interval:
    """Read the cumulative incidence of success at the end of what is drawn."""
    curve = kept.succeeded
    step = sum(time_s <= (kept.at_s or 0.0) for time_s in curve.times_s) - 1
    return Interval(
        estimate=(curve.share[step] if step >= 0 else 0.0) if curve.n else None,
        lower=curve.lower[step] if step >= 0 else None,
        upper=curve.upper[step] if step >= 0 else None,
        n=curve.n,
        method=curve.method,
        level=curve.level,
    )


def _errors(errors: Errors, recovered: Interval | None) -> list[FigureRow]:
    rows = [_share("Participants with an error point", errors.with_error)]
    if errors.deviations is None:
        return [*rows, FigureRow("Recovery from deviations", NO_PATH, "")]
    counts = f"{number(errors.recovered_deviations)} of {number(errors.deviations)}"
    if errors.deviations == 0:
        return [*rows, FigureRow("Recovery from deviations", "nobody left the path", "")]
    return [
        *rows,
        *(
            [_share("Participants who always found back to the path", recovered)]
            if recovered
            else []
        ),
        FigureRow("Deviations that were recovered", counts, "a count, no interval"),
        _seconds("Median time until recovery", errors.recovery_s),
    ]


def _efficiency(found: Efficiency) -> list[FigureRow]:
    per_minute = found.completion_per_minute
    return [
        _row("Goals per minute (time-based)", found.time_based, _two),
        _row("Share of the time spent by those who succeeded", found.overall_relative, share),
        _row("Completion per minute (ISO/IEC 25062)", per_minute, share),
    ]


def _expert(times: Times, *, has_paths: bool) -> list[FigureRow]:
    name = "Expert time of the accepted path (KLM)"
    if not has_paths:
        return []
    if times.expert_s is None:
        return [FigureRow(name, TOO_FEW, "nobody succeeded on an accepted path")]
    return [
        FigureRow(name, seconds(times.expert_s), f"from the deeds of {times.expert_of}"),
        _row("Typical time, as a multiple of it", times.expert_ratio, lambda v: f"{_two(v)} ×"),
    ]


def _navigation(found: Navigation | None) -> list[FigureRow]:
    if found is None:
        return [FigureRow("Lostness, path, first click, expert time", NO_PATH, "")]
    return [
        _row("Lostness (0 is none)", found.lostness, _two),
        _share("Lost (above 0.5)", found.lost),
        _row("Path deviation", found.path_deviation, share),
        _row("Steps too many, share of all", found.excess_steps, share),
        _share("First click correct", found.first_click_right),
        _share("Success after a correct first click", found.success_after_right),
        _share("Success after a wrong first click", found.success_after_wrong),
        _times_as_likely(found),
    ]


def _times_as_likely(found: Navigation) -> FigureRow:
    name = "The former over the latter"
    if found.first_click_times is not None:
        return _row(name, found.first_click_times, lambda value: f"{_two(value)} ×")
    ratio = found.first_click_ratio  # of an older result
    said = TOO_FEW if ratio is None else f"{_two(ratio)} ×"
    return FigureRow(name, said, "" if ratio is None else "no interval calculated")


def _flagged(who: str, task_s: float, z: float, flags: Sequence[str]) -> str:
    words = {
        "slow": f"far slower than the others (z = {_two(z)})",
        "fast": f"far faster than the others (z = {_two(z)})",
        "speeder": "less than half of an expert's time",
    }
    return f"{who}, {seconds(task_s)}: {' and '.join(words[flag] for flag in flags)}"


def _method(interval: Interval) -> str:
    return "median" if interval.method.startswith("median") else "geometric mean"


def _two(value: float | None) -> str:
    return number(value, 2)


def _seconds(name: str, interval: Interval) -> FigureRow:
    if interval.estimate is None:
        return FigureRow(name, TOO_FEW, n(interval.n))
    return FigureRow(name, seconds(interval.estimate), _with_n(seconds_bounds(interval), interval))


def _share(name: str, interval: Interval) -> FigureRow:
    if interval.estimate is None:
        return FigureRow(name, TOO_FEW, n(interval.n))
    return FigureRow(name, share(interval.estimate), _with_n(share_bounds(interval), interval))


def _row(name: str, interval: Interval, write: Callable[[float | None], str]) -> FigureRow:
    if interval.estimate is None:
        return FigureRow(name, TOO_FEW, n(interval.n))
    if interval.lower is None or interval.upper is None:
        why = "no interval defined" if interval.n > 1 else "too few for an interval"
        return FigureRow(name, write(interval.estimate), f"{why}, {n(interval.n)}")
    between = (
        share_interval(interval)
        if write is share
        else f"{_two(interval.lower)} to {_two(interval.upper)}"
    )
    return FigureRow(
        name, write(interval.estimate), f"{level(interval)} {between}, {n(interval.n)}"
    )


def _with_n(bounds: str, interval: Interval) -> str:
    return bounds if n(interval.n) in bounds else f"{bounds}, {n(interval.n)}"


def _open_bounds(interval: Interval) -> str:
    """Write bounds of which the upper one may lie beyond what was watched."""
    if interval.lower is None:
        return f"no interval, {n(interval.n)}"
    upper = "open" if interval.upper is None else seconds(interval.upper)
    return f"{level(interval)} {seconds(interval.lower)} to {upper}, {n(interval.n)}"
