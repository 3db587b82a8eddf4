"""Validation error: a field was told to be invalid after the participant had done something."""

from __future__ import annotations

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Thresholds
from analyzer.events import SessionEvents
from analyzer.signals import signals


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:  # noqa: ARG001 - it has none
    """Find fields that were refused.

    Parameters
    ----------
    scene
        One session.
    thresholds
        None of its own.

    Returns
    -------
    list of Episode
        One a message, at the middle of its field.
    """
    events = scene.events
    first_s = _first_deed_s(events)
    told = events.validations
    return [
        _episode(events, row)
        for row in range(told.t_s.size)
        if told.t_s[row] >= first_s[told.page[row]] - EPSILON_S
    ]


def _first_deed_s(events: SessionEvents) -> list[float]:
    """Tell when something was first clicked, pressed or typed in each page view."""
    first_s = [float("inf")] * len(events.page_ids)
    clicks = events.clicks
    trusted = clicks.is_trusted
    for t_s, page in (
        (clicks.t_s[trusted], clicks.page[trusted]),
        (events.keys.t_s, events.keys.page),
        (events.inputs.t_s, events.inputs.page),
    ):
        pages, rows = np.unique(page, return_index=True)  # the first of each: sorted by time
        for at, row in zip(pages.tolist(), rows.tolist(), strict=True):
            first_s[at] = min(first_s[at], float(t_s[row]))
    return first_s


def _episode(events: SessionEvents, row: int) -> Episode:
    told = events.validations
    x, y, width, height = told.box_px[row].tolist()
    t_s = float(told.t_s[row])
    return Episode(
        t_s=t_s,
        end_s=t_s,
        screen=int(told.screen[row]),
        location=int(told.location[row]),
        count=1,
        detail=told.message[row] or "marked as invalid",
        xy_px=(x + width / 2, y + height / 2),
    )


detector = signals.register("validation_error")(
    Detector(
        title="Validation error",
        text="A field was marked as invalid, by the browser or by the page.",
        source="HTML constraint validation and WAI-ARIA's aria-invalid; see docs/measures.md",
        thresholds=(),
        ignores=("fields that are invalid before anything was done on the page",),
        impact=2,
        detect=detect,
        family="field",
    )
)
