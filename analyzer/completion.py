"""The completion rate of one task: the best single guess, and against a benchmark."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import scipy

from analyzer.intervals import adjusted_share, check_share

Alternative = Literal["greater", "less", "two-sided"]

LARGE_SAMPLE = 15  # n p0 and n (1 - p0) from here on: normal test. Sauro & Lewis (2016), ch. 4


def laplace(successes: int, n: int) -> float:
    """Estimate a rate as if one success and one failure had been seen before.

    Notes
    -----
    (x + 1) / (n + 2); Laplace (1812), advised near 0 and 1 by Lewis & Sauro (2006).
    """
    check_share(successes, n, 0.95)
    return (successes + 1) / (n + 2)


def point_estimate(successes: int, n: int) -> tuple[float | None, str]:
    """Give the single best guess of a completion rate, and the rule that gave it.

    Parameters
    ----------
    successes
        How many completed the task, 0..n.
    n
        How many tried.

    Returns
    -------
    tuple
        The estimate (None for n = 0) and `observed`, `Laplace` or `Wilson`.

    Notes
    -----
    Lewis & Sauro (2006), Journal of Usability Studies 1(3):136: the observed share from .5 to
    .9, Laplace above, the centre of the Wilson interval below.
    """
    check_share(successes, n, 0.95)
    if n == 0:
        return None, "observed"
    share = successes / n
    if share > 0.9:
        return laplace(successes, n), "Laplace"
    return (share, "observed") if share >= 0.5 else (adjusted_share(successes, n), "Wilson")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A completion rate held against a target; `p_mid` counts for few participants."""

    z: float
    p: float  # of z; for n p0 and n (1 - p0) >= 15
    p_exact: float
    p_mid: float
    method: str  # the test to quote: `mid-P` or `normal`


def against_benchmark(
    successes: int, n: int, benchmark: float, alternative: Alternative = "greater"
) -> Benchmark:
    """Test whether a completion rate is above (below, other than) a target.

    Parameters
    ----------
    successes, n
        How many completed the task of how many, n >= 1.
    benchmark
        The target share, in (0, 1).
    alternative
        `greater`, `less` or `two-sided`; the last doubles the smaller mid-P tail.

    Returns
    -------
    Benchmark
        Both tests, and which one to quote.

    Raises
    ------
    ValueError
        If there is nobody, or the benchmark is 0 or 1.

    Notes
    -----
    Sauro & Lewis (2016), Quantifying the User Experience, ch. 4: mid-P below 15 expected
    successes or failures, the normal test from there on.
    """
    check_share(successes, n, 0.95)
    if n == 0 or not 0 < benchmark < 1:
        raise ValueError("a benchmark test needs a participant and a target between 0 and 1")
    z = (successes / n - benchmark) / math.sqrt(benchmark * (1 - benchmark) / n)
    above, below = float(scipy.stats.norm.sf(z)), float(scipy.stats.norm.cdf(z))
    half = float(scipy.stats.binom.pmf(successes, n, benchmark)) / 2
    mid_above = float(scipy.stats.binom.sf(successes, n, benchmark)) + half
    mid_below = 1 - mid_above
    is_large = n * min(benchmark, 1 - benchmark) >= LARGE_SAMPLE
    return Benchmark(
        z=z,
        p=_tail(above, below, alternative),
        p_exact=float(scipy.stats.binomtest(successes, n, benchmark, alternative).pvalue),
        p_mid=_tail(mid_above, mid_below, alternative),
        method="normal" if is_large else "mid-P",
    )


def _tail(above: float, below: float, alternative: Alternative) -> float:
    if alternative == "greater":
        return above
    return below if alternative == "less" else min(1.0, 2 * min(above, below))
