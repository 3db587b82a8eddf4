"""Help sought: the way on was not found without asking for it."""

from __future__ import annotations

import re
from bisect import bisect_right

import numpy as np

from analyzer import targets
from analyzer.detection import Detector, Episode, Scene, Thresholds
from analyzer.episodes import at_click, over
from analyzer.segment import around
from analyzer.signals import signals
from analyzer.steps import step_of

# In the six languages that the panel speaks.
_HELP = re.compile(
    r"\b(?:help|faqs?|frequently asked questions|support|how (?:to|do i)|tutorial"
    r"|hilfe|häufige fragen|anleitung|aiuto|assistenza|domande frequenti|bantuan|panduan)\b"
    r"|帮助|常见问题|客服|使用指南|幫助|說明|常見問題|^\?$",
    re.IGNORECASE,
)
LED_WITHIN_S = 10.0  # ours: from a click on help to the page that it opened
_HELP_PAGE = re.compile(r"/(?:help|faqs?|support|hilfe|aiuto|bantuan|guide|docs?)(?:[/.]|$)", re.I)


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:  # noqa: ARG001 - it has none
    """Find clicks on help, help pages that were opened otherwise, and the keys that ask for it.

    Parameters
    ----------
    scene
        One session.
    thresholds
        None of its own.

    Returns
    -------
    list of Episode
        One a deed; a page that a click on help opened is told by the click.
    """
    events = scene.events
    clicks, keys = events.clicks, events.keys
    found, searched = [], []
    with_help = _tasks_with_help(scene)
    for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist():
        place = events.locations[clicks.location[row]]
        label = place.label.strip()
        is_help = _HELP.search(label) and targets.looks_clickable(place, clicks.cursor[row])
        if is_help and not any(
            one.task in with_help for one in around(scene.attempts, float(clicks.t_s[row]))
        ):
            found.append(at_click(clicks, row, f"clicked {label}"))
    for row, key in enumerate(keys.key):
        t_s, screen = float(keys.t_s[row]), int(keys.screen[row])
        if key == "help":
            found.append(over((t_s, t_s), (screen, -1), "pressed the key for help"))
        elif key == "find":  # it opens no page
            searched.append(over((t_s, t_s), (screen, -1), "searched in the page"))
    return sorted(found + searched + _pages(scene, found), key=lambda one: one.t_s)


def _tasks_with_help(scene: Scene) -> set[str]:
    """Tell in which tasks help is what is asked for."""
    return {
        task.id
        for task in scene.definition.tasks
        if any(_HELP_PAGE.search(step) for path in task.paths for step in path)
    }


def _pages(scene: Scene, told: list[Episode]) -> list[Episode]:
    """Find help pages that no click on help has led to, and the task at hand does not ask for."""
    told_s = sorted(one.t_s for one in told)
    found = []
    for view in scene.timeline.views:
        if not _HELP_PAGE.search(view.path):
            continue
        before = bisect_right(told_s, view.start_s)
        is_told = before > 0 and view.start_s - told_s[before - 1] <= LED_WITHIN_S
        wanted = {
            step
            for one in around(scene.attempts, view.start_s)
            for path in scene.tasks[one.task].paths
            for step in path
        }
        if not is_told and step_of(view.path, wanted) is None:
            span_s = (view.start_s, view.start_s)
            found.append(over(span_s, (view.screen, -1), f"opened {view.path}"))
    return found


detector = signals.register("help_sought")(
    Detector(
        title="Help sought",
        text=(
            "A click on help, support or frequent questions; a help page that was opened; the "
            "keys for help or for finding in the page."
        ),
        source="Hilbert & Redmiles (2000) list asking for help among the signs; docs/measures.md",
        thresholds=(),
        ignores=(
            "headings and texts about help: what does not look clickable",
            "help that a page opens by itself after a click on help: it is told once",
            "tasks in whose accepted paths a help page stands",
        ),
        impact=2,
        detect=detect,
        is_error=False,
    )
)
