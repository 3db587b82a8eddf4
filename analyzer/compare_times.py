"""Two means compared, and the times of two designs: by different or by the same people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy

from analyzer.intervals import Numbers, exponential, finite, positive


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """Two means compared; None where the data do not allow it."""

    difference: float | None
    lower: float | None
    upper: float | None
    t: float | None
    df: float | None
    p: float | None
    p_floor_df: float | None  # with df rounded down, as older books print it


@dataclass(frozen=True, slots=True)
class TimeRatio:
    """Two designs' times compared: how many times as long the first one takes."""

    ratio: float | None  # of the geometric means
    lower: float | None
    upper: float | None
    t: float | None
    df: float | None
    p: float | None
    n: int  # participants of both
    method: str
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """A sample by its mean, standard deviation (of n - 1) and size."""

    mean: float
    sd: float
    n: int


def summary(values: Numbers) -> Summary:
    """Sum up a sample; the standard deviation of fewer than two values is NaN."""
    sample = finite(values)
    n = int(sample.size)
    # Equal values differ from their mean by rounding alone, which would pass for a spread.
    if n > 1 and bool((sample == sample[0]).all()):
        return Summary(mean=float(sample[0]), sd=0.0, n=n)
    return Summary(
        mean=float(sample.mean()) if n else math.nan,
        sd=float(sample.std(ddof=1)) if n > 1 else math.nan,
        n=n,
    )


def welch(x: Summary, y: Summary, level: float = 0.95) -> MeanDifference:
    """Compare two means of different people, first minus second.

    Parameters
    ----------
    x, y
        The samples, summed up.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    MeanDifference
        In the unit of the values. No test where a sample has fewer than 2 values, or neither
        varies.

    Notes
    -----
    Welch (1938), Biometrika 29:350; df by Satterthwaite (1946), not rounded.
    """
    if min(x.n, y.n) == 0:
        return MeanDifference(None, None, None, None, None, None, None)
    difference = x.mean - y.mean
    spreads = [one.sd for one in (x, y) if one.n > 1]
    if not all(math.isfinite(value) for value in (difference, *spreads)):
        raise ValueError("a sample is summed up by a mean and a standard deviation")
    if min(x.n, y.n) < 2 or x.sd == y.sd == 0:
        return MeanDifference(difference, None, None, None, None, None, None)
    vx, vy = x.sd**2 / x.n, y.sd**2 / y.n
    error = math.sqrt(vx + vy)
    # By shares of the variance: squares of tiny variances would vanish.
    share = vx / (vx + vy)
    df = 1 / (share**2 / (x.n - 1) + (1 - share) ** 2 / (y.n - 1))
    t = difference / error
    half = float(scipy.stats.t.ppf((1 + level) / 2, df)) * error
    return MeanDifference(
        difference=difference,
        lower=difference - half,
        upper=difference + half,
        t=t,
        df=df,
        p=2 * float(scipy.stats.t.sf(abs(t), df)),
        p_floor_df=2 * float(scipy.stats.t.sf(abs(t), math.floor(df))),
    )


def paired(x: Numbers, y: Numbers, level: float = 0.95) -> MeanDifference:
    """Compare two means of the same people, first minus second.

    Parameters
    ----------
    x, y
        Shape (n,) each, in the same order of participants.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    MeanDifference
        No test for n < 2, or where everybody's difference is the same.

    Raises
    ------
    ValueError
        If the samples differ in length.

    Notes
    -----
    Student (1908), Biometrika 6:1.
    """
    if len(x) != len(y):
        raise ValueError("paired samples have a value of each participant in both")
    gains = finite(x) - finite(y)
    found = summary(gains)
    if found.n == 0:
        return MeanDifference(None, None, None, None, None, None, None)
    # Equal gains differ by rounding alone, which would pass for a huge t.
    if found.n < 2 or bool(np.allclose(gains, gains[0], rtol=1e-12, atol=0)):
        return MeanDifference(found.mean, None, None, None, None, None, None)
    test = scipy.stats.ttest_1samp(gains, 0.0)
    bounds = test.confidence_interval(level)
    p = float(test.pvalue)
    return MeanDifference(
        difference=found.mean,
        lower=float(bounds.low),
        upper=float(bounds.high),
        t=float(test.statistic),
        df=float(found.n - 1),
        p=p,
        p_floor_df=p,
    )


def compare_times(x_s: Numbers, y_s: Numbers, level: float = 0.95) -> TimeRatio:
    """Compare the times of two designs that different people used.

    Parameters
    ----------
    x_s, y_s
        Seconds, all > 0; completed attempts of the first and the second design.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    TimeRatio
        0.8: the first takes 0.8 times as long as the second.

    Notes
    -----
    Welch's t on the logarithms; Sauro & Lewis (2016), ch. 5.
    """
    logs_x, logs_y = np.log(positive(x_s, level)), np.log(positive(y_s, level))
    found = welch(summary(logs_x), summary(logs_y), level)
    return _ratio(found, len(x_s) + len(y_s), "Welch t on logs", level)


def compare_times_paired(x_s: Numbers, y_s: Numbers, level: float = 0.95) -> TimeRatio:
    """Compare the times of two designs that the same people used.

    Parameters
    ----------
    x_s, y_s
        Shape (n,) each, seconds, all > 0, in the same order of participants.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    TimeRatio
        As in `compare_times`.

    Notes
    -----
    Paired t on the logarithms; Sauro & Lewis (2016), ch. 5.
    """
    found = paired(np.log(positive(x_s, level)), np.log(positive(y_s, level)), level)
    return _ratio(found, len(x_s), "paired t on logs", level)


def _ratio(found: MeanDifference, n: int, method: str, level: float) -> TimeRatio:
    bounds = (found.difference, found.lower, found.upper)
    ratio, lower, upper = (exponential(value) for value in bounds)
    return TimeRatio(ratio, lower, upper, found.t, found.df, found.p, n, method, level)
