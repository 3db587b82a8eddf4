"""Which click opened a page: there the turn was taken."""

from __future__ import annotations

import numpy as np

from analyzer.detection import EPSILON_S, Scene
from analyzer.sessionize import PageView


def opening_click(scene: Scene, opened: PageView, window_s: float) -> int | None:
    """Find the last click before a page view that may have opened it.

    Parameters
    ----------
    scene
        The session.
    opened
        The page view.
    window_s
        How long before it the click may have been, s.

    Returns
    -------
    int or None
        The row of the click; None without one. A click that nothing answered opened nothing.
    """
    clicks = scene.events.clicks
    reach_s = opened.start_s - window_s - 2 * EPSILON_S, opened.start_s + 2 * EPSILON_S
    first, last = np.searchsorted(clicks.t_s, reach_s).tolist()
    before_s = opened.start_s - clicks.t_s[first:last]
    near = (before_s >= -EPSILON_S) & (before_s <= window_s + EPSILON_S)
    near &= clicks.is_trusted[first:last]
    for row in (first + np.flatnonzero(near)[::-1]).tolist():
        answer = scene.answered[row]
        may_have = answer is None or bool(answer.after_s)
        if may_have and scene.events.page_tab[clicks.page[row]] == opened.tab:
            return int(row)
    return None
