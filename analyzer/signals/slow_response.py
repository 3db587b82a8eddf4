"""Slow response: an answer came, but so late that the participant had to wait for it."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

import numpy as np

from analyzer import targets
from analyzer.deeds import CAUSED_WITHIN_S, LOADING_AT_MOST_S
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import at_click
from analyzer.polling import polled, sends_only
from analyzer.sessionize import PageView
from analyzer.signals import signals

# What a person can see or hear; a request alone shows nothing.
_SHOWN = ("mutation", "media", "input", "window", "download", "scroll", "selection", "focus")


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks whose first visible answer came late.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `slow_response_s`.

    Returns
    -------
    list of Episode
        One a click, which ends with the answer.
    """
    clicks = scene.events.clicks
    paints = _paints(scene)
    polls = polled(scene.events)
    found = []
    for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist():
        place = scene.events.locations[clicks.location[row]]
        if (
            not targets.looks_clickable(place, clicks.cursor[row])
            or targets.is_text_field(place, clicks.cursor[row])
            or targets.is_canvas(place, clicks.target[row])
        ):
            continue
        after_s = _answered_s(scene, row, paints, polls)
        if after_s is not None and after_s > thresholds["slow_response_s"] + EPSILON_S:
            t_s = float(clicks.t_s[row])
            found.append(at_click(clicks, row, f"answered after {after_s:.1f} s", t_s + after_s))
    return found


def _answered_s(
    scene: Scene, row: int, paints: dict[int, float], polls: frozenset[str]
) -> float | None:
    """Tell after how long something could be seen; None where nothing is known to have."""
    answer = scene.answered[row]
    if answer is None:
        return None
    shown_s = answer.first_s(*_SHOWN)
    if shown_s is not None:
        return shown_s
    if "navigation" in answer.after_s:
        return _opened_s(scene, row, paints, answer.after_s["navigation"])
    if "request" in answer.after_s and not sends_only(scene.events, row, polls):
        return _request_s(scene, row)
    return None


def _paints(scene: Scene) -> dict[int, float]:
    """Give the first contentful paint of each page view, s after its start."""
    timings = scene.events.timings
    return {
        page: float(value) / 1000
        for page, name, value in zip(
            timings.page.tolist(), timings.name, timings.value, strict=True
        )
        if name == "FCP"
    }


def _opened_s(scene: Scene, row: int, paints: dict[int, float], begun_s: float) -> float | None:
    """Tell how long it took until the page that a click led to was painted.

    `begun_s` is how long after the click the browser set out for it.
    """
    clicks = scene.events.clicks
    t_s = float(clicks.t_s[row])
    view = _next_view(scene, scene.events.page_tab[clicks.page[row]], t_s)
    if view is None:
        return None
    if view.page not in paints:
        return view.start_s - t_s
    # The paint is timed from the moment the browser set out, before the page's view began.
    return min(begun_s, view.start_s - t_s) + paints[view.page]


def _next_view(scene: Scene, tab: str, t_s: float) -> PageView | None:
    """Find the page view that began next in a tab, while one would still wait for it."""
    views = scene.timeline.views
    for at in range(bisect_right(views, t_s, key=attrgetter("start_s")), len(views)):
        if views[at].start_s - t_s > LOADING_AT_MOST_S:
            break
        if views[at].tab == tab:
            return views[at]
    return None


def _request_s(scene: Scene, row: int) -> float | None:
    """Tell when the request that a click sent was answered: the page shows it soon after."""
    clicks, requests = scene.events.clicks, scene.events.requests
    t_s = clicks.t_s[row]
    reach_s = t_s - 2 * EPSILON_S, t_s + CAUSED_WITHIN_S + 2 * EPSILON_S
    near = slice(*np.searchsorted(requests.t_s, reach_s).tolist())
    ago_s, lasted_s = requests.t_s[near] - t_s, requests.duration_s[near]
    sent = (
        (requests.page[near] == clicks.page[row])
        & (ago_s >= -EPSILON_S)
        & (ago_s <= CAUSED_WITHIN_S)
        & (lasted_s <= LOADING_AT_MOST_S)
    )
    return float((ago_s + lasted_s)[sent].min()) if sent.any() else None


detector = signals.register("slow_response")(
    Detector(
        title="Slow response",
        text=(
            "A click whose first visible answer (a change of the page, the paint of the next "
            "one) came after more than {slow_response_s} s."
        ),
        source="Miller (1968), Nielsen (1993): above 1 s the flow of thought is interrupted",
        thresholds=(Threshold("slow_response_s", 1.0, "Nielsen (1993), ch. 5: 0.1, 1 and 10 s"),),
        ignores=(
            "text fields, canvas, video and embedded content",
            "what does not look clickable: a later change is none of its doing",
            "clicks that nothing answered (those are dead or unresponsive)",
            "requests that the page sends by itself all the time",
        ),
        impact=2,
        detect=detect,
        is_error=False,
    )
)
