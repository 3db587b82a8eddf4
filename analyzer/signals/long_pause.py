"""Long pause: nothing was done for a while, though the page was there to be used."""

from __future__ import annotations

import numpy as np

from analyzer import spans
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.events import FloatArray
from analyzer.sessionize import Visit
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find stretches of an attempt in which the participant did nothing.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `pause_s`.

    Returns
    -------
    list of Episode
        One a pause, on the screen that was shown. The time from an attempt's start to the first
        deed is reading, not a pause.
    """
    least_s = thresholds["pause_s"] - EPSILON_S
    deeds_s = scene.busy[:, 0]
    # Moments get a length, which intervals must have.
    until_s = np.maximum.accumulate(np.maximum(scene.busy[:, 1], deeds_s + EPSILON_S))
    quiet = _quiet(deeds_s, until_s, least_s)
    away = spans.union(np.concatenate((scene.timeline.hidden, scene.waiting, scene.paused)))
    found = []
    for attempt in scene.attempts:
        first = int(np.searchsorted(until_s, attempt.start_s, side="right"))
        if first == deeds_s.size or deeds_s[first] >= attempt.end_s:
            continue
        mine = max(float(deeds_s[first]), attempt.start_s), attempt.end_s
        idle = spans.subtract(spans.clip(quiet, *mine), spans.clip(away, *mine))
        long = idle[:, 1] - idle[:, 0] >= least_s
        for start_s, end_s in idle[long].tolist():
            visit = _shown(scene, start_s)
            if visit is not None:
                detail = f"nothing done for {end_s - start_s:.1f} s"
                found.append(over((start_s, end_s), (visit.screen, -1), detail))
    return found


def _quiet(deeds_s: FloatArray, until_s: FloatArray, least_s: float) -> FloatArray:
    """Give the stretches between deeds that are long enough, and the one after the last deed."""
    if not deeds_s.size:
        return spans.NEVER
    starts, ends = until_s, np.append(deeds_s[1:], np.inf)
    is_long = ends - starts >= least_s
    return spans.union(np.column_stack((starts[is_long], ends[is_long])))


def _shown(scene: Scene, t_s: float) -> Visit | None:
    # What begins a rounding later has begun.
    there = scene.timeline.shown(t_s, t_s + EPSILON_S)
    return there[-1] if there else None


detector = signals.register("long_pause")(
    Detector(
        title="Long pause",
        text="Nothing was done for {pause_s} s or longer, while the page was visible and at rest.",
        source="ours; five seconds are idle in UXtweak's player (4 s); see docs/measures.md",
        thresholds=(Threshold("pause_s", 5.0, "ours; UXtweak skips from 4 s on"),),
        ignores=(
            "reading before the first deed of a task",
            "time in which the tab was hidden",
            "waiting for a page or an answer of the server",
        ),
        impact=1,
        detect=detect,
        family="screen",
        is_error=False,
    )
)
