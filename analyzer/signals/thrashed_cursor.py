"""Thrashed cursor: the pointer goes to and fro without getting anywhere."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.events import BoolArray, FloatArray, Pointers, SessionEvents
from analyzer.signals import signals

_Rows: TypeAlias = npt.NDArray[np.intp]


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find stretches in which the pointer thrashed about.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `thrash_window_s`, `thrash_path_px`, `thrash_ratio`, `thrash_reversals`, `thrash_step_px`.

    Returns
    -------
    list of Episode
        Windows that do not overlap, the earliest first, each at the middle of its path.
    """
    events = scene.events
    pointers = events.pointers
    if pointers.t_s.size < 3:
        return []
    until = _window_ends(pointers, thresholds["thrash_window_s"])
    path_px, reversals, breaks = _sums(events, thresholds["thrash_step_px"])
    rows = np.arange(pointers.t_s.size)
    inner = np.maximum(until - 1, rows)  # a turn at the last sample lies outside
    length_px = path_px[until] - path_px
    turns = reversals[inner] - reversals
    is_busy = (length_px >= thresholds["thrash_path_px"]) & (
        turns >= thresholds["thrash_reversals"]
    )
    rows = np.flatnonzero(is_busy)  # what takes longer is asked of these alone
    ends = until[rows]
    net_px = np.hypot(*(pointers.view_px[ends] - pointers.view_px[rows]).T)
    is_thrash: BoolArray = (
        (length_px[rows] >= thresholds["thrash_ratio"] * net_px)
        & (breaks[ends] == breaks[rows])
        & ~_scrolled(events, rows, ends)
    )
    rows, ends = rows[is_thrash], ends[is_thrash]
    found: list[Episode] = []
    free_s = -np.inf
    windows = zip(rows.tolist(), ends.tolist(), pointers.t_s[rows].tolist(),
                  pointers.t_s[ends].tolist(), strict=True)  # fmt: skip
    for row, end, start_s, end_s in windows:
        if start_s > free_s:
            free_s = end_s
            found.append(_episode(pointers, row, end, int(turns[row]), float(length_px[row])))
    return found


def _window_ends(pointers: Pointers, window_s: float) -> _Rows:
    """Give the last sample within the window that begins with each."""
    return np.searchsorted(pointers.t_s, pointers.t_s + window_s + EPSILON_S, side="right") - 1


def _sums(events: SessionEvents, step_px: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Add up, to each sample: px gone, turns by more than 90 degrees, breaks of the path."""
    pointers = events.pointers
    # By axis: a sum over rows of two takes much longer.
    x, y = np.diff(np.ascontiguousarray(pointers.view_px.T), axis=1)
    gone_px = np.hypot(x, y)
    path_px = np.r_[0.0, np.cumsum(gone_px)]
    # A hand turns over a small step to the side, and trembles where it rests: neither counts.
    (long,) = np.nonzero(gone_px >= step_px)
    before, after = long[:-1], long[1:]
    is_turn = np.zeros(pointers.t_s.size)
    is_turn[after] = x[after] * x[before] + y[after] * y[before] < 0
    reversals = np.cumsum(is_turn)
    is_break = (pointers.page[1:] != pointers.page[:-1]) | pointers.is_down[1:]
    breaks = np.r_[0.0, np.cumsum(is_break)]
    return path_px, reversals, breaks


def _scrolled(events: SessionEvents, rows: _Rows, ends: _Rows) -> BoolArray:
    """Tell in which windows something was scrolled."""
    t_s = events.pointers.t_s
    scrolls_s = events.scrolls.t_s
    first = np.searchsorted(scrolls_s, t_s[rows] - EPSILON_S)
    return np.asarray(np.searchsorted(scrolls_s, t_s[ends] + EPSILON_S) > first, dtype=np.bool_)


def _episode(pointers: Pointers, row: int, end: int, turns: int, length_px: float) -> Episode:
    x, y = np.add.reduce(pointers.xy_px[row : end + 1], axis=0).tolist()
    n = end + 1 - row
    return Episode(
        t_s=float(pointers.t_s[row]),
        end_s=float(pointers.t_s[end]),
        screen=int(pointers.screen[row]),
        location=-1,
        count=1,
        detail=f"{turns} turns on {length_px:.0f} px",
        xy_px=(x / n, y / n),
    )


detector = signals.register("thrashed_cursor")(
    Detector(
        title="Thrashed cursor",
        text=(
            "Within {thrash_window_s} s the pointer went at least {thrash_path_px} px, "
            "{thrash_ratio} times as far as it got, with {thrash_reversals} or more turns by more "
            "than a right angle; steps of under {thrash_step_px} px between samples turn nothing."
        ),
        source="as Amplitude and FullStory name it; the numbers are ours: see docs/measures.md",
        thresholds=(
            Threshold("thrash_window_s", 2.0, "ours"),
            Threshold("thrash_path_px", 600.0, "ours"),
            Threshold("thrash_ratio", 4.0, "ours: path over net displacement"),
            Threshold("thrash_reversals", 4.0, "ours: turns by more than 90 degrees"),
            Threshold("thrash_step_px", 10.0, "ours: of a turn, what is shorter is its side"),
        ),
        ignores=("dragging", "scrolling", "touch: there is no pointer on its way"),
        impact=1,
        detect=detect,
        family="hover",
        is_error=False,
    )
)
