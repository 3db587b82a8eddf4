"""By which attempt each participant counts, and how many error points they met."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analyzer.results import Attempt


def one_each(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Choose the attempt by which each participant counts: the first that came to an end.

    Parameters
    ----------
    attempts
        At one task, of one participant in the order of time.

    Returns
    -------
    list
        One a participant; the last one of those who never came to an end.
    """
    tries: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        tries[attempt.participant].append(attempt)
    return [
        next((one for one in own if one.outcome not in ("unfinished", "running")), own[-1])
        for own in tries.values()
    ]


def points_of(attempts: Sequence[Attempt]) -> Mapping[str, int]:
    """Add up each participant's error points over all their attempts; those without count as 0."""
    points: Counter[str] = Counter()
    for attempt in attempts:
        points[attempt.participant] += attempt.error_points
    return points
