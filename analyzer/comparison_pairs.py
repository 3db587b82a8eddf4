"""Which pairs of groups are compared: each with each other, or each with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from analyzer.comparison_groups import Group, Pairing, pairing
from recorder.errors import ComparisonError

# Ours: six groups are 15 pairs. Forty would be 780, on a page that nobody reads and in a family so
# large that hardly any difference could stand in it.
MOST_ALL_PAIRS = 6


def base_of(groups: Sequence[Group], chosen: str | None = None) -> str | None:
    """Name the group with which each other one is compared; None: each with each other.

    Parameters
    ----------
    groups
        Two or more.
    chosen
        What a person asks for; None or empty: nothing.

    Returns
    -------
    str or None
        The chosen one. Else None of up to six groups, and of more the one with most participants
        (at a tie the first). Numbers of people choose it, never their figures.

    Raises
    ------
    ComparisonError
        If no group has the chosen name.
    """
    names = [group.name for group in groups]
    if chosen and chosen not in names:
        raise ComparisonError(
            f"`{chosen}` is none of the groups that are compared; choose one of {', '.join(names)}."
        )
    if chosen or len(groups) <= MOST_ALL_PAIRS:
        return chosen or None
    return max(groups, key=lambda group: len(group.people)).name


def pairs_of(
    groups: Sequence[Group], base: str | None, same_people: bool | None = None
) -> list[Pairing]:
    """Pair groups up; the tests of these pairs, and no others, are the family.

    Parameters
    ----------
    groups
        Two or more.
    base
        As `base_of` gives it. It stands second in each pair, so that a difference is that of
        the other group from it.
    same_people
        As in `pairing`.
    """
    if base is None:
        return [pairing(one, other, same_people) for one, other in combinations(groups, 2)]
    second = next(group for group in groups if group.name == base)
    return [pairing(group, second, same_people) for group in groups if group.name != base]
