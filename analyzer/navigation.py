"""Navigation: how lost a participant was, how far from an accepted path, and first clicks."""

from __future__ import annotations

import math
from collections.abc import Sequence

LOST_ABOVE = 0.5  # Smith (1996): all who scored above were lost
NOT_LOST_BELOW = 0.4  # and none below; between them it is unclear


def lostness(distinct: int, visited: int, required: int) -> float | None:
    """Measure how lost a participant was among the pages.

    Parameters
    ----------
    distinct
        Different pages visited (N).
    visited
        All page visits (S), the start page once.
    required
        Pages of the shortest accepted path (R).

    Returns
    -------
    float | None
        0 for a perfect path, up to sqrt(2). None where a count is 0, and where fewer pages than
        required were seen: the formula would call a short failure lost.

    Notes
    -----
    sqrt((N/S - 1)² + (R/N - 1)²); Smith (1996), Interacting with Computers 8:365.
    """
    if not (distinct <= visited and math.isfinite(distinct + visited + required)):
        raise ValueError("lostness takes three counts, and no more different pages than visits")
    if min(distinct, visited, required) <= 0 or distinct < required:
        return None
    return math.hypot(distinct / visited - 1, required / distinct - 1)


def lostness_of(path: Sequence[str], accepted: Sequence[Sequence[str]]) -> float | None:
    """Measure the lostness of a path of pages against the shortest accepted path.

    Parameters
    ----------
    path
        Pages in the order of visits; the same page twice running counts once.
    accepted
        The accepted paths, at least one.
    """
    visits = _without_repeats(path)
    return lostness(len(set(visits)), len(visits), min(len(set(steps)) for steps in accepted))


def excess_steps(visited: int, required: int) -> float | None:
    """Give the share of visits beyond the shortest path, (S - R) / S; None without a visit.

    Notes
    -----
    Negative where the attempt ended before the shortest path could. Ours; as "path deviation"
    in tree tests.
    """
    return (visited - required) / visited if visited > 0 else None


def path_deviation(path: Sequence[str], accepted: Sequence[Sequence[str]]) -> float | None:
    """Measure how much of a path must be edited to make it the nearest accepted one.

    Parameters
    ----------
    path
        Pages or steps in order; the same twice running counts once.
    accepted
        The accepted paths.

    Returns
    -------
    float | None
        0 for an accepted path, 1 for nothing in common; None without accepted paths.

    Notes
    -----
    Levenshtein (1966) distance over the longer length, the least over the accepted paths.
    """
    steps = _without_repeats(path)
    shares = [
        edit_distance(steps, wanted) / max(len(steps), len(wanted), 1)
        for wanted in map(_without_repeats, accepted)
    ]
    return min(shares, default=None)


def edit_distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Count the insertions, deletions and replacements that turn one path into another.

    Notes
    -----
    Levenshtein (1966), Soviet Physics Doklady 10:707, by one row of the table at a time.
    """
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            keep = diagonal + (left != right)
            diagonal, row[j] = row[j], min(keep, row[j] + 1, row[j - 1] + 1)
    return row[-1]


def first_click_ratio(success_if_correct: float, success_if_wrong: float) -> float | None:
    """Tell how many times as likely success is after a right first click.

    Parameters
    ----------
    success_if_correct, success_if_wrong
        Share of participants who succeeded, by their first deliberate click.

    Returns
    -------
    float | None
        None where nobody succeeded after a wrong first click.

    Notes
    -----
    Bailey & Wolfson (2013), "FirstClick usability testing": 87 % against 46 %.
    """
    if not (success_if_correct >= 0 and success_if_wrong >= 0):
        raise ValueError("a ratio of first clicks takes two shares, none below 0")
    return success_if_correct / success_if_wrong if success_if_wrong > 0 else None


def _without_repeats(path: Sequence[str]) -> list[str]:
    return [page for index, page in enumerate(path) if index == 0 or page != path[index - 1]]
