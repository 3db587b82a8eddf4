"""Undo and erase: what was just done is taken back."""

from __future__ import annotations

import re

import numpy as np

from analyzer.detection import EPSILON_S, Detector, Episode, Scene, Threshold, Thresholds
from analyzer.episodes import at_click, over
from analyzer.events import SessionEvents
from analyzer.signals import signals

# In the six languages that the panel speaks.
_TAKE_BACK = re.compile(
    r"\b(?:undo|remove|delete|clear(?: all)?|reset|start over|discard|revert|empty (?:cart|basket)"
    r"|rückgängig|entfernen|löschen|zurücksetzen|verwerfen"
    r"|annulla|rimuovi|elimina|cancella|svuota|ripristina"
    r"|urungkan|hapus|batalkan|kosongkan|atur ulang)\b"
    r"|撤销|删除|移除|清空|重置|復原|刪除|移除|清除|重設",
    re.IGNORECASE,
)


def detect(scene: Scene, thresholds: Thresholds) -> list[Episode]:
    """Find undoing, erasing and removing.

    Parameters
    ----------
    scene
        One session.
    thresholds
        `erase_deletions`.

    Returns
    -------
    list of Episode
        One a deed.
    """
    events = scene.events
    clicks, keys = events.clicks, events.keys
    found = []
    for row in np.flatnonzero(clicks.is_trusted & (clicks.button == 0)).tolist():
        place = events.locations[clicks.location[row]]
        if place.is_interactive and _TAKE_BACK.search(place.label):
            found.append(at_click(clicks, row, f"clicked {place.label.strip()}"))
    for row, key in enumerate(keys.key):
        if key == "undo":
            t_s = float(keys.t_s[row])
            place_of = (int(keys.screen[row]), int(keys.location[row]))
            found.append(over((t_s, t_s), place_of, "pressed the keys for undo"))
    found += _emptied(events, thresholds["erase_deletions"])
    return sorted(found, key=lambda one: (one.t_s, one.location))


def _emptied(events: SessionEvents, deletions: float) -> list[Episode]:
    """Find fields that were emptied by hand."""
    inputs = events.inputs
    is_emptied = (inputs.length == 0) & (inputs.deletions + EPSILON_S >= deletions)
    return [
        over(
            (float(inputs.t_s[row] - inputs.duration_s[row]), float(inputs.t_s[row])),
            (int(inputs.screen[row]), int(inputs.location[row])),
            f"emptied the field with {int(inputs.deletions[row])} deletions",
        )
        for row in np.flatnonzero(is_emptied & (inputs.location >= 0)).tolist()
    ]


detector = signals.register("undo_erase")(
    Detector(
        title="Undo or erase",
        text=(
            "The keys for undo; a click on undo, remove, delete, clear or reset; a field emptied "
            "with {erase_deletions} or more deletions."
        ),
        source="Akers et al. (2009): such episodes showed over 80 % of the severe problems",
        thresholds=(Threshold("erase_deletions", 3, "ours: fewer are a slip of the finger"),),
        ignores=("buttons that only look so: what is no control",),
        impact=3,
        detect=detect,
        is_error=False,
    )
)
