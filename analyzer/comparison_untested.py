"""When there is no verdict: too few participants, or nothing that varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.compare_times import MeanDifference, TimeRatio
from analyzer.comparison_groups import Pairing

# Ours: with five in each group all against nobody still stands in a family of ten tests
# (N-1 chi-square: p = .0027), with four it does not (p = .0082). See docs/measures.md.
MIN_EACH = 5


@dataclass(frozen=True, slots=True)
class Tested:
    """What a t test says of a figure before its family has judged it."""

    is_tested: bool
    verdict: Literal["none_shown", "too_few"]
    reason: str  # why there is no test; empty where there is one
    statistic: float | None
    df: float | None
    p: float | None


def t_test(
    pair: Pairing, found: MeanDifference | TimeRatio, sizes: tuple[int, int], things: str
) -> Tested:
    """Take a t test if there are enough values for a verdict and they vary.

    Parameters
    ----------
    pair
        The groups and the form.
    found
        Two means compared, or two geometric means.
    sizes
        Values of each group; paired: the pairs, twice.
    things
        What is counted, in words.
    """
    reason = too_few(pair, *sizes, things)
    is_alike = False
    if not reason and found.p is None:
        is_alike, reason = unvaried(pair, _apart(found))
    if reason:
        return Tested(False, "none_shown" if is_alike else "too_few", reason, None, None, None)
    return Tested(True, "none_shown", "", found.t, found.df, found.p)


def _apart(found: MeanDifference | TimeRatio) -> float | None:
    """Give how far apart the two are, 0 for not at all."""
    if isinstance(found, MeanDifference):
        return found.difference
    return None if found.ratio is None else found.ratio - 1


def too_few(pair: Pairing, n1: int, n2: int, things: str) -> str:
    """Say why there are too few values for a verdict; empty where there are enough.

    Parameters
    ----------
    pair
        The groups and the form.
    n1, n2
        Values of each group; paired: the pairs, twice.
    things
        What is counted, in words.
    """
    if min(n1, n2) >= MIN_EACH:
        return ""
    if pair.form == "paired":
        return f"{n1} participants have {things} in both groups; a verdict needs {MIN_EACH}."
    return (
        f"{n1} {things} in {pair.first.name} and {n2} in {pair.second.name}; "
        f"a verdict needs {MIN_EACH} in each."
    )


def unvaried(pair: Pairing, difference: float | None) -> tuple[bool, str]:
    """Say what a test without any variation means.

    Parameters
    ----------
    pair
        The groups and the form.
    difference
        Of the two means or shares.

    Returns
    -------
    tuple
        Whether the figure may be called "no difference shown", and why there is no test.

    Notes
    -----
    Such a figure is in no family: data without any spread cannot show a difference, so a test of
    them would make the others pay for nothing. Tarone (1990), "A modified Bonferroni method for
    discrete data", Biometrics 46:515, leaves tests out that cannot be rejected, given the margins.
    """
    is_paired = pair.form == "paired"
    if difference == 0:
        alike = (
            "Nobody’s value differs between the two"
            if is_paired
            else "Everybody has the same value"
        )
        return True, f"{alike}; there is nothing to test."
    rigid = (
        "Everybody’s values differ by as much"
        if is_paired
        else "Nobody differs from the others in the group"
    )
    return False, f"{rigid}, so that chance has no measure."
