"""False success: the participant said that the task was done, and it was not."""

from __future__ import annotations

from analyzer.detection import Detector, Episode, Scene, Thresholds
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:  # noqa: ARG001 - it has none
    """Find attempts that were claimed as done without the goal.

    Parameters
    ----------
    scene
        One session.
    thresholds
        None of its own.

    Returns
    -------
    list of Episode
        One an attempt, at its end, on the screen that was shown then.
    """
    found = []
    for attempt in scene.attempts:
        shown = scene.timeline.begun_last(attempt.end_s)
        if attempt.outcome == "false_success" and shown is not None:
            found.append(
                Episode(
                    t_s=attempt.end_s,
                    end_s=attempt.end_s,
                    screen=shown.screen,
                    location=-1,
                    count=1,
                    detail="Done was pressed, the goal was not reached",
                )
            )
    return found


detector = signals.register("false_success")(
    Detector(
        title="False success",
        text="Done was pressed although the task's goal had not been reached.",
        source="ours: the claim is set against the task's own rule; see docs/measures.md",
        thresholds=(),
        ignores=("tasks whose outcome a moderator judges",),
        impact=3,
        detect=detect,
        family="screen",
    )
)
