"""Confidence intervals of one sample: shares, times, means, medians and counts.

Every function gives an `Interval`; its `method` is the name under which `docs/measures.md`
explains it. What n does not allow is None, never 0 and never a guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy

from analyzer.results import Interval

FloatArray = npt.NDArray[np.float64]
Numbers = Sequence[float] | FloatArray


def adjusted_wald(successes: int, n: int, level: float = 0.95) -> Interval:
    """Estimate a share from few participants: the default for every share in Thinkaloud.

    Parameters
    ----------
    successes
        How many of them, 0..n.
    n
        How many participants.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        The observed share with bounds clipped to [0, 1]; all None for n = 0.

    Raises
    ------
    ValueError
        If the counts or the level are impossible.

    Notes
    -----
    Agresti & Coull (1998), The American Statistician 52:119; advised for usability tests by
    Sauro & Lewis (2005), HFES 49. Its centre is `adjusted_share`, not the observed share.
    """
    check_share(successes, n, level)
    if n == 0:
        return empty("adjusted Wald", level)
    centre = adjusted_share(successes, n, level)
    z = normal_quantile(level)
    half = z * math.sqrt(centre * (1 - centre) / (n + z * z))
    return Interval(
        estimate=successes / n,
        lower=max(0.0, centre - half),
        upper=min(1.0, centre + half),
        n=n,
        method="adjusted Wald",
        level=level,
    )


def adjusted_share(successes: int, n: int, level: float = 0.95) -> float:
    """Shift a share towards one half by z²/2 successes and z²/2 failures.

    Notes
    -----
    The centre of the adjusted-Wald and of the Wilson interval; Agresti & Coull (1998).
    """
    check_share(successes, n, level)
    z2 = normal_quantile(level) ** 2
    return (successes + z2 / 2) / (n + z2)


def mean_t(values: Numbers, level: float = 0.95) -> Interval:
    """Estimate a mean by Student's t, for questionnaire scores.

    Parameters
    ----------
    values
        Shape (n,), one a participant.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        In the unit of the values; all None for n = 0, no bounds for n = 1. The bounds are
        not clipped to the scale's ends.

    Notes
    -----
    Sauro & Lewis (2016), Quantifying the User Experience, ch. 3.
    """
    sample = _sample(values, level)
    if sample.size == 0:
        return empty("t", level)
    centre = float(sample.mean())
    half = _t_half_width(sample, level)
    return Interval(
        estimate=centre,
        lower=None if half is None else centre - half,
        upper=None if half is None else centre + half,
        n=sample.size,
        method="t",
        level=level,
    )


def geometric_mean(durations_s: Numbers, level: float = 0.95) -> Interval:
    """Estimate the typical time on task of up to about 25 participants.

    Task times are skewed to the right, so the interval is taken on the log scale.

    Parameters
    ----------
    durations_s
        Shape (n,), seconds, all > 0; completed attempts only.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        Seconds; all None for n = 0, no bounds for n = 1.

    Raises
    ------
    ValueError
        If a duration is not positive, or `level` is outside (0, 1).

    Notes
    -----
    Sauro & Lewis (2010), "Average task times in usability tests", CHI '10: below n = 25 it
    errs less than the median and the mean do.
    """
    sample = positive(durations_s, level)
    logs = mean_t(np.log(sample), level)
    return Interval(
        estimate=exponential(logs.estimate),
        lower=exponential(logs.lower),
        upper=exponential(logs.upper),
        n=logs.n,
        method="geometric mean, log-t",
        level=level,
    )


def median(values: Numbers, level: float = 0.95) -> Interval:
    """Estimate a median by order statistics, which assumes no shape at all.

    Parameters
    ----------
    values
        Shape (n,), any unit.
    level
        Coverage of the interval, in (0, 1); kept or exceeded.

    Returns
    -------
    Interval
        In the unit of the values; all None for n = 0. Bounds need n >= 6 at level 0.95 and
        are None below.

    Notes
    -----
    Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2 (the quantile test).
    """
    return quantile(values, 0.5, level)


def quantile(values: Numbers, share: float, level: float = 0.95) -> Interval:
    """Estimate the value below which a share lies, by order statistics.

    Parameters
    ----------
    values
        Shape (n,), any unit.
    share
        In (0, 1); 0.5 is the median.
    level
        Coverage of the interval, in (0, 1); kept or exceeded.

    Returns
    -------
    Interval
        In the unit of the values, the estimate by linear interpolation; a bound is None where
        n is too small for it. All None for n = 0.

    Notes
    -----
    Conover (1999), section 3.2; each tail has at most (1 - level)/2.
    """
    sample = np.sort(_sample(values, level))
    n = int(sample.size)
    name = "median" if share == 0.5 else f"{100 * share:g}th percentile"
    method = f"{name}, order statistics"
    if not 0 < share < 1:
        raise ValueError(f"a share of the values lies between 0 and 1; {share} does not")
    if n == 0:
        return empty(method, level)
    low, high = (_rank(n, part, level) for part in (share, 1 - share))
    return Interval(
        estimate=float(np.quantile(sample, share)),
        lower=float(sample[low]) if low >= 0 else None,
        upper=float(sample[n - 1 - high]) if high >= 0 else None,
        n=n,
        method=method,
        level=level,
    )


def _rank(n: int, share: float, level: float) -> int:
    """Give the index of the lower bound, the last count in the lower tail; -1 for none."""
    up_to = scipy.special.bdtr(np.arange(n + 1.0), n, share)
    return int(np.searchsorted(up_to, (1 - level) / 2, side="right")) - 1


def event_rate(counts: Sequence[int], level: float = 0.95) -> Interval:
    """Estimate events per participant, such as error points in a task.

    Parameters
    ----------
    counts
        Shape (n,), events of each participant, >= 0; those without any count as 0.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        Events per participant; all None for n = 0. `method` says which of the two intervals
        it is: exact Poisson where the counts spread no more than Poisson counts do (variance
        <= mean, or n = 1), else negative binomial on the log scale.

    Notes
    -----
    Poisson: Garwood (1936), Biometrika 28:437. Negative binomial: dispersion by moments
    (Bliss & Fisher 1953, Biometrics 9:176), so that ln(rate) has variance s²/(n·mean²), with
    t on n - 1 degrees of freedom; joined with the Poisson interval, which a spread wider than
    Poisson's may not undercut. The joining is ours: see docs/measures.md for its coverage.
    """
    sample = _sample(counts, level)
    n = int(sample.size)
    if n == 0:
        return empty("Poisson", level)
    if float(sample.min()) < 0:
        raise ValueError("a count of events cannot be negative")
    total, rate = float(sample.sum()), float(sample.mean())
    tail = (1 - level) / 2
    # Half a quantile of chi-square; `scipy.stats` has it from here, and takes 0.5 s to import.
    lower = float(scipy.special.gammaincinv(total, tail)) / n if total > 0 else 0.0
    upper = float(scipy.special.gammaincinv(total + 1, 1 - tail)) / n
    method = "Poisson"
    variance = float(sample.var(ddof=1)) if n > 1 else 0.0
    if variance > rate:
        method = "negative binomial"
        half = float(scipy.special.stdtrit(n - 1, 1 - tail)) * math.sqrt(variance / n) / rate
        lower, upper = min(lower, rate * math.exp(-half)), max(upper, rate * math.exp(half))
    return Interval(estimate=rate, lower=lower, upper=upper, n=n, method=method, level=level)


@lru_cache(maxsize=64)  # every share of a study asks for the same one
def normal_quantile(level: float) -> float:
    """Give z so that a standard normal value lies in [-z, z] with probability `level`."""
    return float(scipy.special.ndtri((1 + level) / 2))


def positive(durations_s: Numbers, level: float = 0.95) -> FloatArray:
    """Check durations before their logarithm is taken, and the level with them."""
    sample = _sample(durations_s, level)
    if sample.size and float(sample.min()) <= 0:
        raise ValueError("a duration must be longer than 0 s")
    return sample


def check_share(successes: int, n: int, level: float) -> None:
    """Refuse counts or a level that cannot be."""
    _check_level(level)
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")


def empty(method: str, level: float) -> Interval:
    """Give the interval of an empty sample: nothing is known."""
    return Interval(estimate=None, lower=None, upper=None, n=0, method=method, level=level)


def _t_half_width(sample: FloatArray, level: float) -> float | None:
    if sample.size < 2:
        return None
    return t_quantile(level, sample.size - 1) * float(sample.std(ddof=1)) / math.sqrt(sample.size)


@lru_cache(maxsize=1_000)
def t_quantile(level: float, freedom: int) -> float:
    """Give Student's t as `normal_quantile` gives z; asked for each of a thousand hotspots."""
    return float(scipy.special.stdtrit(freedom, (1 + level) / 2))


def exponential(value: float | None) -> float | None:
    """Take a logarithm back; None, an open end, where it is beyond every number."""
    # Two times that differ tenfold have such a bound at a coverage of 99.9 %.
    try:
        return None if value is None else math.exp(value)
    except OverflowError:
        return None


def _sample(values: Numbers, level: float) -> FloatArray:
    _check_level(level)
    return finite(values)


def finite(values: Numbers) -> FloatArray:
    """Give a sample as an array; what is missing has to be left out, and counted, before."""
    sample = np.asarray(values, dtype=np.float64)
    if not np.isfinite(sample).all():
        raise ValueError("a sample holds numbers only: leave out what is missing, and count it")
    return sample


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1; {level} does not")
