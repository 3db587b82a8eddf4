"""What a participant did at each moment, whatever it was: the opposite of a pause."""

from __future__ import annotations

import numpy as np

from analyzer import spans
from analyzer.events import FloatArray, SessionEvents

LOADING_AT_MOST_S = 30.0  # ours: a page that still loads then is not being waited for any more


def busy(events: SessionEvents) -> FloatArray:
    """Tell when the participant did something.

    Parameters
    ----------
    events
        One session's.

    Returns
    -------
    array
        Shape (n, 2), start and end in s, by start: a moment for a click, a key, a scroll, a
        focus or a pointer sample, a stretch for a spell of typing. They may overlap.
    """
    moments = np.sort(
        np.concatenate(
            (
                events.clicks.t_s[events.clicks.is_trusted],
                events.pointers.t_s,
                events.scrolls.t_s,
                events.keys.t_s,
                events.focuses.t_s,
            )
        ),
        kind="stable",  # which merges what is sorted already, family by family
    )
    inputs = events.inputs
    typed = np.column_stack((inputs.t_s - inputs.duration_s, inputs.t_s))
    every = np.concatenate((np.column_stack((moments, moments)), typed))
    return every[np.argsort(every[:, 0], kind="stable")]


def waiting(events: SessionEvents) -> FloatArray:
    """Tell when the participant waited for the system: pages that load, requests on their way.

    Parameters
    ----------
    events
        One session's.

    Returns
    -------
    array
        Shape (n, 2), as `spans.union` gives it. A page loads until its first contentful paint;
        a request is waited for only if it answers something that the participant did within
        half a second before it: a page that polls by itself keeps nobody waiting.
    """
    return spans.union([*_loads(events), *_awaited(events)])


def _loads(events: SessionEvents) -> list[tuple[float, float]]:
    paints = {
        page: min(float(value) / 1000, LOADING_AT_MOST_S)
        for page, name, value in zip(
            events.timings.page.tolist(), events.timings.name, events.timings.value, strict=True
        )
        if name == "FCP"
    }
    return [
        (float(t_s), float(t_s) + paints[page])
        for t_s, page, kind in zip(
            events.pages.t_s.tolist(), events.pages.page.tolist(), events.pages.kind, strict=True
        )
        if page in paints and kind in ("load", "reload", "back_forward")
    ]


CAUSED_WITHIN_S = 0.5  # ours: from what was done to the request that it sends


def _awaited(events: SessionEvents) -> list[tuple[float, float]]:
    requests = events.requests
    deeds_s = np.sort(
        np.concatenate(
            (events.clicks.t_s[events.clicks.is_trusted], events.keys.t_s, events.inputs.t_s)
        )
    )
    if not deeds_s.size:
        return []
    before = np.searchsorted(deeds_s, requests.t_s, side="right") - 1
    ago_s = requests.t_s - deeds_s[np.maximum(before, 0)]
    is_caused = (before >= 0) & (ago_s <= CAUSED_WITHIN_S)
    ends_s = requests.t_s + np.minimum(requests.duration_s, LOADING_AT_MOST_S)
    return list(zip(requests.t_s[is_caused].tolist(), ends_s[is_caused].tolist(), strict=True))
