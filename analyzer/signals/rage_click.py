"""Rage click: several quick clicks at one spot that did not do what was wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer import targets
from analyzer.answers import Answer
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import at_click
from analyzer.events import Clicks, SessionEvents
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find bursts of clicks on one element.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `rage_clicks`, `rage_window_s`, `rage_radius_px`.

    Returns
    -------
    list of Episode
        One a burst, at its first click.
    """
    events = scene.events
    found = []
    for burst in _bursts(events.clicks, thresholds):
        if len(burst) >= thresholds["rage_clicks"] and not _is_ignored(
            events, burst, scene.answered
        ):
            found.append(_episode(events.clicks, burst))
    return found


def _bursts(clicks: Clicks, thresholds: Thresholds) -> list[list[int]]:
    """Chain clicks of which each is near and soon after the one before, on the same element."""
    # A key held down on a button clicks it again and again.
    rows = [
        row
        for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist()
        if clicks.pointer[row] != "keyboard"
    ]
    bursts: list[list[int]] = []
    for row in rows:
        if bursts and _continues(clicks, bursts[-1][-1], row, thresholds):
            bursts[-1].append(row)
        else:
            bursts.append([row])
    return bursts


def _continues(clicks: Clicks, before: int, row: int, thresholds: Thresholds) -> bool:
    if (
        clicks.location[row] != clicks.location[before]
        or clicks.page[row] != clicks.page[before]
        or clicks.t_s[row] - clicks.t_s[before] > thresholds["rage_window_s"] + EPSILON_S
    ):
        return False  # as nearly always; the distance takes longest
    apart_px = float(np.hypot(*(clicks.view_px[row] - clicks.view_px[before])))
    return apart_px <= thresholds["rage_radius_px"]


def _is_ignored(events: SessionEvents, burst: list[int], answered: Sequence[Answer | None]) -> bool:
    clicks = events.clicks
    place = events.locations[clicks.location[burst[0]]]
    return (
        any(targets.is_text_field(place, clicks.cursor[row]) for row in burst)
        or any(clicks.selected_text[row] for row in burst)
        or targets.is_canvas(place, clicks.target[burst[0]])
        or targets.is_meant_for_repeats(place)
        or targets.is_consent_banner(place)
        or _each_was_answered(clicks, burst, answered)
    )


def _each_was_answered(clicks: Clicks, burst: list[int], answered: Sequence[Answer | None]) -> bool:
    """Whether each click changed the page, a box to tick or what plays, before the next one."""
    for row, following in zip(burst, [*burst[1:], None], strict=True):
        answer = answered[row]
        after_s = answer.first_s("mutation", "navigation", "input", "media") if answer else None
        if after_s is None:
            return False
        if following is not None and after_s > clicks.t_s[following] - clicks.t_s[row]:
            return False
    return True


def _episode(clicks: Clicks, burst: list[int]) -> Episode:
    first, last = burst[0], burst[-1]
    lasted_s = float(clicks.t_s[last] - clicks.t_s[first])
    detail = f"{len(burst)} clicks in {lasted_s:.1f} s"
    return at_click(clicks, first, detail, float(clicks.t_s[last]), len(burst))


detector = signals.register("rage_click")(
    Detector(
        title="Rage click",
        text=(
            "{rage_clicks} or more clicks on one element, each within {rage_window_s} s and "
            "{rage_radius_px} px of the one before."
        ),
        source="PostHog and Datadog use the same numbers; see docs/measures.md",
        thresholds=(
            Threshold("rage_clicks", 3, "PostHog, Datadog, oss-clarity: 3; others 4 or 5"),
            Threshold("rage_window_s", 1.0, "PostHog, Mixpanel, oss-clarity: 1,000 ms"),
            Threshold("rage_radius_px", 30.0, "PostHog, Mixpanel, oss-clarity: 30 px"),
        ),
        ignores=(
            "text fields and clicks that selected text",
            "steppers, pagination, carousels, calendars and sliders",
            "canvas, video and embedded content",
            "cookie and consent banners",
            "bursts in which each click changed the page before the next",
            "activations by the keyboard and by the page's own scripts",
        ),
        impact=3,
        detect=detect,
    )
)
