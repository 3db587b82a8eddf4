"""Other intervals of a share, for who asks for them by name; the default is `adjusted_wald`."""

from __future__ import annotations

from typing import Literal

import scipy

from analyzer.intervals import check_share, empty
from analyzer.results import Interval


def wilson(successes: int, n: int, level: float = 0.95, *, continuity: bool = False) -> Interval:
    """Estimate a share by the score interval, on request.

    Parameters
    ----------
    successes, n, level
        As in `intervals.adjusted_wald`.
    continuity
        With the continuity correction (method 4 of Newcombe).

    Returns
    -------
    Interval
        All None for n = 0.

    Notes
    -----
    Wilson (1927); methods 3 and 4 of Newcombe (1998), Statistics in Medicine 17:857.
    """
    method = "Wilson with continuity correction" if continuity else "Wilson"
    return _binomial(successes, n, level, method, "wilsoncc" if continuity else "wilson")


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Estimate a share by the exact interval, which covers at least `level`, on request.

    Parameters
    ----------
    successes, n, level
        As in `intervals.adjusted_wald`.

    Returns
    -------
    Interval
        All None for n = 0.

    Notes
    -----
    Clopper & Pearson (1934), Biometrika 26:404. Conservative: wider than it must be.
    """
    return _binomial(successes, n, level, "Clopper-Pearson", "exact")


def mid_p(successes: int, n: int, level: float = 0.95) -> Interval:
    """Estimate a share by the exact interval with half the weight of what was observed.

    Parameters
    ----------
    successes, n, level
        As in `intervals.adjusted_wald`.

    Returns
    -------
    Interval
        All None for n = 0.

    Notes
    -----
    Method 6 of Newcombe (1998), Statistics in Medicine 17:857.
    """
    check_share(successes, n, level)
    if n == 0:
        return empty("mid-P", level)
    tail = (1 - level) / 2

    def excess(share: float, target: float) -> float:
        """P(X < x) + P(X = x) / 2 falls from 1 to 0 as the share rises from 0 to 1."""
        below = float(scipy.stats.binom.cdf(successes - 1, n, share))
        return below + float(scipy.stats.binom.pmf(successes, n, share)) / 2 - target

    # At 0 of n (n of n) half the weight sits on the edge itself: the bound is the edge.
    lower, upper = 0.0, 1.0
    if successes > 0:
        lower = float(scipy.optimize.brentq(excess, 0.0, 1.0, args=(1 - tail,), xtol=1e-13))
    if successes < n:
        upper = float(scipy.optimize.brentq(excess, 0.0, 1.0, args=(tail,), xtol=1e-13))
    return Interval(
        estimate=successes / n, lower=lower, upper=upper, n=n, method="mid-P", level=level
    )


def _binomial(
    successes: int,
    n: int,
    level: float,
    method: str,
    scipy_method: Literal["exact", "wilson", "wilsoncc"],
) -> Interval:
    check_share(successes, n, level)
    if n == 0:
        return empty(method, level)
    bounds = scipy.stats.binomtest(successes, n).proportion_ci(level, scipy_method)
    return Interval(
        estimate=successes / n,
        lower=max(0.0, float(bounds.low)),
        upper=min(1.0, float(bounds.high)),
        n=n,
        method=method,
        level=level,
    )
