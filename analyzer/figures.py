"""The figures of a task, and the moments of the recordings that each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from analyzer.results import Attempt, Interval, Moment, TaskResult

# Fields of TaskResult that are an Interval -> unit.
FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "completion": "share",
        "time_on_task": "s",
        "time_median": "s",
        "error_points": "per participant",
        "error_free": "share",
        "deviation_rate": "per step",
        "recovered": "share",
    }
)


# Figures within the groups of a TaskResult, by the group -> unit.
GROUPED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "times": {
            "typical": "s", "without_waiting": "s", "active": "s", "reading": "s",
            "without_outliers": "s", "with_pauses": "s", "expert_ratio": "ratio",
        },
        "failures_kept": {"median": "s", "done_by": "share"},
        "errors": {"with_error": "share", "recovery_s": "s"},
        "efficiency": {
            "time_based": "per minute", "overall_relative": "share",
            "completion_per_minute": "share per minute",
        },
        "navigation": {
            "lostness": "0 to 1.41", "lost": "share", "path_deviation": "share",
            "excess_steps": "share", "first_click_right": "share",
            "success_after_right": "share", "success_after_wrong": "share",
            "first_click_times": "ratio",
        },
    }
)  # fmt: skip


def figures_of(task: TaskResult) -> Iterator[tuple[str, str, Interval]]:
    """Yield the name, unit and value of each figure that a task has, those of groups with them."""
    for name, unit in FIGURES.items():
        found = getattr(task, name)
        if found is not None:  # a task without accepted paths has no figures of them
            yield name, unit, found
    for group, units in GROUPED.items():
        held = getattr(task, group)
        for name, unit in units.items() if held is not None else ():
            inner = getattr(held, name)
            if inner is not None:
                yield f"{group}.{name}", unit, inner


def references(
    counted: Sequence[Attempt],
    judged: Sequence[Attempt],
    won: Sequence[Attempt],
    ended: Sequence[Attempt],
) -> dict[str, tuple[Moment, ...]]:
    """Name the attempts behind each figure by where they begin.

    Parameters
    ----------
    counted
        One a participant.
    judged
        By which participants count in the completion.
    won
        Those of them whose times count.
    ended
        All of which error points count.

    Returns
    -------
    dict
        First `FIGURES`, then the groups of figures (`times`), and the figures of a group that rest
        on other attempts than the group does (`times.reading`); see `reference_of`.
    """
    left = [one for one in ended if one.departures]
    of: dict[str, Sequence[Attempt]] = {
        "completion": judged,
        "time_on_task": won,
        "time_median": won,
        "error_points": ended,
        "error_free": ended,
        "deviation_rate": [one for one in ended if one.deviation_pages is not None],
        "recovered": left,
        "times": won,
        "times.reading": [one for one in counted if one.reading_s],
        "failures_kept": [one for one in judged if one.is_timed],
        "errors": ended,
        "errors.recovery_s": left,
        "efficiency": [one for one in judged if one.time_s],
        "navigation": [one for one in judged if one.way is not None],
    }
    return {name: tuple(_start(one) for one in rests_on) for name, rests_on in of.items()}


def reference_of(figure: str) -> str:
    """Name the entry of `references` for a figure of a task: `times.active` stands at `times`."""
    apart = {"times.reading", "errors.recovery_s"}
    if figure.startswith("vs_benchmark"):
        return "time_on_task" if figure.endswith("time") else "completion"
    return figure if figure in apart else figure.partition(".")[0]


def _start(attempt: Attempt) -> Moment:
    return Moment(session=attempt.session, participant=attempt.participant, t_s=attempt.start_s)
