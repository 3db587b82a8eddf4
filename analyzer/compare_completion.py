"""The completion rates of two designs compared, by different or by the same people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from analyzer.intervals import check_share, empty, normal_quantile
from analyzer.results import Interval
from analyzer.share_intervals import clopper_pearson, wilson

Table = tuple[tuple[int, int], tuple[int, int]]

SMALL_EXPECTED = 1.0  # expected counts below: Fisher mid-P, not N-1. Campbell (2007)


@dataclass(frozen=True, slots=True)
class Fisher:
    """Fisher's exact test of a 2 x 2 table, with its mid-P forms."""

    p_two_sided: float
    p_greater: float
    p_less: float
    midp_two_sided: float
    midp_greater: float
    midp_less: float


def fisher(table: Table) -> Fisher:
    """Test two independent shares exactly, all margins held fixed.

    Parameters
    ----------
    table
        Counts, a design a row: successes, failures. `greater`: the first share is larger.

    Returns
    -------
    Fisher
        Exact and mid-P values; a mid-P takes off half the probability of the table itself.

    Notes
    -----
    Fisher (1935); mid-P: Lancaster (1961), JASA 56:223. The exact form errs on the safe side by
    more than few participants can afford.
    """
    (a, b), (c, d) = table
    _check_counts(a, b, c, d)
    if min(a + b, c + d) == 0:
        raise ValueError("a comparison needs somebody in both groups")
    half = float(scipy.stats.hypergeom.pmf(a, a + b + c + d, a + c, a + b)) / 2
    counts: npt.NDArray[np.int64] = np.asarray(table)
    two_sided = float(scipy.stats.fisher_exact(counts, "two-sided").pvalue)
    greater = float(scipy.stats.fisher_exact(counts, "greater").pvalue)
    less = float(scipy.stats.fisher_exact(counts, "less").pvalue)
    return Fisher(two_sided, greater, less, two_sided - half, greater - half, less - half)


@dataclass(frozen=True, slots=True)
class TwoProportions:
    """Completion of two independent designs compared; None where all or none completed."""

    difference: float
    chi2_pearson: float | None
    p_pearson: float | None
    chi2_n1: float | None
    z_n1: float | None  # its sign is that of the difference
    p_n1: float | None
    chi2_yates: float | None
    p_yates: float | None
    p_fisher: float
    p_fisher_mid: float
    p: float  # the test to quote
    method: str


def two_proportions(x1: int, n1: int, x2: int, n2: int) -> TwoProportions:
    """Compare the completion of two designs that different people used.

    Parameters
    ----------
    x1, n1
        How many of how many completed with the first design, n1 >= 1.
    x2, n2
        The same of the second.

    Returns
    -------
    TwoProportions
        `p` is that of the N-1 chi-square where every expected count is >= 1, else Fisher mid-P;
        1 where all or none completed, for such a table cannot show a difference.

    Raises
    ------
    ValueError
        If a group is empty, or a count impossible.

    Notes
    -----
    Campbell (2007), Statistics in Medicine 26:3661. Yates' correction is given for comparison
    with older reports only: it is too careful.
    """
    check_share(x1, n1, 0.95)
    check_share(x2, n2, 0.95)
    table = ((x1, n1 - x1), (x2, n2 - x2))
    exact = fisher(table)
    total = n1 + n2
    done = x1 + x2
    difference = x1 / n1 - x2 / n2
    if done in (0, total):
        nothing = (None,) * 7
        return TwoProportions(
            difference, *nothing, exact.p_two_sided, exact.midp_two_sided,
            exact.p_two_sided, "Fisher",
        )  # fmt: skip
    pearson, p_pearson = _chi_square(table, corrected=False)
    yates, p_yates = _chi_square(table, corrected=True)
    n1_chi2 = pearson * (total - 1) / total
    p_n1 = float(scipy.stats.chi2.sf(n1_chi2, 1))
    is_small = min(n1, n2) * min(done, total - done) / total < SMALL_EXPECTED
    return TwoProportions(
        difference=difference,
        chi2_pearson=pearson,
        p_pearson=p_pearson,
        chi2_n1=n1_chi2,
        z_n1=math.copysign(math.sqrt(n1_chi2), difference),
        p_n1=p_n1,
        chi2_yates=yates,
        p_yates=p_yates,
        p_fisher=exact.p_two_sided,
        p_fisher_mid=exact.midp_two_sided,
        p=exact.midp_two_sided if is_small else p_n1,
        method="Fisher mid-P" if is_small else "N-1 chi-square",
    )


def newcombe(x1: int, n1: int, x2: int, n2: int, level: float = 0.95) -> Interval:
    """Estimate the difference of two completion rates, first minus second.

    Parameters
    ----------
    x1, n1, x2, n2
        As in `two_proportions`.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        In [-1, 1]; `n` counts both groups; all None where a group is empty.

    Notes
    -----
    Method 10, from two Wilson intervals: Newcombe (1998), Statistics in Medicine 17:873.
    """
    first, second = wilson(x1, n1, level), wilson(x2, n2, level)
    method = "Newcombe"
    if (
        first.estimate is None or first.lower is None or first.upper is None
        or second.estimate is None or second.lower is None or second.upper is None
    ):  # fmt: skip
        return Interval(
            estimate=None, lower=None, upper=None, n=n1 + n2, method=method, level=level
        )
    difference = first.estimate - second.estimate
    down = math.hypot(first.estimate - first.lower, second.upper - second.estimate)
    up = math.hypot(first.upper - first.estimate, second.estimate - second.lower)
    return Interval(
        estimate=difference,
        lower=max(-1.0, difference - down),
        upper=min(1.0, difference + up),
        n=n1 + n2,
        method=method,
        level=level,
    )


@dataclass(frozen=True, slots=True)
class McNemar:
    """Completion of two designs that the same people used; None where nobody differed."""

    chi2: float | None
    p_asymptotic: float | None
    chi2_cc: float | None
    p_cc: float | None
    p_exact: float
    p_mid: float  # the test to quote
    ratio: float | None  # of those who managed the first only to those who managed the second only
    ratio_lower: float | None
    ratio_upper: float | None


def mcnemar(a: int, b: int, c: int, d: int, level: float = 0.95) -> McNemar:
    """Compare the completion of two designs that the same people used.

    Parameters
    ----------
    a
        Completed both.
    b
        Completed the first only.
    c
        Completed the second only.
    d
        Completed neither.
    level
        Coverage of the ratio's interval, in (0, 1).

    Returns
    -------
    McNemar
        The ratio is infinite where c = 0 < b.

    Notes
    -----
    Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91, advise the mid-P
    form; where b = c it is 1 - P(X = b)/2. Ratio by the exact interval of b / (b + c).
    """
    _check_counts(a, b, c, d)
    discordant = b + c
    if discordant == 0:
        return McNemar(None, None, None, None, 1.0, 1.0, None, None, None)
    chi2 = (b - c) ** 2 / discordant
    corrected = max(abs(b - c) - 1, 0) ** 2 / discordant
    exact = min(1.0, 2 * float(scipy.stats.binom.cdf(min(b, c), discordant, 0.5)))
    point = float(scipy.stats.binom.pmf(b, discordant, 0.5))
    share = clopper_pearson(b, discordant, level)
    return McNemar(
        chi2=chi2,
        p_asymptotic=float(scipy.stats.chi2.sf(chi2, 1)),
        chi2_cc=corrected,
        p_cc=float(scipy.stats.chi2.sf(corrected, 1)),
        p_exact=exact,
        p_mid=1 - point / 2 if b == c else exact - point,
        ratio=b / c if c else math.inf,
        ratio_lower=_odds(share.lower),
        ratio_upper=_odds(share.upper),
    )


def paired_difference(a: int, b: int, c: int, d: int, level: float = 0.95) -> Interval:
    """Estimate the difference of two completion rates of the same people, first minus second.

    Parameters
    ----------
    a, b, c, d
        As in `mcnemar`.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        The observed difference, in [-1, 1]; `n` counts people; all None for nobody.

    Notes
    -----
    Wald with one person added to each of b and c: Bonett & Price (2012), Journal of Educational
    and Behavioral Statistics 37:479; advised by Fagerland, Lydersen & Laake (2014), Statistics
    in Medicine 33:2850.
    """
    _check_counts(a, b, c, d)
    check_share(0, 0, level)
    n = a + b + c + d
    method = "Bonett-Price"
    if n == 0:
        return empty(method, level)
    more, less = (b + 1) / (n + 2), (c + 1) / (n + 2)
    half = normal_quantile(level) * math.sqrt((more + less - (more - less) ** 2) / (n + 2))
    difference = (b - c) / n
    return Interval(
        estimate=difference,
        # A difference of all people would lie outside of an interval that is drawn to the middle.
        lower=min(difference, max(-1.0, more - less - half)),
        upper=max(difference, min(1.0, more - less + half)),
        n=n,
        method=method,
        level=level,
    )


def _check_counts(*counts: int) -> None:
    if min(counts) < 0:
        raise ValueError("a table holds counts, none below 0")


def _chi_square(table: Table, *, corrected: bool) -> tuple[float, float]:
    counts: npt.NDArray[np.int64] = np.asarray(table)
    found = scipy.stats.chi2_contingency(counts, correction=corrected)
    return float(found.statistic), float(found.pvalue)


def _odds(share: float | None) -> float | None:
    if share is None:
        return None
    return math.inf if share == 1 else share / (1 - share)
