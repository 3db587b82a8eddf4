"""Dead click: a click on what looks clickable but is no control, and nothing answered."""

from __future__ import annotations

from analyzer import targets
from analyzer.detection import Detector, Episode, Scene, Thresholds
from analyzer.signals import signals
from analyzer.unanswered import IGNORED, THRESHOLDS, unanswered


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks on look-alikes of controls that nothing answered.

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
    return unanswered(scene, thresholds, lambda place: not targets.is_control(place))


detector = signals.register("dead_click")(
    Detector(
        title="Dead click",
        text=(
            "A click on something that is no control but looks like one (a pointing cursor), after "
            "which nothing happened for {dead_window_s} s: no change of the page, navigation, "
            "request, media, typing, new window or download; nor focus, selection or scrolling "
            "within {dead_gesture_s} s."
        ),
        source="PostHog's kinds of answer and its 2,500 ms; see docs/measures.md",
        thresholds=THRESHOLDS,
        ignores=(*IGNORED, "controls (those are unresponsive clicks)"),
        impact=2,
        detect=detect,
    )
)
