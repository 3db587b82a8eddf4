"""What friction costs on average, with an interval in which each participant counts once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import scipy

from analyzer.intervals import FloatArray, empty, exponential, finite, t_quantile
from analyzer.results import Interval

LEAST = 2  # participants; one alone says nothing of how people differ


def mean_seconds(costs_s: Sequence[Sequence[float]], level: float = 0.95) -> Interval:
    """Estimate how long something took that befell some people several times.

    Parameters
    ----------
    costs_s
        Of each participant whom it befell, how long it took each time: seconds, >= 0.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        Seconds each time: the mean over all times. n counts participants; all None for n = 0, no
        bounds for n = 1.

    Notes
    -----
    A ratio of sums, with the variance over participants: Cochran (1977), Sampling Techniques, 3rd
    ed., ch. 6. What one person did twice is not two observations. The interval is taken of its
    logarithm by the delta method, with t on n - 1 degrees of freedom, because such times are skewed
    to the right: see docs/measures.md for its coverage.
    """
    method = f"{_name(costs_s)} on the log scale"
    if not costs_s:
        return empty(method, level)
    sums, counts = _by_participant(costs_s)
    mean = _ratio(sums, counts)
    lower, upper = _log_t(mean, _error(sums, counts), counts.size, level)
    return Interval(
        estimate=mean, lower=lower, upper=upper, n=counts.size, method=method, level=level
    )


def mean_pages(pages: Sequence[Sequence[int]], level: float = 0.95) -> Interval:
    """Estimate how many pages a way off the path took.

    Parameters
    ----------
    pages
        Of each participant who left the path there, the pages of each time: whole, >= 1.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        Pages each time: the mean over all times. n counts participants; all None for n = 0, no
        bounds for n = 1. The lower bound is never below the one page that each way has.

    Notes
    -----
    The pages beyond the first are counts, and are dealt with as error points are
    (`intervals.event_rate`): exact Poisson (Garwood 1936), joined with t on the log scale of the
    ratio of sums where participants differ by more than Poisson counts do.
    """
    name = _name(pages)
    if not pages:
        return empty("Poisson, from the second page on", level)
    sums, counts = _by_participant(pages)
    more, times = sums - counts, float(counts.sum())
    total = float(more.sum())
    tail = (1 - level) / 2
    low = float(scipy.special.gammaincinv(total, tail)) / times if total > 0 else 0.0
    high = float(scipy.special.gammaincinv(total + 1, 1 - tail)) / times
    method, rate = "Poisson", total / times
    error = _error(more, counts)
    if error**2 > rate / times:
        method = f"Poisson and {name} on the log scale"
        lower, upper = _log_t(rate, error, counts.size, level)
        low, high = min(low, lower or 0.0), math.inf if upper is None else max(high, upper)
    is_bounded = counts.size >= LEAST
    return Interval(
        estimate=1 + rate,
        lower=1 + low if is_bounded else None,
        upper=1 + high if is_bounded and math.isfinite(high) else None,
        n=counts.size,
        method=f"{method}, from the second page on",
        level=level,
    )


def _name(told: Sequence[Sequence[float]]) -> str:
    """Name the estimate: where it befell nobody twice it is a plain mean."""
    return "ratio of sums, t" if any(len(times) > 1 for times in told) else "mean, t"


def _by_participant(told: Sequence[Sequence[float]]) -> tuple[FloatArray, FloatArray]:
    """Add up what each participant met, and count how often."""
    # One whom nothing befell has no cost; 0 s would be one.
    if not all(told):
        raise ValueError("a participant whom nothing befell has no cost: leave them out")
    finite([one for times in told for one in times])  # at once: a study asks for thousands
    sums = np.array([math.fsum(times) for times in told])
    return sums, np.array([len(times) for times in told], dtype=np.float64)


def _ratio(sums: FloatArray, counts: FloatArray) -> float:
    """Divide the sums; exactly, so that the order of participants changes no bit."""
    return math.fsum(sums) / math.fsum(counts)


def _error(sums: FloatArray, counts: FloatArray) -> float:
    """Give the standard error of the ratio of sums; 0 for a single participant."""
    n = counts.size
    if n < LEAST:
        return 0.0
    rest = sums - _ratio(sums, counts) * counts
    return math.sqrt(math.fsum(rest * rest) / (n - 1) / n) / (math.fsum(counts) / n)


def _log_t(mean: float, error: float, n: int, level: float) -> tuple[float | None, float | None]:
    """Bound a mean above 0 on the log scale; where nobody lost anything, nothing varies."""
    if n < LEAST:
        return None, None
    if mean == 0:
        return 0.0, 0.0
    half = t_quantile(level, n - 1) * error / mean
    up = exponential(half)
    return mean * math.exp(-half), None if up is None else mean * up
