"""How many times as large one share is as another."""

from __future__ import annotations

import math

from analyzer.intervals import check_share, normal_quantile
from analyzer.results import Interval

METHOD = "ratio of shares, adjusted log"


def share_ratio(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> Interval:
    """Estimate the ratio of two independent shares, first over second.

    Parameters
    ----------
    x1, n1, x2, n2
        Successes of how many, in either group.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        The observed ratio, None where a group is empty or nobody succeeded in the second; bounds
        by half a success added to either group, widened to the observed ratio.

    Notes
    -----
    Walter (1975), Biometrika 62:371; compared by Fagerland, Lydersen & Laake (2015), Statistical
    Methods in Medical Research 24:224.
    """
    check_share(x1, n1, level)
    check_share(x2, n2, level)
    n = n1 + n2
    if n1 == 0 or x2 == 0:
        return Interval(estimate=None, lower=None, upper=None, n=n, method=METHOD, level=level)
    observed = (x1 / n1) / (x2 / n2)
    centre = math.log((x1 + 0.5) / (n1 + 0.5)) - math.log((x2 + 0.5) / (n2 + 0.5))
    variance = 1 / (x1 + 0.5) - 1 / (n1 + 0.5) + 1 / (x2 + 0.5) - 1 / (n2 + 0.5)
    half = normal_quantile(level) * math.sqrt(variance)
    return Interval(
        estimate=observed,
        lower=min(observed, math.exp(centre - half)),
        upper=max(observed, math.exp(centre + half)),
        n=n,
        method=METHOD,
        level=level,
    )
