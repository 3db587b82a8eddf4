"""Scroll oscillation: up and down again, looking for what is not there."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.events import Scrolls, SessionEvents
from analyzer.signals import signals

SETTLED_S = 1.0  # after a load: an earlier place was scrolled to by the address or the browser


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
    loaded_s = _loaded_s(scene.events)
    order = np.lexsort((scrolls.t_s, scrolls.location, scrolls.page)).tolist()
    found = []
    for (page, location), rows in groupby(
        order, key=lambda row: (int(scrolls.page[row]), int(scrolls.location[row]))
    ):
        mine = list(rows)
        settled_s = loaded_s.get(page, np.inf) + SETTLED_S
        is_from_top = location < 0 and scrolls.t_s[mine[0]] >= settled_s
        turns = _turns(scrolls, mine, thresholds["scroll_share"], is_from_top=is_from_top)
        found += _episodes(scrolls, turns, thresholds)
    return sorted(found, key=lambda one: one.t_s)


def _loaded_s(events: SessionEvents) -> dict[int, float]:
    """Tell when pages were loaded that began at their top: none that was returned to."""
    pages = events.pages
    return {
        int(page): float(t_s)
        for page, t_s, kind in zip(pages.page, pages.t_s, pages.kind, strict=True)
        if kind == "load"
    }


def _turns(scrolls: Scrolls, rows: list[int], share: float, *, is_from_top: bool) -> list[int]:
    """Give the rows at which the direction changed, with a long way before and after each.

    A turn is known once the way back is long enough: small corrections are none.
    """
    turns: list[int] = []
    # The farthest place of the way so far, where it was told, and the way's direction.
    best, way = rows[0], 0
    best_px = 0.0 if is_from_top else float(scrolls.offset_px[best, 1])
    for row in rows if is_from_top else rows[1:]:
        offset_px = float(scrolls.offset_px[row, 1])
        moved = offset_px - best_px
        needed = share * float(scrolls.visible_px[row, 1])
        if way == 0:
            if abs(moved) >= needed:
                best, best_px, way = row, offset_px, 1 if moved > 0 else -1
        elif moved * way > 0:
            best, best_px = row, offset_px
        elif abs(moved) >= needed:
            turns.append(best)
            best, best_px, way = row, offset_px, -way
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
