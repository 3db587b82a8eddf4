"""Three clocks of one attempt: wall, task and active time, and the time spent waiting.

What is taken off is always a union of intervals, so that a tab which was hidden while a page
loaded is subtracted once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer import spans
from analyzer.events import FloatArray

IDLE_FROM_S = 30.0  # a shorter rest is hesitation, which is the signal; see docs/measures.md


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long an attempt took, by each clock, s."""

    wall_s: float  # end minus start
    paused_s: float  # of it, by the moderator or the technology
    task_s: float  # wall minus pauses: the primary time
    system_s: float  # of the task time, waited for the network
    idle_s: float  # of the task time, without any deed for long
    active_s: float  # task minus hidden, idle and waiting


def clocks(
    start_s: float,
    end_s: float,
    *,
    paused: FloatArray = spans.NEVER,
    hidden: FloatArray = spans.NEVER,
    idle: FloatArray = spans.NEVER,
    waiting: FloatArray = spans.NEVER,
) -> Clocks:
    """Read an attempt's clocks.

    Parameters
    ----------
    start_s, end_s
        The attempt.
    paused
        Shape (n, 2), s: when a moderator spoke or the technology failed.
    hidden
        When no tab could be seen; empty for a task of which such time is a part.
    idle
        When nothing was done, as `idle` gives it.
    waiting
        When the system kept the participant waiting.

    Returns
    -------
    Clocks
        0 <= active <= task <= wall, whatever overlaps. The four may overlap, reach beyond the
        attempt and come in any order.
    """
    taken = spans.clip(spans.union(paused), start_s, end_s)
    task = spans.subtract(spans.union([(start_s, end_s)]), taken)
    waited = _within(task, waiting)
    rested = _within(task, idle)
    unseen = _within(task, hidden)
    off = spans.union([*waited.tolist(), *rested.tolist(), *unseen.tolist()])
    wall_s, task_s = end_s - start_s, spans.length_s(task)
    return Clocks(
        wall_s=wall_s,
        # Sums of differences may end a rounding beside the whole.
        paused_s=max(0.0, wall_s - task_s),
        task_s=min(task_s, wall_s),
        system_s=min(spans.length_s(waited), task_s),
        idle_s=min(spans.length_s(rested), task_s),
        active_s=min(spans.length_s(spans.subtract(task, off)), task_s),
    )


def idle(busy: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """Find the stretches of an attempt in which nothing was done for over 30 s.

    Parameters
    ----------
    busy
        Shape (n, 2), by start, as `deeds.busy` gives it.
    start_s, end_s
        The attempt; its start and its end are deeds, too.

    Returns
    -------
    array
        As `spans.union` gives it: each stretch whole, from the last deed to the next.
    """
    inside = busy[(busy[:, 1] >= start_s) & (busy[:, 0] <= end_s)]
    until = np.maximum.accumulate(np.concatenate(([start_s], inside[:, 1])))
    again = np.concatenate((inside[:, 0], [end_s]))
    is_long = again - until > IDLE_FROM_S
    return spans.union(np.column_stack((until[is_long], again[is_long])))


def _within(task: FloatArray, intervals: FloatArray) -> FloatArray:
    """Keep what of some intervals lies in the task time."""
    whole = spans.union(intervals)
    if not len(whole):  # most attempts have no such time
        return spans.NEVER
    return spans.subtract(task, spans.subtract(task, whole))
