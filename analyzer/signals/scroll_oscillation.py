"""Scroll oscillation: up and down again, looking for what is not there."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.events import Scrolls
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find scrolling to and fro.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `scroll_turns`, `scroll_share`, `scroll_window_s`.

    Returns
    -------
    list of Episode
        One a run of turns, on the page or on the element that was scrolled.
    """
    scrolls = scene.events.scrolls
    order = np.lexsort((scrolls.t_s, scrolls.location, scrolls.page)).tolist()
    found = []
    for _, rows in groupby(order, key=lambda row: (scrolls.page[row], scrolls.location[row])):
        turns = _turns(scrolls, list(rows), thresholds["scroll_share"])
        found += _episodes(scrolls, turns, thresholds)
    return sorted(found, key=lambda one: one.t_s)


def _turns(scrolls: Scrolls, rows: list[int], share: float) -> list[int]:
    """Give the rows at which the direction changed, with a long way before and after each.

    A turn is known once the way back is long enough: small corrections are none.
    """
    turns: list[int] = []
    best, way = rows[0], 0  # the farthest row of the way so far, and its direction
    for row in rows[1:]:
        moved = float(scrolls.offset_px[row, 1] - scrolls.offset_px[best, 1])
        needed = share * float(scrolls.visible_px[row, 1])
        if way == 0:
            if abs(moved) >= needed:
                best, way = row, 1 if moved > 0 else -1
        elif moved * way > 0:
            best = row
        elif abs(moved) >= needed:
            turns.append(best)
            best, way = row, -way
    return turns


def _episodes(scrolls: Scrolls, turns: list[int], thresholds: Thresholds) -> list[Episode]:
    needed = int(thresholds["scroll_turns"])
    window_s = thresholds["scroll_window_s"] + EPSILON_S
    found: list[Episode] = []
    at = 0
    while at + needed <= len(turns):
        if scrolls.t_s[turns[at + needed - 1]] - scrolls.t_s[turns[at]] > window_s:
            at += 1
            continue
        last = at + needed - 1
        while last + 1 < len(turns) and (
            scrolls.t_s[turns[last + 1]] - scrolls.t_s[turns[last - needed + 2]] <= window_s
        ):
            last += 1
        first, final = turns[at], turns[last]
        span_s = (float(scrolls.t_s[first]), float(scrolls.t_s[final]))
        place = (int(scrolls.screen[first]), int(scrolls.location[first]))
        count = last - at + 1
        found.append(over(span_s, place, f"{count} turns in {span_s[1] - span_s[0]:.1f} s", count))
        at = last + 1
    return found


detector = signals.register("scroll_oscillation")(
    Detector(
        title="Scroll oscillation",
        text=(
            "{scroll_turns} or more changes of direction within {scroll_window_s} s, with at "
            "least {scroll_share} of what is visible scrolled between them."
        ),
        source="Clarity calls it excessive scrolling and prints no numbers; these are ours",
        thresholds=(
            Threshold("scroll_turns", 3, "ours"),
            Threshold("scroll_share", 0.5, "ours: half of a viewport is no correction"),
            Threshold("scroll_window_s", 10.0, "ours"),
        ),
        ignores=("corrections of less than half of what is visible",),
        impact=1,
        detect=detect,
        family="scroll",
        is_error=False,
    )
)
