"""Backtrack: going back soon after a page was opened: it was not what was looked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

import numpy as np

from analyzer.astray import opening_click
from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.events import SessionEvents
from analyzer.segment import around
from analyzer.sessionize import PageView
from analyzer.signals import signals
from analyzer.steps import step_of

_HISTORY = frozenset({"back_forward", "bfcache", "pop"})


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find quick returns, and returns to a page that is on no accepted path.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `quick_back_s`, `forwarded_s`, `misled_window_s`.

    Returns
    -------
    list of Episode
        One a return, at the click that had led astray, else at the page that was left.
    """
    found = []
    of_tab: dict[str, list[PageView]] = {}
    for view in scene.timeline.views:
        of_tab.setdefault(view.tab, []).append(view)
    for tab in sorted(of_tab):
        views = _pages_in_turn(of_tab[tab])
        last_seen: dict[str, int] = {}
        for at in range(1, len(views)):
            before = last_seen.get(views[at].path)
            last_seen[views[at - 1].path] = at - 1
            back = None if before is None else _return(scene, views, before, at, thresholds)
            if back is not None:
                found.append(_episode(scene, views[at - 1], views[at], back, thresholds))
    return found


def _pages_in_turn(views: list[PageView]) -> list[PageView]:
    """Leave out views that show the page before once more: a reload, another query."""
    turns: list[PageView] = []
    for view in views:
        if not turns or view.path != turns[-1].path:
            turns.append(view)
    return turns


def _return(
    scene: Scene, views: list[PageView], before: int, at: int, thresholds: Thresholds
) -> str | None:
    """Say in words how a view returns to the page seen before; None when it is no return."""
    left, now, opened = views[at - 1], views[at], views[before + 1]
    away_s = now.start_s - opened.start_s
    if _task_changed(scene, opened.start_s, now.start_s) or _task_opened(scene, opened, thresholds):
        return None
    if now.kind not in _HISTORY and _forwarded(scene.events, left, now, thresholds):
        return None
    if away_s <= thresholds["quick_back_s"] + EPSILON_S:
        return f"back from {left.path} after {away_s:.1f} s"
    running = [*around(scene.attempts, now.start_s)]
    paths = scene.tasks[running[-1].task].paths if running else []
    if paths and step_of(now.path, {step for route in paths for step in route}) is None:
        return f"back to {now.path}, which is on no accepted path"
    return None


def _task_changed(scene: Scene, start_s: float, end_s: float) -> bool:
    """Whether a task began or ended between: then its start page may have been opened for it."""
    # Attempts follow one another, so both their starts and their ends are sorted.
    return any(
        bisect_left(scene.attempts, start_s, key=moment)
        < bisect_right(scene.attempts, end_s, key=moment)
        for moment in (attrgetter("start_s"), attrgetter("end_s"))
    )


def _task_opened(scene: Scene, view: PageView, thresholds: Thresholds) -> bool:
    """Whether a page was opened by the start of a task, and not by a click of the participant."""
    before_s = view.start_s - thresholds["misled_window_s"] - EPSILON_S
    last = bisect_right(scene.attempts, view.start_s, key=attrgetter("start_s")) - 1
    if last < 0 or scene.attempts[last].start_s < before_s:
        return False
    click = opening_click(scene, view, thresholds["misled_window_s"])
    return click is None or scene.events.clicks.t_s[click] <= scene.attempts[last].start_s


def _forwarded(
    events: SessionEvents, left: PageView, now: PageView, thresholds: Thresholds
) -> bool:
    """Whether the page that was left sent the browser on by itself."""
    is_untouched = all(
        np.searchsorted(of.t_s, left.start_s) == np.searchsorted(of.t_s, now.start_s, side="right")
        for of in (events.clicks, events.keys)
    )
    return is_untouched and now.start_s - left.start_s <= thresholds["forwarded_s"] + EPSILON_S


def _episode(
    scene: Scene, left: PageView, now: PageView, detail: str, thresholds: Thresholds
) -> Episode:
    """Blame the click that opened the page that was left: there the wrong turn was taken."""
    clicks = scene.events.clicks
    click = opening_click(scene, left, thresholds["misled_window_s"])
    return Episode(
        t_s=now.start_s,
        end_s=now.start_s,
        screen=left.screen if click is None else int(clicks.screen[click]),
        location=-1 if click is None else int(clicks.location[click]),
        count=1,
        detail=detail,
        xy_px=None
        if click is None
        else (float(clicks.xy_px[click, 0]), float(clicks.xy_px[click, 1])),
    )


detector = signals.register("backtrack")(
    Detector(
        title="Backtrack",
        text=(
            "A return to a page that was left at most {quick_back_s} s before, or, in a task "
            "with accepted paths, to any page seen before that is on none of them. It is placed "
            "at the click that had opened the page that was left."
        ),
        source="Akers et al. (2009) on backtracking; quick backs as in Clarity; docs/measures.md",
        thresholds=(
            Threshold("quick_back_s", 10.0, "ours; oss-clarity: 5 s, Clarity's is not published"),
            Threshold("forwarded_s", 1.0, "ours: a page that sends the browser on by itself"),
            Threshold("misled_window_s", 5.0, "ours: from the click to the page it opened"),
        ),
        ignores=(
            "the start page of the next task",
            "reloads and changes of the query on the same page",
            "pages that forwarded by themselves",
        ),
        impact=2,
        detect=detect,
    )
)
