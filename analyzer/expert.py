"""From what a participant did to the time that an expert would need for the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.events import FloatArray, IntArray, SessionEvents
from analyzer.klm import expert_time

CLICK = "MPK"  # think, point, press: Card, Moran & Newell (1980)
PRESS = "K"
CHANGE_HANDS = "H"


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Spells of typing by their beginning: a spell is told when it has ended."""

    begun_s: FloatArray  # when the first key was pressed
    keys: IntArray  # of each


def spells_of(events: SessionEvents) -> Spells:
    """List a session's spells of typing, those without a key left out."""
    inputs = events.inputs
    begun_s = inputs.t_s - inputs.duration_s
    rows = np.argsort(begun_s, kind="stable")
    rows = rows[inputs.keys[rows] > 0]
    return Spells(begun_s[rows], inputs.keys[rows])


def operators_of(
    events: SessionEvents, start_s: float, end_s: float, spells: Spells | None = None
) -> str:
    """Write an attempt's clicks and keys as operators of the Keystroke-Level Model.

    Parameters
    ----------
    events
        The session.
    start_s, end_s
        The attempt.
    spells
        The session's, where many attempts ask for them; None: they are looked up.

    Returns
    -------
    str
        A click by mouse, finger or pen is M P K; a spell of typing M and a K for each key, a
        command key K; H where the hand changes between mouse and keyboard. Scrolling has no
        operator in the model, and looking around none. Empty where nothing was done.
    """
    clicks, keys = events.clicks, events.keys
    spells = spells or spells_of(events)
    deeds = [
        (float(clicks.t_s[row]), "mouse", 0)
        for row in _between(clicks.t_s, start_s, end_s)
        if clicks.is_trusted[row] and clicks.pointer[row] != "keyboard"
    ]
    deeds += [
        (float(spells.begun_s[row]), "typing", int(spells.keys[row]))
        for row in _between(spells.begun_s, start_s, end_s)
    ]
    deeds += [(float(keys.t_s[row]), "command", 1) for row in _between(keys.t_s, start_s, end_s)]
    hand, said = "mouse", []
    for _, kind, count in sorted(deeds):
        at = "mouse" if kind == "mouse" else "keyboard"
        said.append("" if at == hand else CHANGE_HANDS)
        said.append({"mouse": CLICK, "typing": "M" + PRESS * count, "command": PRESS}[kind])
        hand = at
    return "".join(said)


def _between(t_s: FloatArray, start_s: float, end_s: float) -> range:
    """Give the rows of sorted times that lie in an attempt, its ends included."""
    first, last = np.searchsorted(t_s, start_s), np.searchsorted(t_s, end_s, side="right")
    return range(int(first), int(last))


def expert_s(
    events: SessionEvents,
    start_s: float,
    end_s: float,
    system_s: float,
    spells: Spells | None = None,
) -> float | None:
    """Give an expert's time for what was done in an attempt, its waiting included; None: nothing.

    Notes
    -----
    Card, Moran & Newell (1980), with K = .28 s; R is the attempt's own time of waiting.
    """
    operators = operators_of(events, start_s, end_s, spells)
    return expert_time(operators) + system_s if operators else None
