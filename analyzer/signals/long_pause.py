"""Long pause: nothing was done for a while, though the page was there to be used."""

from __future__ import annotations

import numpy as np

from analyzer import spans
from analyzer.deeds import busy, waiting
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
    deeds = spans.union(_widened(busy(scene.events)))
    away = np.concatenate((scene.timeline.hidden, waiting(scene.events)))
    found = []
    for attempt in scene.attempts:
        mine = spans.clip(deeds, attempt.start_s, attempt.end_s)
        if not len(mine):
            continue
        whole = spans.union([(float(mine[0, 0]), attempt.end_s)])
        idle = spans.subtract(whole, spans.union(np.concatenate((mine, away))))
        long = idle[:, 1] - idle[:, 0] >= thresholds["pause_s"] - EPSILON_S
        for start_s, end_s in idle[long].tolist():
            visit = _shown(scene, start_s)
            if visit is not None:
                detail = f"nothing done for {end_s - start_s:.1f} s"
                found.append(over((start_s, end_s), (visit.screen, -1), detail))
    return found


def _widened(moments: FloatArray) -> FloatArray:
    """Give moments a length, which intervals must have."""
    return np.column_stack((moments[:, 0], np.maximum(moments[:, 1], moments[:, 0] + EPSILON_S)))


def _shown(scene: Scene, t_s: float) -> Visit | None:
    shown = [v for v in scene.timeline.visits if v.start_s - EPSILON_S <= t_s <= v.end_s]
    return shown[-1] if shown else None


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
