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
    pairs = sorted((float(start), float(end)) for start, end in intervals if end > start)
    joined: list[list[float]] = []
    for start, end in pairs:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return np.asarray(joined, dtype=np.float64).reshape(-1, 2)


def subtract(whole: FloatArray, taken: FloatArray) -> FloatArray:
    """Take the intervals `taken` out of `whole`; both as `union` gives them."""
    left: list[tuple[float, float]] = []
    for start, end in whole.tolist():
        at = start
        for cut_start, cut_end in taken.tolist():
            if cut_end <= at or cut_start >= end:
                continue
            left.append((at, cut_start))
            at = max(at, cut_end)
        left.append((at, end))
    return union(left)


def clip(intervals: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """Keep what lies between two moments."""
    return union(np.clip(intervals, start_s, end_s))


def length_s(intervals: FloatArray) -> float:
    """Add up the lengths; 0 for none."""
    return float((intervals[:, 1] - intervals[:, 0]).sum())
