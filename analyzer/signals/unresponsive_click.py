"""Unresponsive click: a control was used, and nothing answered."""

from __future__ import annotations

from analyzer import targets
from analyzer.detection import Detector, Episode, Scene, Thresholds
from analyzer.signals import signals
from analyzer.unanswered import IGNORED, THRESHOLDS, unanswered


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks on controls that nothing answered.

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
    return unanswered(scene, thresholds, targets.is_control)


detector = signals.register("unresponsive_click")(
    Detector(
        title="Unresponsive click",
        text=(
            "A click on a control (a link, a button, a tab, a menu entry) after which nothing "
            "happened for {dead_window_s} s: no change of the page, navigation, request, media, "
            "typing, new window or download; nor focus, selection or scrolling within "
            "{dead_gesture_s} s."
        ),
        source="PostHog: 2,500 ms without a mutation; see docs/measures.md",
        thresholds=THRESHOLDS,
        ignores=(*IGNORED, "what only looks like a control (those are dead clicks)"),
        impact=3,
        detect=detect,
    )
)
