"""Efficiency: what is achieved per unit of time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analyzer.intervals import Numbers, positive


def completion_per_minute(completion: float, mean_minutes: float) -> float:
    """Give the efficiency of the Common Industry Format: share completed per minute.

    Parameters
    ----------
    completion
        Share of participants who completed the task, in [0, 1].
    mean_minutes
        Mean time on task of all, in minutes.

    Returns
    -------
    float
        0.43: 43 % a minute.

    Notes
    -----
    ISO/IEC 25062:2006; Tullis & Albert (2013), Measuring the User Experience, table 4.3.
    """
    if not (0 <= completion <= 1 and mean_minutes > 0):
        raise ValueError("efficiency takes a share and a time longer than 0")
    return completion / mean_minutes


def time_based(durations_s: Numbers, succeeded: npt.ArrayLike) -> float | None:
    """Give the goals reached per second, averaged over attempts.

    Parameters
    ----------
    durations_s
        Shape (n,) or (tasks, participants), seconds, all > 0; failed attempts too.
    succeeded
        The same shape; 1 where the goal was reached.

    Returns
    -------
    float | None
        Goals per second; None without an attempt.

    Notes
    -----
    Mean of success / time; ISO 9241-11 as in Mifsud (2015), "Usability Metrics".
    """
    times, goals = _attempts(durations_s, succeeded)
    return float(np.mean(goals / times)) if times.size else None


def overall_relative(durations_s: Numbers, succeeded: npt.ArrayLike) -> float | None:
    """Give the share of all the time that was spent by those who reached the goal.

    Parameters
    ----------
    durations_s, succeeded
        As in `time_based`.

    Returns
    -------
    float | None
        In [0, 1]; None without an attempt.

    Notes
    -----
    Sum of success x time over sum of time; ISO 9241-11 as in Mifsud (2015).
    """
    times, goals = _attempts(durations_s, succeeded)
    return float(np.sum(goals * times) / np.sum(times)) if times.size else None


def _attempts(
    durations_s: Numbers, succeeded: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    times, goals = positive(durations_s), np.asarray(succeeded, dtype=np.float64)
    if times.shape != goals.shape or not np.isin(goals, (0, 1)).all():
        raise ValueError("every attempt has a time and an outcome, 0 or 1")
    return times, goals
