"""Clicks that end a drag: the browser makes one where the button is let go."""

from __future__ import annotations

import numpy as np

from analyzer.detection import EPSILON_S
from analyzer.events import Clicks, SessionEvents

DRAG_PX = 10.0  # ours: twice and more what systems take for a slip of the hand (4 to 5 px)


def dragged(events: SessionEvents, row: int) -> bool:
    """Tell whether a click is the end of a drag: of a slider, a map, a card.

    Parameters
    ----------
    events
        The session.
    row
        Of the click.

    Returns
    -------
    bool
        Whether the pointer, its button down, went more than `DRAG_PX` on the way to the click.
        A finger's never: browsers make no click where it lets go after a swipe.
    """
    clicks, pointers = events.clicks, events.pointers
    if clicks.pointer[row] == "touch":
        return False
    t_s, page = float(clicks.t_s[row]), int(clicks.page[row])
    # What was pulled before another click belongs to that one.
    first = int(np.searchsorted(pointers.t_s, _earlier_s(clicks, row), side="right"))
    last = int(np.searchsorted(pointers.t_s, t_s + EPSILON_S, side="right"))
    mine = first + np.flatnonzero(pointers.page[first:last] == page)
    if not mine.size or not pointers.is_down[mine[-1]]:
        return False
    (up,) = np.nonzero(~pointers.is_down[mine])
    pulled = mine[up[-1] + 1 :] if up.size else mine
    way_px = (
        np.vstack((pointers.view_px[pulled], clicks.view_px[row])) - pointers.view_px[pulled[0]]
    )
    return bool(np.hypot(way_px[:, 0], way_px[:, 1]).max() > DRAG_PX)


def _earlier_s(clicks: Clicks, row: int) -> float:
    """Give the time of the click before on the same page; of none: -inf."""
    for before in range(row - 1, -1, -1):
        if clicks.page[before] == clicks.page[row]:
            return float(clicks.t_s[before])
    return -np.inf
