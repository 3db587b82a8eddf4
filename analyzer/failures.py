"""Which click a failure of the page followed, and which failures no click causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from analyzer.detection import EPSILON_S
from analyzer.events import SessionEvents

FAILURES = frozenset({"uncaught", "rejection", "request"})  # a missing picture answers no click


def blamed(events: SessionEvents, window_s: float) -> dict[int, int]:
    """Give each failure the last click before it on its page.

    Parameters
    ----------
    events
        One session's.
    window_s
        How long after a click a failure may be its doing, s.

    Returns
    -------
    dict
        Row of the failure -> row of the click, -1 where there is none.
    """
    clicks, errors = events.clicks, events.errors
    found: dict[int, int] = {}
    for row, kind in enumerate(errors.kind):
        if kind in FAILURES:
            t_s = errors.t_s[row]
            reach_s = t_s - window_s - 2 * EPSILON_S, t_s + 2 * EPSILON_S
            first, last = np.searchsorted(clicks.t_s, reach_s).tolist()
            after_s = t_s - clicks.t_s[first:last]
            near = np.flatnonzero(
                clicks.is_trusted[first:last]
                & (clicks.page[first:last] == errors.page[row])
                & (after_s >= -EPSILON_S)
                & (after_s <= window_s + EPSILON_S)
            )
            found[row] = first + int(near[-1]) if near.size else -1
    return found


def ambient(events: SessionEvents, clicks_of: Mapping[int, int]) -> frozenset[tuple[int, str]]:
    """Name the failures that come at least as often without a click: no click causes them.

    Parameters
    ----------
    events
        One session's.
    clicks_of
        As `blamed` gives them.

    Returns
    -------
    frozenset
        (page, message) of each.
    """
    errors = events.errors
    alone: Counter[tuple[int, str]] = Counter()
    after: Counter[tuple[int, str]] = Counter()
    for row, click in clicks_of.items():
        (after if click >= 0 else alone)[int(errors.page[row]), errors.message[row]] += 1
    return frozenset(name for name, count in alone.items() if count >= after[name])
