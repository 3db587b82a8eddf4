"""Repeated focus: coming back to a field again and again."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.signals import signals
from analyzer.waking import woke


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find fields that were entered time and again in one view of a page.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `refocus_times`, `refocus_window_s`, `refocus_wake_s`.

    Returns
    -------
    list of Episode
        One a field and page view, from the first time to the last.
    """
    events = scene.events
    focuses = events.focuses
    entered = [
        row
        for row in np.flatnonzero(focuses.gained & (focuses.location >= 0)).tolist()
        # The window that comes back gives its field the focus once more.
        if not woke(events, focuses.t_s[row], int(focuses.page[row]), thresholds["refocus_wake_s"])
    ]
    entered.sort(key=lambda row: (focuses.page[row], focuses.location[row], focuses.t_s[row]))
    found = []
    for _, group in groupby(entered, key=lambda row: (focuses.page[row], focuses.location[row])):
        rows = list(group)
        needed = int(thresholds["refocus_times"])
        times_s = focuses.t_s[rows]
        if len(rows) < needed or not _is_dense(times_s, needed, thresholds["refocus_window_s"]):
            continue
        span_s = (float(times_s[0]), float(times_s[-1]))
        place = (int(focuses.screen[rows[0]]), int(focuses.location[rows[0]]))
        found.append(over(span_s, place, f"entered {len(rows)} times", len(rows)))
    return sorted(found, key=lambda one: one.t_s)


def _is_dense(times_s: np.ndarray[tuple[int], np.dtype[np.float64]], needed: int,
              window_s: float) -> bool:  # fmt: skip
    spans_s = times_s[needed - 1 :] - times_s[: times_s.size - needed + 1]
    return bool((spans_s <= window_s + EPSILON_S).any())


detector = signals.register("repeated_focus")(
    Detector(
        title="Repeated focus",
        text=(
            "The same field was entered {refocus_times} or more times in one view of a page, "
            "within {refocus_window_s} s."
        ),
        source="ours, after the refilled fields of form analytics; see docs/measures.md",
        thresholds=(
            Threshold("refocus_times", 3, "ours"),
            Threshold("refocus_window_s", 120.0, "ours: two minutes, a form's length"),
            Threshold("refocus_wake_s", 0.5, "ours: the window's own waking"),
        ),
        ignores=("a window that came back to the front",),
        impact=1,
        detect=detect,
        family="field",
        is_error=False,
    )
)
