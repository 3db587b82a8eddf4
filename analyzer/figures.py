"""The figures of a task, and the moments of the recordings that each of them rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analyzer.results import Attempt, Moment

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


def references(
    judged: Sequence[Attempt], won: Sequence[Attempt], ended: Sequence[Attempt]
) -> dict[str, tuple[Moment, ...]]:
    """Name the attempts behind each figure by where they begin.

    Parameters
    ----------
    judged
        By which participants count in the completion.
    won
        Those of them whose times count.
    ended
        All of which error points count.
    """
    left = [one for one in ended if one.departures]
    of = {
        "completion": judged,
        "time_on_task": won,
        "time_median": won,
        "error_points": ended,
        "error_free": ended,
        "deviation_rate": [one for one in ended if one.deviation_pages is not None],
        "recovered": left,
    }
    return {name: tuple(_start(one) for one in of[name]) for name in FIGURES}


def _start(attempt: Attempt) -> Moment:
    return Moment(session=attempt.session, participant=attempt.participant, t_s=attempt.start_s)
