"""Friction rules of other tools, run over our clicks to compare with ours; never shown as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# PostHog's published defaults (posthog-js, `RageClick`).
POSTHOG_PX = 30.0
POSTHOG_MS = 1000.0
POSTHOG_CLICKS = 3
POSTHOG_DEAD_MS = 2500.0
# Sentry's published defaults (sentry-javascript, `handleClick.ts`, and its issue types).
SENTRY_TAGS = frozenset({"a", "button", "input"})
SENTRY_SLOW_MS = 3000.0
SENTRY_WATCH_MS = 7000.0
SAME_NODE_MS = 1000.0  # of both: a click so soon on the same node is none of its own
SENTRY_RAGE_CLICKS = 3


@dataclass(frozen=True, slots=True)
class AnsweredClick:
    """A click and when the page, anywhere, first changed after it."""

    node: str
    tag: str
    t_ms: float
    changed_after_ms: float | None  # None: never


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


def posthog_dead_clicks(clicks: Sequence[AnsweredClick]) -> list[int]:
    """Find the clicks that PostHog would call dead.

    Returns
    -------
    list of int
        Indexes of clicks, not on links, after which nothing changed for 2.5 s; not those on the
        node that was clicked less than a second before.
    """
    return [
        index
        for index, click in enumerate(clicks)
        if click.tag != "a"
        and (click.changed_after_ms is None or click.changed_after_ms >= POSTHOG_DEAD_MS)
        and not _is_repeated(clicks, index)
    ]


def sentry_slow_clicks(clicks: Sequence[AnsweredClick]) -> list[int]:
    """Find the clicks that Sentry would report as slow or dead.

    Returns
    -------
    list of int
        Indexes of clicks on links, buttons and inputs after which nothing changed for 3 s; not
        those on the node that was clicked less than a second before.
    """
    return [
        index
        for index, click in enumerate(clicks)
        if click.tag in SENTRY_TAGS
        and (click.changed_after_ms is None or click.changed_after_ms > SENTRY_SLOW_MS)
        and not _is_repeated(clicks, index)
    ]


def sentry_rage_clicks(clicks: Sequence[AnsweredClick]) -> list[int]:
    """Find the slow clicks that Sentry would call rage: three on one node while it watches."""
    hits = []
    for index in sentry_slow_clicks(clicks):
        first = clicks[index]
        waited_ms = min(first.changed_after_ms or SENTRY_WATCH_MS, SENTRY_WATCH_MS)
        count = sum(
            one.node == first.node and 0 <= one.t_ms - first.t_ms < waited_ms
            for one in clicks[index:]
        )
        if count >= SENTRY_RAGE_CLICKS:
            hits.append(index)
    return hits


def _is_repeated(clicks: Sequence[AnsweredClick], index: int) -> bool:
    """Whether the same node was clicked just before."""
    now = clicks[index]
    return any(
        one.node == now.node and now.t_ms - one.t_ms < SAME_NODE_MS for one in clicks[:index]
    )
