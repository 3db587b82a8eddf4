"""Errors of one task beyond their rate: how many they met, and how soon they were recovered."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import adjusted_wald, median
from analyzer.results import Attempt, Errors, Interval


def errors(attempts: Sequence[Attempt], error_free: Interval, *, has_paths: bool) -> Errors:
    """Sum up who met errors and what became of deviations.

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
        Beside `departures.recovered`, which counts participants, this counts deviations.
    """
    left = [one for attempt in attempts for one in attempt.departures]
    back_s = [one.end_s - one.start_s for one in left if one.is_recovered]
    free = round((error_free.estimate or 0.0) * error_free.n)
    return Errors(
        with_error=adjusted_wald(error_free.n - free, error_free.n),
        deviations=len(left) if has_paths else None,
        recovered_deviations=len(back_s) if has_paths else None,
        recovery_s=median(back_s),
    )
