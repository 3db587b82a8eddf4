"""When a window came back to the front: what it answers, or focuses, is its own doing."""

from __future__ import annotations

import numpy as np

from analyzer.detection import EPSILON_S
from analyzer.events import SessionEvents


def woke(events: SessionEvents, t_s: float, page: int, within_s: float) -> bool:
    """Tell whether a page came back to sight, or to the front, around a moment.

    Parameters
    ----------
    events
        One session's.
    t_s, page
        The moment, and the page as an index of the session.
    within_s
        How long before or after the moment it may have been, s.
    """
    states = events.visibilities
    reach_s = within_s + 2 * EPSILON_S
    first, last = np.searchsorted(states.t_s, (t_s - reach_s, t_s + reach_s)).tolist()
    return any(
        states.state[at] in ("focused", "visible")
        and states.page[at] == page
        and abs(states.t_s[at] - t_s) <= within_s + EPSILON_S
        for at in range(first, last)
    )
