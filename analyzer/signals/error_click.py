"""Error click: a click after which something in the page failed."""

from __future__ import annotations

from collections import Counter

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.events import SessionEvents
from analyzer.signals import signals

_FAILURES = frozenset({"uncaught", "rejection", "request"})  # a missing picture answers no click


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find clicks that a failure followed.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `error_click_window_s`.

    Returns
    -------
    list of Episode
        One a click, with as many events as there were failures.
    """
    events = scene.events
    blamed = _blamed(events, thresholds["error_click_window_s"])
    ambient = _ambient(events, blamed)
    errors = events.errors
    by_click: dict[int, list[int]] = {}
    for row, click in sorted(blamed.items()):
        if click >= 0 and (int(errors.page[row]), errors.message[row]) not in ambient:
            by_click.setdefault(click, []).append(row)
    return [_episode(events, click, rows) for click, rows in sorted(by_click.items())]


def _blamed(events: SessionEvents, window_s: float) -> dict[int, int]:
    """Give each failure the last click before it on its page, -1 where there is none."""
    clicks, errors = events.clicks, events.errors
    blamed: dict[int, int] = {}
    for row, kind in enumerate(errors.kind):
        if kind in _FAILURES:
            after_s = errors.t_s[row] - clicks.t_s
            near = np.flatnonzero(
                clicks.is_trusted
                & (clicks.page == errors.page[row])
                & (after_s >= -EPSILON_S)
                & (after_s <= window_s + EPSILON_S)
            )
            blamed[row] = int(near[-1]) if near.size else -1
    return blamed


def _ambient(events: SessionEvents, blamed: dict[int, int]) -> set[tuple[int, str]]:
    """Name the failures that come at least as often without a click: no click causes them."""
    errors = events.errors
    alone: Counter[tuple[int, str]] = Counter()
    after: Counter[tuple[int, str]] = Counter()
    for row, click in blamed.items():
        (after if click >= 0 else alone)[int(errors.page[row]), errors.message[row]] += 1
    return {name for name, count in alone.items() if count >= after[name]}


def _episode(events: SessionEvents, click: int, rows: list[int]) -> Episode:
    clicks, errors = events.clicks, events.errors
    return Episode(
        t_s=float(clicks.t_s[click]),
        end_s=float(errors.t_s[rows[-1]]),
        screen=int(clicks.screen[click]),
        location=int(clicks.location[click]),
        count=len(rows),
        detail=f"{errors.kind[rows[0]]}: {errors.message[rows[0]]}",
        xy_px=(float(clicks.xy_px[click, 0]), float(clicks.xy_px[click, 1])),
    )


detector = signals.register("error_click")(
    Detector(
        title="Error click",
        text=(
            "A click after which a script failed or a request was refused within "
            "{error_click_window_s} s."
        ),
        source="oss-clarity: script error within 1,000 ms of the click; see docs/measures.md",
        thresholds=(Threshold("error_click_window_s", 1.0, "oss-clarity: 1,000 ms"),),
        ignores=(
            "pictures, fonts and other files that could not be loaded",
            "failures that come at least as often without a click",
        ),
        impact=3,
        detect=detect,
    )
)
