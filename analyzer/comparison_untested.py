"""When there is no verdict: too few participants, or nothing that varies."""

from __future__ import annotations

from analyzer.comparison_groups import Pairing

# Ours: with five in each group all against nobody still stands in a family of ten tests
# (N-1 chi-square: p = .0027), with four it does not (p = .0082). See docs/measures.md.
MIN_EACH = 5


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
