"""Deviation: pages on no accepted path of the task."""

from __future__ import annotations

from dataclasses import replace

from analyzer.astray import opening_click
from analyzer.detection import Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.paths import Deviation, deviations
from analyzer.signals import signals
from analyzer.steps import steps_of


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find where attempts left their task's accepted paths.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `misled_window_s`.

    Returns
    -------
    list of Episode
        One a deviation, at the click that had opened the wrong page, else on that page; it lasts
        until an accepted step was reached again.
    """
    found = []
    for attempt in scene.attempts:
        task = scene.tasks.get(attempt.task)
        if task is None or not task.paths:
            continue
        way = steps_of(scene.timeline, attempt, task.paths)
        for one in deviations(way, task.paths, attempt.start_s, attempt.end_s):
            click = opening_click(scene, one.first.view, thresholds["misled_window_s"])
            place = (one.first.view.screen, -1)
            episode = over((one.start_s, one.end_s), place, _told(one), one.steps)
            found.append(episode if click is None else _at(scene, click, episode))
    return found


def _at(scene: Scene, click: int, episode: Episode) -> Episode:
    clicks = scene.events.clicks
    return replace(
        episode,
        screen=int(clicks.screen[click]),
        location=int(clicks.location[click]),
        xy_px=(float(clicks.xy_px[click, 0]), float(clicks.xy_px[click, 1])),
    )


def _told(one: Deviation) -> str:
    pages = "1 page" if one.steps == 1 else f"{one.steps} pages"
    end = "" if one.is_recovered else ", not recovered"
    return f"{one.first.name} instead of the path: {pages}, {one.cost_s:.1f} s{end}"


detector = signals.register("deviation")(
    Detector(
        title="Deviation",
        text=(
            "A page that is on no accepted path of the task, until the path was reached again. It "
            "is placed at the click that had opened it, up to {misled_window_s} s before."
        ),
        source="alignment after Needleman & Wunsch (1970); see docs/measures.md",
        thresholds=(
            Threshold("misled_window_s", 5.0, "ours: from the click to the page it opened"),
        ),
        ignores=(
            "tasks without accepted paths",
            "steps that were skipped: shortcuts",
            "the page on which the task began",
        ),
        impact=2,
        detect=detect,
    )
)
