"""Lostness: an attempt that wandered about among the pages."""

from __future__ import annotations

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.navigation import lostness_of
from analyzer.segment import TaskAttempt
from analyzer.signals import signals
from analyzer.steps import pages_of


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find attempts whose lostness is above the threshold.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `lost_above`.

    Returns
    -------
    list of Episode
        One an attempt, over all of it, on the screen on which it ended.
    """
    found = []
    for attempt in scene.attempts:
        task = scene.tasks.get(attempt.task)
        if task is None or not task.paths:
            continue
        score = lostness_of(pages_of(scene.timeline, attempt, task.paths), task.paths)
        if score is not None and score > thresholds["lost_above"] + EPSILON_S:
            place = (_last_screen(scene, attempt), -1)
            span_s = (attempt.start_s, attempt.end_s)
            found.append(over(span_s, place, f"lostness {score:.2f}"))
    return found


def _last_screen(scene: Scene, attempt: TaskAttempt) -> int:
    shown = scene.timeline.begun_last(attempt.end_s)
    return shown.screen if shown else 0


detector = signals.register("lostness")(
    Detector(
        title="Lost",
        text="An attempt at a task with accepted paths whose lostness is above {lost_above}.",
        source="Smith (1996), Interacting with Computers 8:365: all above 0.5 were lost",
        thresholds=(Threshold("lost_above", 0.5, "Smith (1996)"),),
        ignores=("attempts that saw fewer pages than the shortest accepted path has",),
        impact=3,
        detect=detect,
        family="screen",
        is_error=False,
    )
)
