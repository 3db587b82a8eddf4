"""Rests of the pointer on controls: the tracker samples it only while it moves."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from analyzer import targets
from analyzer.detection import EPSILON_S
from analyzer.events import Clicks, SessionEvents

STILL_PX = 5.0  # ours: a hand on a mouse is never quite still


@dataclass(frozen=True, slots=True)
class Rest:
    """A stretch in which the pointer stayed on one control."""

    start_s: float
    end_s: float  # when it was clicked, or left
    screen: int
    location: int
    xy_px: tuple[float, float]  # on the page


def rests(events: SessionEvents, min_s: float) -> list[Rest]:
    """Find rests on controls that no click on the same spot began.

    Parameters
    ----------
    events
        One session's.
    min_s
        Shortest rest that is asked for, s.

    Returns
    -------
    list of Rest
        By time. A control is an element that the participant clicked at some time on that
        screen; the innermost of nested ones.
    """
    pointers, clicks = events.pointers, events.clicks
    if pointers.t_s.size < 2:
        return []
    moved_px = np.hypot(*(pointers.view_px[1:] - pointers.view_px[:-1]).T)
    is_move = np.r_[True, (moved_px > STILL_PX) | (pointers.page[1:] != pointers.page[:-1])]
    starts = np.flatnonzero(is_move)
    # Who clicked a link away, or moved no more, ended the rest by that click: else it is unknown.
    until_s = np.r_[pointers.t_s[starts[1:]], np.inf]
    until_s[:-1][pointers.page[starts[1:]] != pointers.page[starts[:-1]]] = np.inf
    boxes = _boxes(events)
    on_page = _by_page(clicks)
    found = []
    for at in np.flatnonzero(until_s - pointers.t_s[starts] >= min_s - EPSILON_S).tolist():
        row = int(starts[at])
        start_s, end_s = float(pointers.t_s[row]), float(until_s[at])
        clicks_s, near = on_page.get(int(pointers.page[row]), ([], []))
        first = bisect_left(clicks_s, start_s - 2 * min_s)
        following = bisect_left(clicks_s, start_s)
        end_s = min([end_s, *clicks_s[following : following + 1]])
        if not np.inf > end_s >= start_s + min_s - EPSILON_S:
            continue
        if any(_is_there(events, click, row) for click in near[first:following]):
            continue
        x, y = (float(value) for value in pointers.xy_px[row])
        screen = int(pointers.screen[row])
        location = _innermost(boxes.get(screen, {}), x, y)
        if location is not None:
            found.append(Rest(start_s, end_s, screen, location, (x, y)))
    return found


def _by_page(clicks: Clicks) -> dict[int, tuple[list[float], list[int]]]:
    """Give the times and the rows of the clicks on each page view."""
    found: dict[int, tuple[list[float], list[int]]] = {}
    for row, (t_s, page) in enumerate(zip(clicks.t_s.tolist(), clicks.page.tolist(), strict=True)):
        times, rows = found.setdefault(page, ([], []))
        times.append(t_s)
        rows.append(row)
    return found


def _is_there(events: SessionEvents, click: int, row: int) -> bool:
    """Whether a click just before put the pointer where it now rests."""
    apart = events.clicks.view_px[click] - events.pointers.view_px[row]
    return float(np.hypot(*apart)) <= 4 * STILL_PX


def _boxes(events: SessionEvents) -> dict[int, dict[tuple[float, ...], int]]:
    clicks = events.clicks
    boxes: dict[int, dict[tuple[float, ...], int]] = {}
    for screen, location, box in zip(
        clicks.screen.tolist(), clicks.location.tolist(), clicks.box_px.tolist(), strict=True
    ):
        if location >= 0 and targets.is_control(events.locations[location]):
            boxes.setdefault(screen, {})[tuple(box)] = location
    return boxes


def _innermost(boxes: dict[tuple[float, ...], int], x: float, y: float) -> int | None:
    inside = [
        (width * height, location)
        for (left, top, width, height), location in boxes.items()
        if left <= x <= left + width and top <= y <= top + height
    ]
    return min(inside)[1] if inside else None
