"""Error click: a click after which something in the page failed."""

from __future__ import annotations

from analyzer.detection import Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import at_click
from analyzer.events import SessionEvents
from analyzer.failures import ambient, blamed
from analyzer.signals import signals


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
    clicks_of = blamed(events, thresholds["error_click_window_s"])
    causeless = ambient(events, clicks_of)
    errors = events.errors
    by_click: dict[int, list[int]] = {}
    for row, click in sorted(clicks_of.items()):
        if click >= 0 and (int(errors.page[row]), errors.message[row]) not in causeless:
            by_click.setdefault(click, []).append(row)
    return [_episode(events, click, rows) for click, rows in sorted(by_click.items())]


def _episode(events: SessionEvents, click: int, rows: list[int]) -> Episode:
    clicks, errors = events.clicks, events.errors
    detail = f"{errors.kind[rows[0]]}: {errors.message[rows[0]]}"
    return at_click(clicks, click, detail, float(errors.t_s[rows[-1]]), len(rows))


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
