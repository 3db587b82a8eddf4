"""Friction rules of other tools, run over our clicks to compare with ours; never shown as ours."""

from __future__ import annotations

from collections.abc import Sequence

# PostHog's published defaults (posthog-js, `RageClick`).
POSTHOG_PX = 30.0
POSTHOG_MS = 1000.0
POSTHOG_CLICKS = 3


def posthog_rage_clicks(
    clicks: Sequence[tuple[float, float, float]],
    threshold_px: float = POSTHOG_PX,
    timeout_ms: float = POSTHOG_MS,
    click_count: int = POSTHOG_CLICKS,
) -> list[int]:
    """Find the clicks at which PostHog would report a rage click.

    Parameters
    ----------
    clicks
        x px, y px, t ms of each, in the order in which they came.
    threshold_px
        A click belongs to the run if it is less than this from the one before, |dx| + |dy|.
    timeout_ms
        And less than this after it.
    click_count
        Length of the run that is reported.

    Returns
    -------
    list of int
        Indexes; once a run, at exactly its `click_count`-th click, however long it goes on.

    Notes
    -----
    The rule of posthog-js as coded; its documentation says otherwise (first to last click).
    """
    hits: list[int] = []
    run = 0
    for index, (x, y, t) in enumerate(clicks):
        if index == 0:
            run = 1
        else:
            before = clicks[index - 1]
            is_near = abs(x - before[0]) + abs(y - before[1]) < threshold_px
            run = run + 1 if is_near and t - before[2] < timeout_ms else 1
        if run == click_count and click_count > 1:
            hits.append(index)
    return hits
