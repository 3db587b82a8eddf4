"""Dead click: a click on what looks clickable, and nothing answered."""

from __future__ import annotations

import numpy as np

from analyzer import targets
from analyzer.answers import Answer
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.events import Clicks, SessionEvents
from analyzer.failures import ambient, blamed
from analyzer.signals import signals

# These follow a gesture at once or not at all; later ones belong to what was done next.
_AT_ONCE = ("scroll", "selection", "focus")
_ANSWERS = ("mutation", "navigation", "request", "media", "input", "window", "download", "error")

Failures = frozenset[tuple[int, str]]  # (page, message), as `failures.ambient` gives them


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks that nothing answered.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `dead_window_s`, `dead_gesture_s`, `dead_wake_s`, `error_click_window_s`.

    Returns
    -------
    list of Episode
        One a click.
    """
    events = scene.events
    clicks = events.clicks
    window_s = thresholds["error_click_window_s"]
    causeless = ambient(events, blamed(events, window_s))
    found = []
    for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist():
        answer = scene.answered[row]
        if (
            answer is not None
            and _is_candidate(events, row)
            and not _wakes_window(events, row, thresholds["dead_wake_s"])
            and not _is_answered(clicks, row, _caused(answer, clicks, row, causeless), thresholds)
            and not _raised_error(events, row, window_s, causeless)
            and _was_watched(scene, row, answer, thresholds["dead_window_s"])
        ):
            found.append(_episode(clicks, row, thresholds["dead_window_s"]))
    return found


def _is_candidate(events: SessionEvents, row: int) -> bool:
    clicks = events.clicks
    place = events.locations[clicks.location[row]]
    cursor = clicks.cursor[row]
    return (
        targets.looks_clickable(place, cursor)
        and not targets.is_form_control(place)
        and not targets.is_text_field(place, cursor)
        and not targets.is_canvas(place, clicks.target[row])
        and not targets.is_consent_banner(place)
        and place.role not in ("slider", "scrollbar")
        and not bool(clicks.selected_text[row])
    )


def _wakes_window(events: SessionEvents, row: int, within_s: float) -> bool:
    """Whether the click is the one that brought the window to the front."""
    states = events.visibilities
    t_s = events.clicks.t_s[row]
    near = (states.page == events.clicks.page[row]) & (
        np.abs(states.t_s - t_s) <= within_s + EPSILON_S
    )
    return any(states.state[at] in ("focused", "visible") for at in np.flatnonzero(near).tolist())


def _is_answered(clicks: Clicks, row: int, answer: Answer, thresholds: Thresholds) -> bool:
    """Whether something answered before the participant went on to something else."""
    until_s = _until_next_elsewhere_s(clicks, row, thresholds["dead_window_s"]) + EPSILON_S
    after_s = answer.first_s(*_ANSWERS)
    if after_s is not None and after_s <= until_s:
        return True
    at_once_s = answer.first_s(*_AT_ONCE)
    return at_once_s is not None and at_once_s <= min(
        until_s, thresholds["dead_gesture_s"] + EPSILON_S
    )


def _until_next_elsewhere_s(clicks: Clicks, row: int, window_s: float) -> float:
    """Time until another element of the page is clicked: what follows is the answer to that."""
    soon = np.searchsorted(clicks.t_s, clicks.t_s[row] + window_s, side="right")
    for at in range(row + 1, int(soon)):
        if clicks.page[at] == clicks.page[row] and clicks.location[at] != clicks.location[row]:
            return float(clicks.t_s[at] - clicks.t_s[row])
    return window_s


def _caused(answer: Answer, clicks: Clicks, row: int, causeless: Failures) -> Answer:
    """Leave errors out of an answer on a page that fails all the time by itself."""
    if not any(page == clicks.page[row] for page, _ in causeless):
        return answer
    kinds = {kind: after_s for kind, after_s in answer.after_s.items() if kind != "error"}
    return Answer(kinds, answer.watched_s)


def _raised_error(events: SessionEvents, row: int, within_s: float, causeless: Failures) -> bool:
    """Whether it is an error click, which is not a dead click too.

    The tracker tells of the same error once a second: quick clicks on one element share it.
    """
    clicks, errors = events.clicks, events.errors
    t_s = clicks.t_s[row]
    ago_s = t_s - clicks.t_s
    quick = (clicks.location == clicks.location[row]) & (clicks.page == clicks.page[row])
    first_s = clicks.t_s[quick & (ago_s >= 0) & (ago_s <= within_s + EPSILON_S)].min()
    near = (
        (errors.page == clicks.page[row])
        & (errors.t_s >= first_s - EPSILON_S)
        & (errors.t_s <= t_s + within_s + EPSILON_S)
    )
    return any(
        errors.kind[at] != "resource"
        and (int(errors.page[at]), errors.message[at]) not in causeless
        for at in np.flatnonzero(near).tolist()
    )


def _was_watched(scene: Scene, row: int, answer: Answer, window_s: float) -> bool:
    """Whether the page stayed long enough to have answered: one left early tells nothing."""
    clicks = scene.events.clicks
    stayed_s = float(scene.timeline.page_last_s[clicks.page[row]] - clicks.t_s[row])
    return max(answer.watched_s, stayed_s) >= window_s - EPSILON_S


def _episode(clicks: Clicks, row: int, window_s: float) -> Episode:
    t_s = float(clicks.t_s[row])
    return Episode(
        t_s=t_s,
        end_s=t_s,
        screen=int(clicks.screen[row]),
        location=int(clicks.location[row]),
        count=1,
        detail=f"nothing answered within {window_s:g} s",
        xy_px=(float(clicks.xy_px[row, 0]), float(clicks.xy_px[row, 1])),
    )


detector = signals.register("dead_click")(
    Detector(
        title="Dead click",
        text=(
            "A click on something that looks clickable (a control, or a pointing cursor), after "
            "which nothing happened for {dead_window_s} s: no change of the page, navigation, "
            "request, media, typing, new window or download; nor focus, selection or scrolling "
            "within {dead_gesture_s} s."
        ),
        source="PostHog's kinds of answer and its 2,500 ms; see docs/measures.md",
        thresholds=(
            Threshold("dead_window_s", 2.5, "PostHog: 2,500 ms without a mutation"),
            Threshold("dead_gesture_s", 0.3, "Sentry: scroll within 300 ms; PostHog: 100 ms"),
            Threshold("dead_wake_s", 0.5, "ours: a click that brings the window to the front"),
            Threshold("error_click_window_s", 1.0, "as for error clicks"),
        ),
        ignores=(
            "form fields, which the browser itself answers",
            "text selection, canvas, video and embedded content, sliders",
            "links that open a new window, and downloads",
            "cookie and consent banners",
            "clicks that woke the window",
            "clicks on a page that was left before the time was over",
            "error clicks",
        ),
        impact=2,
        detect=detect,
    )
)
