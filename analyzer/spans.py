"""Unions, intersections and differences of time intervals.

A set of intervals is an array `(n, 2)` of starts and ends in seconds, sorted, disjoint and
none of length 0: what `union` gives. So nothing is ever counted or subtracted twice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analyzer.events import FloatArray

NEVER: FloatArray = np.empty((0, 2), dtype=np.float64)


def union(intervals: Iterable[tuple[float, float]] | FloatArray) -> FloatArray:
    """Join intervals that overlap or touch, and drop those without length.

    Parameters
    ----------
    intervals
        Starts and ends, s, in any order.

    Returns
    -------
    array
        Shape (n, 2); empty for none.
    """
    pairs = intervals if isinstance(intervals, np.ndarray) else np.array([*intervals], np.float64)
    pairs = pairs.reshape(-1, 2)
    pairs = pairs[pairs[:, 1] > pairs[:, 0]]
    if len(pairs) < 2:
        return pairs if len(pairs) else NEVER
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    until = np.maximum.accumulate(pairs[:, 1])
    parted = pairs[1:, 0] > until[:-1]
    begins, ends = np.concatenate(([True], parted)), np.concatenate((parted, [True]))
    return np.column_stack((pairs[begins, 0], until[ends]))


def subtract(whole: FloatArray, taken: FloatArray) -> FloatArray:
    """Take the intervals `taken` out of `whole`; both as `union` gives them."""
    if not len(whole) or not len(taken):
        return whole
    free_from = np.concatenate(([-np.inf], taken[:, 1]))
    free_until = np.concatenate((taken[:, 0], [np.inf]))
    # Which stretches that nobody took each interval of `whole` meets, one row a meeting.
    first = np.searchsorted(free_until, whole[:, 0], side="right")
    last = np.searchsorted(free_from, whole[:, 1], side="left")
    met = np.maximum(last - first, 0)
    of = np.repeat(np.arange(len(whole)), met)
    free = np.arange(met.sum()) - np.repeat(np.cumsum(met) - met, met) + first[of]
    starts = np.maximum(whole[of, 0], free_from[free])
    ends = np.minimum(whole[of, 1], free_until[free])
    return union(np.column_stack((starts, ends)))


def clip(intervals: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """Keep what lies between two moments; of intervals as `union` gives them."""
    first = np.searchsorted(intervals[:, 1], start_s, side="right")
    last = np.searchsorted(intervals[:, 0], end_s, side="left")
    return union(np.clip(intervals[first:last], start_s, end_s))


def holds(intervals: FloatArray, start_s: float, end_s: float, slack_s: float = 0.0) -> bool:
    """Tell whether a stretch, or a moment, lies wholly in one of the intervals.

    Parameters
    ----------
    intervals
        As `union` gives them.
    start_s, end_s
        The stretch; equal for a moment.
    slack_s
        By how much it may reach beyond either end.
    """
    at = int(np.searchsorted(intervals[:, 0], start_s + slack_s, side="right")) - 1
    return at >= 0 and end_s <= float(intervals[at, 1]) + slack_s


def length_s(intervals: FloatArray) -> float:
    """Add up the lengths; 0 for none."""
    return float((intervals[:, 1] - intervals[:, 0]).sum())
