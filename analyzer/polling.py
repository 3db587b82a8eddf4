"""Requests that a page sends by itself, again and again: they answer nobody."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import numpy as np

from analyzer.events import SessionEvents

CAUSED_WITHIN_S = 0.5  # ours: a request that a click sends is sent at once
SENT_AT_LEAST = 3  # fewer are no habit
ANSWERS_WITHIN_S = 2.5  # as `dead_window_s`


def polled(events: SessionEvents) -> frozenset[str]:
    """Name the addresses that are asked at least as often without a click as after one.

    Parameters
    ----------
    events
        One session's.

    Returns
    -------
    frozenset
        Method and path of each, as `GET /status`.
    """
    alone: Counter[str] = Counter()
    after: Counter[str] = Counter()
    clicks_s = events.clicks.t_s[events.clicks.is_trusted]
    for row, t_s in enumerate(events.requests.t_s.tolist()):
        before = int(np.searchsorted(clicks_s, t_s, side="right")) - 1
        is_caused = before >= 0 and t_s - clicks_s[before] <= CAUSED_WITHIN_S
        (after if is_caused else alone)[_name(events, row)] += 1
    return frozenset(
        name for name, count in alone.items() if count >= max(SENT_AT_LEAST, after[name])
    )


def sends_only(events: SessionEvents, click: int, polls: frozenset[str]) -> bool:
    """Whether all requests after a click are such; False where none was recorded."""
    requests, clicks = events.requests, events.clicks
    t_s = clicks.t_s[click]
    first, last = np.searchsorted(requests.t_s, (t_s, t_s + ANSWERS_WITHIN_S + 1e-3)).tolist()
    after_s = requests.t_s[first:last] - t_s
    near = (requests.page[first:last] == clicks.page[click]) & (after_s <= ANSWERS_WITHIN_S)
    names = {_name(events, row) for row in (first + np.flatnonzero(near)).tolist()}
    return bool(names) and names <= polls


def _name(events: SessionEvents, row: int) -> str:
    try:
        path = urlsplit(events.requests.url[row]).path
    except ValueError:
        path = events.requests.url[row]
    return f"{events.requests.method[row]} {path}"
