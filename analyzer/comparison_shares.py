"""Two shares of participants compared: completion, or those who chose certain answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.compare_completion import mcnemar, newcombe, paired_difference, two_proportions
from analyzer.comparison_groups import Pairing
from analyzer.comparison_results import ComparedFigure, Measure
from analyzer.comparison_samples import compared
from analyzer.comparison_untested import MIN_EACH, too_few, unvaried
from analyzer.detectable import detectable_shares
from analyzer.estimates import Interval
from analyzer.intervals import adjusted_wald


@dataclass(frozen=True, slots=True)
class _Test:
    """A difference of shares, and what its test found."""

    effect: Interval
    name: str
    statistic: float | None
    p: float
    detectable: float | None
    notes: tuple[str, ...]


def share_figure(
    pair: Pairing,
    measure: Measure,
    first: Mapping[str, bool],
    second: Mapping[str, bool],
    *,
    level: float,
    is_high_better: bool = True,
) -> ComparedFigure:
    """Compare two shares.

    Parameters
    ----------
    pair
        The groups and the form.
    measure
        What the share is.
    first, second
        By participant, whether they count into the share.
    level
        Coverage of the intervals, in (0, 1).
    is_high_better
        Which way is better.

    Returns
    -------
    ComparedFigure
        Not yet judged by its family. The test is the N-1 chi-square, where an expected count is
        below 1 Fisher's mid-P; of the same people McNemar's mid-P. None is made where all or
        nobody count, or none of the same people differs: no such table can show a difference.
    """
    values = compared(pair, first, second)
    x, y = (sum(one) for one in values)
    n1, n2 = (len(one) for one in values)
    lacking = too_few(pair, n1, n2, "judged attempts")
    is_alike = False
    if not lacking and _is_without_spread(pair, *values):
        is_alike, lacking = unvaried(pair, 0.0)
    test = _paired(*values, level) if pair.form == "paired" else _independent(x, n1, y, n2, level)
    return ComparedFigure(
        measure=measure,
        first=pair.first.name,
        second=pair.second.name,
        form=pair.form,
        unit="share",
        of_first=adjusted_wald(x, n1, level),
        of_second=adjusted_wald(y, n2, level),
        scale="difference",
        effect=test.effect,
        is_high_better=is_high_better,
        is_primary=True,
        test=test.name,
        statistic=None if lacking else test.statistic,
        df=None,
        p=None if lacking else test.p,
        p_adjusted=None,
        verdict="too_few" if lacking and not is_alike else "none_shown",
        better=None,
        reason=lacking,
        # So few get no verdict, whatever the difference; alike ones might have differed.
        detectable=test.detectable if is_alike or not lacking else None,
        notes=test.notes,
    )


def _is_without_spread(pair: Pairing, first: list[bool], second: list[bool]) -> bool:
    if pair.form == "paired":
        return first == second
    return len({*first, *second}) == 1


def _independent(x: int, n1: int, y: int, n2: int, level: float) -> _Test:
    effect = newcombe(x, n1, y, n2, level)
    detectable = detectable_shares(n1, n2, level)
    if min(n1, n2) < MIN_EACH:
        return _Test(effect, "N-1 chi-square", None, 1.0, detectable, ())
    found = two_proportions(x, n1, y, n2)
    is_chi_square = found.method == "N-1 chi-square"
    statistic = found.chi2_n1 if is_chi_square else None
    return _Test(effect, found.method, statistic, found.p, detectable, ())


def _paired(first: list[bool], second: list[bool], level: float) -> _Test:
    rows = list(zip(first, second, strict=True))
    both, only_first = rows.count((True, True)), rows.count((True, False))
    only_second, neither = rows.count((False, True)), rows.count((False, False))
    found = mcnemar(both, only_first, only_second, neither, level)
    told = f"{both} in both, {only_first} in the first alone, {only_second} in the second alone"
    return _Test(
        paired_difference(both, only_first, only_second, neither, level),
        "McNemar mid-P",
        None,
        found.p_mid,
        None,  # its power hangs on how many differ, which nobody knows beforehand
        (f"Of the same {len(rows)}: {told}, {neither} in neither.",),
    )
