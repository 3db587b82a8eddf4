"""Deviation: pages on no accepted path of the task."""

from __future__ import annotations

from analyzer.detection import Detector, Episode, Scene, Thresholds
from analyzer.episodes import over
from analyzer.paths import Deviation, deviations
from analyzer.signals import signals
from analyzer.steps import steps_of


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:  # noqa: ARG001 - it has none
    """Find where attempts left their task's accepted paths.

    Parameters
    ----------
    scene
        One session.
    thresholds
        None of its own.

    Returns
    -------
    list of Episode
        One a deviation, on the wrong page, until an accepted step was reached again.
    """
    tasks = {task.id: task for task in scene.definition.tasks}
    found = []
    for attempt in scene.attempts:
        task = tasks.get(attempt.task)
        if task is None or not task.paths:
            continue
        way = steps_of(scene.timeline, attempt, task.paths)
        for one in deviations(way, task.paths, attempt.start_s, attempt.end_s):
            place = (one.first.view.screen, -1)
            found.append(over((one.start_s, one.end_s), place, _told(one), one.steps))
    return found


def _told(one: Deviation) -> str:
    pages = "1 page" if one.steps == 1 else f"{one.steps} pages"
    end = "" if one.is_recovered else ", not recovered"
    return f"{one.first.name} instead of the path: {pages}, {one.cost_s:.1f} s{end}"


detector = signals.register("deviation")(
    Detector(
        title="Deviation",
        text="A page that is on no accepted path of the task, until the path was reached again.",
        source="alignment after Needleman & Wunsch (1970); see docs/measures.md",
        thresholds=(),
        ignores=("tasks without accepted paths", "steps that were skipped: shortcuts"),
        impact=2,
        detect=detect,
        family="screen",
    )
)
