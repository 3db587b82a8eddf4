"""How large a difference would have to be to be shown by so few participants."""

from __future__ import annotations

import math
from functools import lru_cache

import scipy

from analyzer.compare_times import MeanDifference
from analyzer.intervals import normal_quantile

POWER = 0.8  # four times out of five; the convention of Cohen (1988), ch. 2


def detectable_shares(n1: int, n2: int, level: float = 0.95, power: float = POWER) -> float | None:
    """Give the least difference of two shares around one half that would be shown.

    Parameters
    ----------
    n1, n2
        Participants of each group.
    level
        1 minus the level of the test, in (0, 1).
    power
        How often it would be shown.

    Returns
    -------
    float or None
        In (0, 1]; None where not even all against nobody would be.

    Notes
    -----
    Cohen (1988), ch. 6: h = (z_level + z_power) sqrt(1/n1 + 1/n2) on the scale 2 arcsin sqrt(p).
    Around one half shares vary most, so that no observed share is needed.
    """
    if min(n1, n2) == 0:
        return None
    h = _quantiles(level, power) * math.sqrt(1 / n1 + 1 / n2)
    return math.sin(h / 2) if h <= math.pi else None


def detectable_mean(found: MeanDifference, level: float = 0.95) -> float | None:
    """Give the least difference of means that would be shown, at the spread that was seen.

    Parameters
    ----------
    found
        A t test, with its interval.
    level
        Coverage of that interval.

    Returns
    -------
    float or None
        In the unit of the values, > 0; None where there was no test.

    Notes
    -----
    By the noncentral t distribution; Cohen (1988), ch. 2. For groups of one size and spread it
    is what statsmodels' `TTestIndPower` finds.
    """
    if found.lower is None or found.upper is None or found.df is None:
        return None
    error = (found.upper - found.lower) / 2 / float(scipy.stats.t.ppf((1 + level) / 2, found.df))
    return _noncentrality(found.df, level) * error


def detectable_normal(error: float | None, level: float = 0.95) -> float | None:
    """Give the least difference that would be shown, at a normal test's standard error."""
    return None if error is None else _quantiles(level, POWER) * error


def _quantiles(level: float, power: float) -> float:
    return normal_quantile(level) + float(scipy.stats.norm.ppf(power))


@lru_cache(maxsize=512)
def _noncentrality(df: float, level: float) -> float:
    critical = float(scipy.stats.t.ppf((1 + level) / 2, df))

    def shortfall(shift: float) -> float:
        # The other tail adds less than a millionth here, and scipy's loses itself far out.
        return float(scipy.stats.nct.sf(critical, df, shift)) - POWER

    # A spread that looks half as large again as it is would ask for no more than this.
    return float(scipy.optimize.brentq(shortfall, 0.0, 1.5 * critical + 2))
