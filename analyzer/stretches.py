"""Stretches of time that may overlap, found by search: asked for each attempt or each signal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.events import FloatArray


class Stretches:
    """Stretches by their start, with what a search needs.

    Parameters
    ----------
    told
        Starts and ends, s, sorted by start. They may overlap, as tabs do.
    """

    def __init__(self, told: Sequence[tuple[float, float]]) -> None:
        pairs: FloatArray = np.array(told, dtype=np.float64).reshape(-1, 2)
        self._starts_s, self._ends_s = pairs[:, 0], pairs[:, 1]
        self._until_s = np.maximum.accumulate(self._ends_s)  # the latest end of any up to each

    def begun(self, t_s: float) -> int:
        """Count those that have begun up to a moment."""
        return int(np.searchsorted(self._starts_s, t_s, side="right"))

    def touching(self, start_s: float, end_s: float) -> list[int]:
        """List the numbers of those that touch a stretch of time, also by their very end."""
        first = int(np.searchsorted(self._until_s, start_s))
        # A tab that stays open all along lets every later one through to this comparison.
        is_there = self._ends_s[first : self.begun(end_s)] >= start_s
        found: list[int] = (first + np.flatnonzero(is_there)).tolist()
        return found

    def holds(self, t_s: float) -> bool:
        """Tell whether a moment lies in any of them, its end excluded."""
        begun = self.begun(t_s)
        return begun > 0 and t_s < float(self._until_s[begun - 1])
