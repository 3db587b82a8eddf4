"""Hesitation: the pointer rested on a control for long, by this participant's own measure."""

from __future__ import annotations

import numpy as np

from analyzer import spans
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.events import FloatArray, SessionEvents
from analyzer.rests import Rest, rests
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find long rests of the pointer on controls, before a click or before it left again.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `hesitation_s`, `hesitation_mads`, `hesitation_clicks`, `hesitation_at_most_s`.

    Returns
    -------
    list of Episode
        One a rest. None at all where the participant clicked too seldom for a baseline.
    """
    events = scene.events
    dwells_s = before_clicks(events)
    if dwells_s.size < thresholds["hesitation_clicks"]:
        return []
    median = float(np.median(dwells_s))
    spread = float(np.median(np.abs(dwells_s - median)))
    limit_s = max(thresholds["hesitation_s"], median + thresholds["hesitation_mads"] * spread)
    away = spans.union(np.concatenate((scene.timeline.hidden, scene.waiting, scene.paused)))
    found = []
    for rest in rests(events, min_s=limit_s):
        lasted_s = rest.end_s - rest.start_s
        lasted_s -= spans.length_s(spans.clip(away, rest.start_s, rest.end_s))
        if limit_s - EPSILON_S <= lasted_s <= thresholds["hesitation_at_most_s"]:
            found.append(_episode(rest, lasted_s, median))
    return found


def before_clicks(events: SessionEvents) -> FloatArray:
    """Measure how long the pointer rested before each click of the mouse.

    Parameters
    ----------
    events
        One session's.

    Returns
    -------
    array
        Seconds, one entry a click that a movement on the same page preceded.
    """
    clicks, pointers = events.clicks, events.pointers
    is_mouse = np.array([kind == "mouse" for kind in clicks.pointer], dtype=np.bool_)
    rows = np.flatnonzero(clicks.is_trusted & is_mouse)
    if not rows.size or not pointers.t_s.size:
        return np.empty(0)
    last = np.searchsorted(pointers.t_s, clicks.t_s[rows] + EPSILON_S, side="right") - 1
    is_known = (last >= 0) & (pointers.page[np.maximum(last, 0)] == clicks.page[rows])
    rows, last = rows[is_known], last[is_known]
    since_s = np.maximum(clicks.t_s[rows] - pointers.t_s[last], 0.0)
    # After a click on the same spot the pointer rests because it is there, not to decide.
    before = clicks.t_s[np.maximum(rows - 1, 0)]
    is_first = (rows == 0) | (before < pointers.t_s[last] - EPSILON_S)
    return np.asarray(since_s[is_first], dtype=np.float64)


def _episode(rest: Rest, lasted_s: float, median_s: float) -> Episode:
    return Episode(
        t_s=rest.start_s,
        end_s=rest.end_s,
        screen=rest.screen,
        location=rest.location,
        count=1,
        detail=f"rested for {lasted_s:.1f} s; usual before a click: {median_s:.1f} s",
        xy_px=rest.xy_px,
    )


detector = signals.register("hesitation")(
    Detector(
        title="Hesitation",
        text=(
            "The pointer rested on a control for at least {hesitation_s} s, and longer than this "
            "participant's median rest before a click by {hesitation_mads} times its median "
            "absolute deviation. Needs {hesitation_clicks} clicks for a baseline."
        ),
        source=(
            "Fernandez-Fontelo et al. (2021): a person's own baseline improves the detection; "
            "see docs/measures.md"
        ),
        thresholds=(
            Threshold("hesitation_s", 1.5, "ours: the floor of METHODS' rule, 1,500 ms"),
            Threshold("hesitation_mads", 3.0, "ours: a robust z of about 2"),
            Threshold("hesitation_clicks", 5.0, "ours: fewer give no median to speak of"),
            Threshold("hesitation_at_most_s", 30.0, "ours: longer is absence, see long pause"),
        ),
        ignores=(
            "rests that follow a click on the same spot",
            "time in which the tab was hidden, the page was loading, or the session was paused",
            "touch: there is no pointer that could rest",
        ),
        impact=1,
        detect=detect,
        family="hover",
        is_error=False,
    )
)
