"""Deviations from a task's accepted paths: where they opened, what they cost, who recovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.detection import EPSILON_S
from analyzer.navigation import edit_distance
from analyzer.steps import Step


@dataclass(frozen=True, slots=True)
class Deviation:
    """A stretch of an attempt that was on no accepted path."""

    start_s: float
    end_s: float  # when an accepted step was reached again; else the attempt's end
    after: str | None  # the accepted step that was left; None where none had been reached
    first: Step  # the wrong page
    steps: int  # pages until recovery
    is_recovered: bool

    @property
    def cost_s(self) -> float:
        """Seconds until recovery, or until the attempt ended."""
        return self.end_s - self.start_s


START = "(start)"  # where an attempt stands before it has reached any accepted step


@dataclass(frozen=True, slots=True)
class Walk:
    """An attempt's way beside its task's accepted paths."""

    deviations: tuple[Deviation, ...]
    stood: tuple[str, ...]  # accepted steps reached, in order: at each the path could be left


def deviations(
    way: Sequence[Step], accepted: Sequence[Sequence[str]], start_s: float, end_s: float
) -> list[Deviation]:
    """Align a way with the nearest accepted path and find what is beside it.

    Parameters
    ----------
    way
        An attempt's pages, as `steps_of` gives them.
    accepted
        The task's accepted paths; none gives no deviations.
    start_s, end_s
        The attempt.

    Returns
    -------
    list of Deviation
        In order. A step that was skipped is none: a shortcut costs nothing.

    Notes
    -----
    Needleman & Wunsch (1970), J. Mol. Biol. 48:443, with cost 1 for a page too many, a step
    left out, or another page in its place; of equal alignments the one that matches earliest.
    A deviation opens at the first mismatch and closes at the next accepted step that follows,
    or at the return to the one that had been left. The page on which the attempt began is none.
    """
    return list(walk(way, accepted, start_s, end_s).deviations)


def walk(
    way: Sequence[Step], accepted: Sequence[Sequence[str]], start_s: float, end_s: float
) -> Walk:
    """Tell an attempt's deviations, and at how many accepted steps there could have been one.

    Parameters
    ----------
    way, accepted, start_s, end_s
        As `deviations` takes them.
    """
    if not accepted or not way:
        return Walk((), ())
    names = [step.name for step in way]
    nearest = min(accepted, key=lambda path: (edit_distance(names, path), len(path)))
    matched = _aligned(names, nearest)
    found: list[Deviation] = []
    opened: int | None = None
    left: str | None = None
    stood = [] if matched[0] else [START]
    for at, step in enumerate(way):
        if matched[at] or (opened is not None and left is not None and step.name == left):
            if opened is not None:
                opened_s = max(way[opened].view.start_s, start_s)
                found.append(
                    Deviation(opened_s, step.view.start_s, left, way[opened], at - opened, True)
                )
            opened, left = None, step.name
            stood.append(step.name)
        elif opened is None and at > 0:  # where the task begins is nobody's wrong turn
            opened = at
    if opened is not None:
        opened_s = max(way[opened].view.start_s, start_s)
        found.append(Deviation(opened_s, end_s, left, way[opened], len(way) - opened, False))
    return Walk(tuple(one for one in found if one.cost_s > EPSILON_S), tuple(stood))


def _aligned(names: Sequence[str], wanted: Sequence[str]) -> list[bool]:
    """Tell which pages of a way are matched with a step of a path."""
    rows, columns = len(names), len(wanted)
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i == rows or j == columns:
                cost[i][j] = (rows - i) + (columns - j)
                continue
            same = cost[i + 1][j + 1] + (names[i] != wanted[j])
            cost[i][j] = min(same, cost[i + 1][j] + 1, cost[i][j + 1] + 1)
    matched = [False] * rows
    i = j = 0
    while i < rows and j < columns:
        is_same = names[i] == wanted[j]
        if is_same and cost[i][j] == cost[i + 1][j + 1]:
            matched[i] = True
            i, j = i + 1, j + 1
        elif cost[i][j] == cost[i][j + 1] + 1:
            j += 1
        elif cost[i][j] == cost[i + 1][j] + 1:
            i += 1
        else:
            i, j = i + 1, j + 1
    return matched
