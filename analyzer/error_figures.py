"""Errors of one task beyond their rate: whom they met, and who recovered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from analyzer.intervals import adjusted_wald, median
from analyzer.results import Attempt, AttemptWay, Errors, Interval


def errors(attempts: Sequence[Attempt], error_free: Interval, *, has_paths: bool) -> Errors:
    """Sum up who met errors and who found back.

    Parameters
    ----------
    attempts
        All attempts at the task that have ended.
    error_free
        Share of participants without an error point, whose other side this is.
    has_paths
        Whether the task has accepted paths; without them nothing is known of recovery.

    Returns
    -------
    Errors
        Recovery counts participants: one who left the path ten times is one.
    """
    ways: dict[str, list[AttemptWay]] = defaultdict(list)
    for one in attempts:
        if one.way is not None:
            ways[one.participant].append(one.way)
    astray = [own for own in ways.values() if any(way.deviations for way in own)]
    back = [own for own in astray if all(way.recovered == way.deviations for way in own)]
    every = [way for own in ways.values() for way in own]
    return Errors(
        with_error=adjusted_wald(
            error_free.n - round((error_free.estimate or 0.0) * error_free.n), error_free.n
        ),
        recovered=adjusted_wald(len(back), len(astray)),
        deviations=sum(way.deviations for way in every) if has_paths else None,
        recovered_deviations=sum(way.recovered for way in every) if has_paths else None,
        recovery_s=median([s for way in every for s in way.recoveries_s]),
    )
