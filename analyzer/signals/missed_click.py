"""Missed click: a click beside a control."""

from __future__ import annotations

import numpy as np

from analyzer import targets
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.dragging import dragged
from analyzer.episodes import at_click
from analyzer.events import Clicks, FloatArray, SessionEvents
from analyzer.signals import signals

DOUBLE_S = 0.5  # the time in which systems take two clicks for a double one


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks on nothing, a little way from a control.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `missed_px`, `missed_answer_s`.

    Returns
    -------
    list of Episode
        One a click, at the control that was missed.
    """
    events = scene.events
    clicks = events.clicks
    # Where the tracker feels for neighbours itself, what stood there at another time says nothing.
    boxes = {} if (clicks.near[:, 0] >= 0).any() else _control_boxes(events)
    found = []
    for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist():
        if not _hits_nothing(scene, row, thresholds["missed_answer_s"]):
            continue
        near = _told(clicks, row) or _nearest(boxes.get(int(clicks.screen[row])), clicks.xy_px[row])
        if near is not None and near[0] <= thresholds["missed_px"]:
            apart_px, location = near
            label = events.locations[location].label or "a control"
            episode = at_click(clicks, row, f"{apart_px:.0f} px beside {label}")
            found.append(_placed(episode, location))
    return found


def _hits_nothing(scene: Scene, row: int, answer_s: float) -> bool:
    """Whether the click was on something dead to clicks, and was none of another kind."""
    clicks = scene.events.clicks
    place = scene.events.locations[clicks.location[row]]
    answer = scene.answered[row]
    soonest_s = answer.first_s("mutation", "navigation", "media", "window") if answer else None
    return (
        clicks.pointer[row] != "keyboard"
        and not targets.looks_clickable(place, clicks.cursor[row])
        and not targets.is_form_control(place)
        and not targets.is_canvas(place, clicks.target[row])
        and not targets.is_consent_banner(place)
        and not targets.is_meant_for_repeats(place)
        and not bool(clicks.selected_text[row])
        and not _began_selection(clicks, row)
        and (soonest_s is None or soonest_s > answer_s + EPSILON_S)
        and not dragged(scene.events, row)
    )


def _began_selection(clicks: Clicks, row: int) -> bool:
    """Whether it is the first click of a double click that selected text."""
    after = row + 1
    return (
        after < clicks.t_s.size
        and bool(clicks.selected_text[after])
        and clicks.location[after] == clicks.location[row]
        and float(clicks.t_s[after] - clicks.t_s[row]) <= DOUBLE_S
    )


def _told(clicks: Clicks, row: int) -> tuple[float, int] | None:
    """Give the control that the tracker saw beside the click, used or not."""
    location, apart_px = clicks.near[row].tolist()
    return (apart_px, int(location)) if location >= 0 else None


def _control_boxes(events: SessionEvents) -> dict[int, tuple[FloatArray, list[int]]]:
    """Collect where controls stood, by screen: of those that were used or found invalid."""
    rows: dict[int, dict[tuple[float, ...], int]] = {}
    for family in (events.clicks, events.validations):
        for screen, location, box in zip(
            family.screen.tolist(), family.location.tolist(), family.box_px.tolist(), strict=True
        ):
            if location >= 0 and targets.is_control(events.locations[location]) and box[2] > 0:
                rows.setdefault(screen, {})[tuple(box)] = location
    return {
        screen: (np.array(list(boxes), dtype=np.float64), list(boxes.values()))
        for screen, boxes in rows.items()
    }


def _nearest(
    boxes: tuple[FloatArray, list[int]] | None, xy_px: FloatArray
) -> tuple[float, int] | None:
    """Give the distance to the nearest edge, px, and whose it is; None inside of a control."""
    if boxes is None:
        return None
    edges, locations = boxes
    low, high = edges[:, :2], edges[:, :2] + edges[:, 2:]
    outside = np.maximum(np.maximum(low - xy_px, xy_px - high), 0.0)
    apart = np.hypot(outside[:, 0], outside[:, 1])
    at = int(apart.argmin())
    return (float(apart[at]), locations[at]) if apart[at] > 0 else None


def _placed(episode: Episode, location: int) -> Episode:
    return Episode(
        episode.t_s, episode.end_s, episode.screen, location, 1, episode.detail, episode.xy_px
    )


detector = signals.register("missed_click")(
    Detector(
        title="Missed click",
        text=(
            "A click on something that is no control, at most {missed_px} px from the edge of "
            "one that stood there, and that nothing answered within {missed_answer_s} s."
        ),
        source="ours; 24 px is the least size of a target in WCAG 2.5.8; see docs/measures.md",
        thresholds=(
            Threshold("missed_px", 24.0, "WCAG 2.5.8: targets of at least 24 px"),
            Threshold("missed_answer_s", 0.5, "ours: what answers at once was meant"),
        ),
        ignores=(
            "clicks that selected text, and activations by the keyboard",
            "form fields, canvas, video and embedded content",
            "cookie and consent banners",
            "parts of pagers, carousels and calendars: their last step is often disabled",
            "pulls, and double clicks, that select text",
            "clicks that something answered",
        ),
        impact=1,
        detect=detect,
    )
)
