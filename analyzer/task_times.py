"""Time on task of one design: what is typical, against a benchmark, and which times stand out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from analyzer.estimates import MEDIAN_FROM
from analyzer.intervals import FloatArray, Numbers, geometric_mean, median, positive
from analyzer.results import Interval

Alternative = Literal["greater", "less", "two-sided"]

OUTLIER_Z = 3.5  # Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers
RUMMEL_RATE = 0.60  # completion above which the median may be foretold; Rummel (2017)


@dataclass(frozen=True, slots=True)
class TimeBenchmark:
    """Time on task held against a target."""

    geomean: float
    t: float | None
    p: float | None


def against_benchmark(
    durations_s: Numbers, benchmark_s: float, alternative: Alternative = "less"
) -> TimeBenchmark:
    """Test whether the typical time is below (above, other than) a target.

    Parameters
    ----------
    durations_s
        Shape (n,), n >= 1, seconds, all > 0; completed attempts only.
    benchmark_s
        The target, > 0.
    alternative
        `less`, `greater` or `two-sided`.

    Returns
    -------
    TimeBenchmark
        No test for n < 2, or where all times are equal.

    Notes
    -----
    One-sample t of the logarithms; Sauro & Lewis (2016), ch. 4.
    """
    typical = geometric_mean(durations_s).estimate
    if typical is None or not 0 < benchmark_s < math.inf:
        raise ValueError("a benchmark test needs a time, and a target longer than 0 s")
    logs: FloatArray = np.log(np.asarray(durations_s, dtype=np.float64))
    if logs.size < 2 or float(np.ptp(logs)) == 0:
        return TimeBenchmark(typical, None, None)
    test = scipy.stats.ttest_1samp(logs, math.log(benchmark_s), alternative=alternative)
    return TimeBenchmark(typical, float(test.statistic), float(test.pvalue))


def median_with_failures(geomean_success_s: float, completion: float) -> float | None:
    """Foretell the median of everybody's time from those who succeeded.

    Parameters
    ----------
    geomean_success_s
        Geometric mean of the successful times, seconds.
    completion
        Share of participants who succeeded.

    Returns
    -------
    float | None
        Seconds; None where no more than 60 % succeeded, for the rule does not hold there.

    Notes
    -----
    Rummel (2017), Journal of Usability Studies 12. `survival.kaplan_meier` needs no such rule.
    """
    if not (geomean_success_s > 0 and 0 <= completion <= 1):
        raise ValueError("a median is foretold from a time longer than 0 s and a share")
    return geomean_success_s / completion if completion > RUMMEL_RATE else None


def robust_z(durations_s: Numbers) -> FloatArray:
    """Measure how far each time lies from the others, by median and MAD of the logarithms.

    Parameters
    ----------
    durations_s
        Shape (n,), seconds, all > 0.

    Returns
    -------
    FloatArray
        Shape (n,). |z| > `OUTLIER_Z` is flagged, never dropped. Where more than half of the
        times are equal the mean absolute deviation stands in; all zero where all are.

    Notes
    -----
    Iglewicz & Hoaglin (1993); the stand-in and its 1.2533 as in IBM SPSS's modified z score.
    """
    logs = np.log(positive(durations_s))
    if logs.size == 0:
        return logs
    away = logs - np.median(logs)
    # 0.6745 and 1.2533 make either deviation estimate a normal's standard deviation.
    spread = float(np.median(np.abs(away))) / float(scipy.special.ndtri(0.75))
    if spread == 0:
        spread = float(np.mean(np.abs(away))) * math.sqrt(math.pi / 2)
    return away / spread if spread > 0 else np.zeros_like(away)


def typical_time(durations_s: Numbers, level: float = 0.95) -> Interval:
    """Give the estimate to show first: the geometric mean below n = 25, the median from there.

    Notes
    -----
    Sauro & Lewis (2010), CHI '10.
    """
    sample = positive(durations_s, level)
    return median(sample, level) if sample.size >= MEDIAN_FROM else geometric_mean(sample, level)
