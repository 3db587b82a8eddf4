"""Time on task with the failures kept: who has succeeded by when, and who gave up.

A participant who gave up or ran out of time has not succeeded *until then*; to drop them, or to
take their time as a success, makes a task look quicker than it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from analyzer.intervals import FloatArray, Numbers, normal_quantile
from analyzer.results import Interval

IntArray = npt.NDArray[np.int64]

# A product of fractions that is one half on paper may end a rounding above it.
HALF = 0.5 + 1e-12
EVERYBODY = 1e-9  # less is a rounding, and never a participant


@dataclass(frozen=True, slots=True)
class Curve:
    """A share over time, a step at each of `times_s`, flat between; all of shape (k,)."""

    times_s: FloatArray  # when something happened, ascending
    share: FloatArray  # from that time on
    lower: FloatArray  # NaN where the share is 0 or 1
    upper: FloatArray
    at_risk: IntArray  # still trying just before
    events: IntArray  # what happened at that time
    n: int  # participants
    level: float


def kaplan_meier(times_s: Numbers, events: Numbers, level: float = 0.95) -> Curve:
    """Estimate the share that has not yet succeeded, over time.

    Parameters
    ----------
    times_s
        Shape (n,), seconds >= 0, until success or until the attempt ended without.
    events
        Shape (n,), 1 for a success, 0 for an attempt that ended without (censored).
    level
        Coverage of the pointwise band, in (0, 1).

    Returns
    -------
    Curve
        A step at each time of a success; empty where nobody succeeded.

    Raises
    ------
    ValueError
        If the arrays differ in length, a time is negative, or an event is neither 0 nor 1.

    Notes
    -----
    Kaplan & Meier (1958), JASA 53:457; variance by Greenwood (1926), band on the log-log scale
    (Kalbfleisch & Prentice 1980). Giving up is informative censoring, so the curve overstates
    the eventual success: `cumulative_incidence` stands beside it.
    """
    times, marks = _observations(times_s, events, (0, 1))
    steps, at_risk, happened = _risk_table(times, marks == 1)
    share: FloatArray = np.cumprod(1 - happened / at_risk).astype(np.float64)
    left = at_risk - happened
    terms = np.divide(happened, at_risk * left, out=np.zeros(steps.size), where=left > 0)
    lower, upper = _log_log_band(share, share**2 * np.cumsum(terms), level)
    return Curve(steps, share, lower, upper, at_risk, happened, int(times.size), level)


def cumulative_incidence(
    times_s: Numbers, outcomes: Numbers, cause: int = 1, level: float = 0.95
) -> Curve:
    """Estimate the share that has succeeded (or given up) by each time.

    Success and giving up compete: who gave up cannot succeed any more. Unlike one minus
    Kaplan-Meier, the shares of all causes never add up to more than everybody.

    Parameters
    ----------
    times_s
        Shape (n,), seconds >= 0.
    outcomes
        Shape (n,): 1 success, 2 give-up (or further causes), 0 cut off from outside, as by a
        time limit.
    cause
        The outcome whose share is wanted.
    level
        Coverage of the pointwise band, in (0, 1).

    Returns
    -------
    Curve
        A step at each time of an outcome of that cause.

    Notes
    -----
    Aalen & Johansen (1978), Scandinavian Journal of Statistics 5:141; variance by the delta
    method and log-log band by Marubini & Valsecchi (1995), ch. 10.
    """
    times, marks = _observations(times_s, outcomes, None)
    steps, at_risk, any_cause = _risk_table(times, marks != 0)
    mine = _count_at(times[marks == cause], steps)
    free = np.concatenate(([1.0], np.cumprod(1 - any_cause / at_risk)))[:-1]
    share = np.cumsum(free * mine / at_risk)
    variance = _incidence_variance(share, free, at_risk, any_cause, mine)
    lower, upper = _log_log_band(share, variance, level)
    keep = mine > 0
    return Curve(
        steps[keep], share[keep], lower[keep], upper[keep],
        at_risk[keep], mine[keep], int(times.size), level,
    )  # fmt: skip


def median_time(curve: Curve) -> Interval:
    """Read off when half of the participants have succeeded.

    Parameters
    ----------
    curve
        From `kaplan_meier`.

    Returns
    -------
    Interval
        Seconds; None for what the curve or its band does not reach.

    Notes
    -----
    Brookmeyer & Crowley (1982), Biometrics 38:29, by the log-log band.
    """
    return Interval(
        estimate=_first(curve.times_s, curve.share <= HALF),
        lower=_first(curve.times_s, curve.lower <= HALF),
        upper=_first(curve.times_s, curve.upper <= HALF),
        n=curve.n,
        method="Kaplan-Meier",
        level=curve.level,
    )


def share_at(curve: Curve, t_s: float, *, start: float = 1.0) -> float:
    """Read a curve at any time; `start` is its share before the first step (incidence: 0)."""
    step = int(np.searchsorted(curve.times_s, t_s, side="right")) - 1
    return start if step < 0 else float(curve.share[step])


def done_by(curve: Curve, t_s: float) -> Interval:
    """Estimate the share that has succeeded by a time, from a Kaplan-Meier curve.

    Parameters
    ----------
    curve
        From `kaplan_meier`.
    t_s
        Seconds since the start of the task.

    Returns
    -------
    Interval
        A share; bounds None where the band is not defined (nobody, or all, done).
    """
    step = int(np.searchsorted(curve.times_s, t_s, side="right")) - 1
    has_band = step >= 0 and not math.isnan(float(curve.lower[step]))
    return Interval(
        estimate=None if curve.n == 0 else 1 - share_at(curve, t_s),
        lower=1 - float(curve.upper[step]) if has_band else None,
        upper=1 - float(curve.lower[step]) if has_band else None,
        n=curve.n,
        method="Kaplan-Meier, log-log",
        level=curve.level,
    )


@dataclass(frozen=True, slots=True)
class LogRank:
    """Two survival curves compared; None where nobody succeeded or nobody can be compared."""

    chi2: float | None
    p: float | None


def log_rank(times1_s: Numbers, events1: Numbers, times2_s: Numbers, events2: Numbers) -> LogRank:
    """Test whether two designs are equally fast, failures kept.

    Parameters
    ----------
    times1_s, events1
        The first design, as in `kaplan_meier`.
    times2_s, events2
        The second design.

    Returns
    -------
    LogRank
        Chi-square with one degree of freedom.

    Notes
    -----
    Mantel (1966), Cancer Chemotherapy Reports 50:163.
    """
    first, second = (
        _observations(times, events, (0, 1))
        for times, events in ((times1_s, events1), (times2_s, events2))
    )
    times, marks = (np.concatenate(both) for both in zip(first, second, strict=True))
    steps, at_risk, happened = _risk_table(times, marks == 1)
    in_first = first[0].size - np.searchsorted(np.sort(first[0]), steps, side="left")
    # A step tells the designs apart only if both still had people and some of them went on.
    if not np.any((in_first > 0) & (in_first < at_risk) & (happened < at_risk)):
        return LogRank(None, None)
    test = scipy.stats.logrank(_censored(*first), _censored(*second))
    return LogRank(float(test.statistic) ** 2, float(test.pvalue))


def _observations(
    times_s: Numbers, events: Numbers, allowed: tuple[int, ...] | None
) -> tuple[FloatArray, FloatArray]:
    times, marks = np.asarray(times_s, dtype=np.float64), np.asarray(events, dtype=np.float64)
    if times.shape != marks.shape:
        raise ValueError("every time has its own event")
    if times.size and not (np.isfinite(times).all() and float(times.min()) >= 0):
        raise ValueError("a time is a number of seconds, 0 or more")
    if not np.isfinite(marks).all():
        raise ValueError("every attempt has an outcome: leave out what is missing, and count it")
    if allowed is not None and not np.isin(marks, allowed).all():
        raise ValueError("an event is 1 for a success and 0 for an attempt that ended without")
    return times, marks


def _risk_table(
    times: FloatArray, happened: npt.NDArray[np.bool_]
) -> tuple[FloatArray, IntArray, IntArray]:
    """Give the distinct event times, the people at risk just before, and the events then."""
    steps, counts = np.unique(times[happened], return_counts=True)
    # Who is cut off at the very time of an event still counts as at risk then.
    at_risk = times.size - np.searchsorted(np.sort(times), steps, side="left")
    return steps, at_risk.astype(np.int64), counts.astype(np.int64)


def _log_log_band(
    share: FloatArray, variance: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    # Shares that add up to everybody may end a rounding short of 1, where the band has no end.
    inside = (share > EVERYBODY) & (share < 1 - EVERYBODY)
    lower, upper = np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    logs = np.log(share[inside])
    half = normal_quantile(level) * np.sqrt(variance[inside]) / (share[inside] * -logs)
    lower[inside] = np.exp(logs * np.exp(half))
    upper[inside] = np.exp(logs * np.exp(-half))
    return lower, upper


def _incidence_variance(
    share: FloatArray, free: FloatArray, at_risk: IntArray, any_cause: IntArray, mine: IntArray
) -> FloatArray:
    left = at_risk - any_cause
    spread = np.divide(any_cause, at_risk * left, out=np.zeros(share.size), where=left > 0)
    own = free**2 * (at_risk - mine) * mine / at_risk**3.0
    cross = free * mine / at_risk**2.0
    # The sum over all earlier steps of (F - F_j)² spread_j - 2 (F - F_j) cross_j + own_j, its
    # powers of F taken out, so that many steps need no table of pairs.
    squared = share**2 * np.cumsum(spread) - 2 * share * np.cumsum(spread * share)
    squared += np.cumsum(spread * share**2)
    mixed = share * np.cumsum(cross) - np.cumsum(cross * share)
    variance: FloatArray = np.maximum(squared - 2 * mixed + np.cumsum(own), 0)
    return variance


def _count_at(times: FloatArray, steps: FloatArray) -> IntArray:
    """Count how many of some times fall on each step exactly."""
    ordered = np.sort(times)
    after = np.searchsorted(ordered, steps, side="right")
    return (after - np.searchsorted(ordered, steps, side="left")).astype(np.int64)


def _first(times_s: FloatArray, reached: npt.NDArray[np.bool_]) -> float | None:
    found = times_s[reached]
    return float(found[0]) if found.size else None


def _censored(times: FloatArray, marks: FloatArray) -> scipy.stats.CensoredData:
    return scipy.stats.CensoredData.right_censored(times, marks == 0)
