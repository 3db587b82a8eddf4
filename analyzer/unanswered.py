"""Clicks that nothing answered: what the dead click and the unresponsive click have in common."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyzer import targets
from analyzer.answers import Answer
from analyzer.detection import EPSILON_S, Episode, Scene, Threshold, Thresholds
from analyzer.dragging import dragged
from analyzer.episodes import at_click
from analyzer.events import Clicks, Location, SessionEvents
from analyzer.failures import ambient, blamed
from analyzer.polling import polled, sends_only
from analyzer.waking import woke

THRESHOLDS = (
    Threshold("dead_window_s", 2.5, "PostHog: 2,500 ms without a mutation"),
    Threshold("dead_gesture_s", 0.3, "Sentry: scroll within 300 ms; PostHog: 100 ms"),
    Threshold("dead_wake_s", 0.5, "ours: a click that brings the window to the front"),
    Threshold("error_click_window_s", 1.0, "as for error clicks"),
)
IGNORED = (
    "form fields, which the browser itself answers",
    "the end of a drag",
    "text selection, canvas, video and embedded content, sliders",
    "links that open a new window, and downloads",
    "cookie and consent banners",
    "clicks that woke the window",
    "clicks on a page that was left before the time was over",
    "error clicks",
    "requests that the page sends by itself all the time: they answer nothing",
)

# These follow a gesture at once or not at all; later ones belong to what was done next.
_AT_ONCE = ("scroll", "selection", "focus")
_ANSWERS = ("mutation", "navigation", "request", "media", "input", "window", "download", "error")
HURRIED_S = 0.5  # ours: from one hurried press to the next

Failures = frozenset[tuple[int, str]]  # (page, message), as `failures.ambient` gives them


def unanswered(
    scene: Scene, thresholds: Thresholds, belongs: Callable[[Location], bool]
) -> list[Episode]:
    """Find clicks that nothing answered.

    Parameters
    ----------
    scene
        One session.
    thresholds
        The values of `THRESHOLDS`.
    belongs
        Tells which elements are asked about.

    Returns
    -------
    list of Episode
        One a click.
    """
    events = scene.events
    clicks = events.clicks
    window_s = thresholds["error_click_window_s"]
    causeless = ambient(events, blamed(events, window_s))
    failing = frozenset(page for page, _ in causeless)
    polls = polled(events)
    elsewhere_s = _until_next_elsewhere_s(clicks, thresholds["dead_window_s"])
    is_asked = np.array([belongs(one) for one in events.locations], dtype=np.bool_)
    found = []
    rows = np.flatnonzero(clicks.is_trusted & (clicks.button == 0))
    for row in rows[is_asked[clicks.location[rows]]].tolist():
        answer = scene.answered[row]
        if (
            answer is not None
            and _is_candidate(events, row)
            and not _is_answered(
                _caused(answer, events, row, failing, polls), elsewhere_s[row], thresholds
            )
            and not woke(events, clicks.t_s[row], int(clicks.page[row]), thresholds["dead_wake_s"])
            and not _raised_error(events, row, window_s, causeless)
            and _was_watched(scene, row, answer, thresholds["dead_window_s"])
        ):
            detail = f"nothing answered within {thresholds['dead_window_s']:g} s"
            found.append(at_click(clicks, row, detail))
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
        and not dragged(events, row)
    )


def _is_answered(answer: Answer, elsewhere_s: float, thresholds: Thresholds) -> bool:
    """Whether something answered before the participant went on to something else."""
    until_s = elsewhere_s + EPSILON_S
    after_s = answer.first_s(*_ANSWERS)
    if after_s is not None and after_s <= until_s:
        return True
    at_once_s = answer.first_s(*_AT_ONCE)
    return at_once_s is not None and at_once_s <= min(
        until_s, thresholds["dead_gesture_s"] + EPSILON_S
    )


def _until_next_elsewhere_s(clicks: Clicks, window_s: float) -> list[float]:
    """Time until another element of the page is clicked: what follows is the answer to that."""
    order = np.argsort(clicks.page, kind="stable")
    page, location, t_s = clicks.page[order], clicks.location[order], clicks.t_s[order]
    is_other_page = page[1:] != page[:-1]
    # Clicks on one element in a row share the click that follows them on their page.
    turns = np.flatnonzero(is_other_page | (location[1:] != location[:-1])) + 1
    following = np.append(turns, 0)[np.searchsorted(turns, np.arange(t_s.size), side="right")]
    is_known = (following > 0) & (page[following] == page) & (t_s[following] <= t_s + window_s)
    found = np.empty(t_s.size)
    found[order] = np.where(is_known, t_s[following] - t_s, window_s)
    return found.tolist()


def _caused(
    answer: Answer, events: SessionEvents, row: int, failing: frozenset[int], polls: frozenset[str]
) -> Answer:
    """Leave out what the page does by itself all the time: failures, and requests."""
    idle = set()
    if failing and int(events.clicks.page[row]) in failing:
        idle.add("error")
    if polls and sends_only(events, row, polls):
        idle.add("request")
    if not idle:
        return answer
    kinds = {kind: after_s for kind, after_s in answer.after_s.items() if kind not in idle}
    return Answer(kinds, answer.watched_s)


def _raised_error(events: SessionEvents, row: int, within_s: float, causeless: Failures) -> bool:
    """Whether it is an error click, which is not a dead click too.

    The tracker tells of the same error once a second: quick clicks on one element share it, also
    the one that comes just after that second.
    """
    clicks, errors = events.clicks, events.errors
    t_s = clicks.t_s[row]
    reach_s = within_s + HURRIED_S + 3 * EPSILON_S
    begun = np.searchsorted(errors.t_s, t_s - reach_s)
    until = np.searchsorted(errors.t_s, t_s + within_s + EPSILON_S, side="right")
    if begun == until:
        return False
    soon = slice(*np.searchsorted(clicks.t_s, (t_s - reach_s, t_s + EPSILON_S)))
    ago_s = t_s - clicks.t_s[soon]
    quick = (clicks.location[soon] == clicks.location[row]) & (
        clicks.page[soon] == clicks.page[row]
    )
    first_s = clicks.t_s[soon][quick & (ago_s >= 0) & (ago_s <= within_s + HURRIED_S)].min()
    return any(
        errors.kind[at] != "resource"
        and errors.page[at] == clicks.page[row]
        and errors.t_s[at] >= first_s - EPSILON_S
        and (int(errors.page[at]), errors.message[at]) not in causeless
        for at in range(int(begun), int(until))
    )


def _was_watched(scene: Scene, row: int, answer: Answer, window_s: float) -> bool:
    """Whether the page stayed long enough to have answered: one left early tells nothing."""
    clicks = scene.events.clicks
    stayed_s = float(scene.timeline.page_last_s[clicks.page[row]] - clicks.t_s[row])
    return max(answer.watched_s, stayed_s) >= window_s - EPSILON_S
