"""Form re-entry: a field that was left is changed again, or is written by erasing."""

from __future__ import annotations

import re
from itertools import groupby

import numpy as np

from analyzer.detection import Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import over
from analyzer.events import SessionEvents
from analyzer.signals import signals

_CHOICES = frozenset({"checkbox", "radio", "range", "color", "file", "button", "submit", "reset"})


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find fields that were written twice, or with much erasing.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `reentry_keys`, `reentry_erased`.

    Returns
    -------
    list of Episode
        One a spell of editing.
    """
    events = scene.events
    inputs = events.inputs
    written = [
        row
        for row in range(inputs.t_s.size)
        if inputs.field[row] not in _CHOICES and inputs.location[row] >= 0
    ]
    written.sort(key=lambda row: (inputs.page[row], inputs.location[row], inputs.t_s[row]))
    found = []
    for _, group in groupby(written, key=lambda row: (inputs.page[row], inputs.location[row])):
        rows = list(group)
        is_search = _is_search(events, rows[0])
        for before, row in zip([None, *rows], rows, strict=False):
            detail = _reason(events, row, thresholds)
            if detail is None and before is not None and not is_search:
                detail = _again(events, before, row)
            if detail is not None:
                begun_s = float(inputs.t_s[row] - inputs.duration_s[row])
                place = (int(inputs.screen[row]), int(inputs.location[row]))
                found.append(over((begun_s, float(inputs.t_s[row])), place, detail))
    return sorted(found, key=lambda one: one.t_s)


def _reason(events: SessionEvents, row: int, thresholds: Thresholds) -> str | None:
    """Tell of a spell in which much of what was typed was erased."""
    keys, deletions = int(events.inputs.keys[row]), int(events.inputs.deletions[row])
    pressed = max(keys, deletions)
    if pressed < thresholds["reentry_keys"] or deletions < thresholds["reentry_erased"] * pressed:
        return None
    return f"{deletions} of {pressed} keys erased"


def _again(events: SessionEvents, before: int, row: int) -> str | None:
    """Tell of a field that was left filled and changed after that."""
    inputs, focuses = events.inputs, events.focuses
    begun_s = inputs.t_s[row] - inputs.duration_s[row]
    since_s = inputs.t_s[before] - inputs.duration_s[before]
    between = slice(
        int(np.searchsorted(focuses.t_s, since_s)),
        int(np.searchsorted(focuses.t_s, inputs.t_s[row], side="right")),
    )
    t_s, gained, location = focuses.t_s[between], focuses.gained[between], focuses.location[between]
    on_page = focuses.page[between] == inputs.page[row]
    was_left = ~gained & (location == inputs.location[row]) & on_page
    is_other = np.any(
        gained
        & (location != inputs.location[row])
        & on_page
        & (t_s > inputs.t_s[before])
        & (t_s < begun_s)
    )
    # One edit that is no typed character was picked from a calendar, pasted or filled in.
    is_put = inputs.keys[row] <= 1 and inputs.deletions[row] == 0
    if is_put and inputs.length[row] != inputs.length[before] + 1:
        return None
    if inputs.length[before] == 0 or not (bool(was_left.any()) or bool(is_other)):
        return None
    return "changed again after it had been left"


def _is_search(events: SessionEvents, row: int) -> bool:
    """Whether it is a search field: to ask again is how it is used."""
    place = events.locations[events.inputs.location[row]]
    is_named = re.search(
        r"search|suche|cerca|\bcari\b|搜索|搜尋", f"{place.id} {place.label}", re.I
    )
    return place.role == "searchbox" or events.inputs.field[row] == "search" or bool(is_named)


detector = signals.register("form_reentry")(
    Detector(
        title="Form re-entry",
        text=(
            "A field was changed again after it had been filled and left; or, of at least "
            "{reentry_keys} keys in it, a share of {reentry_erased} or more erased."
        ),
        source="form analytics' refilled fields; Akers et al. (2009) on erasing; docs/measures.md",
        thresholds=(
            Threshold("reentry_keys", 6, "ours: fewer keys are a slip of the finger"),
            Threshold("reentry_erased", 0.3, "ours: three of ten keys"),
        ),
        ignores=(
            "boxes to tick and sliders",
            "search fields that are asked again",
            "what is picked from a calendar or a list, pasted or filled in by the browser",
        ),
        impact=2,
        detect=detect,
        family="field",
        is_error=False,
    )
)
