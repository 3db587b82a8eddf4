"""From what a participant did to the time that an expert would need for the same."""

from __future__ import annotations

import numpy as np

from analyzer.events import FloatArray, SessionEvents
from analyzer.klm import expert_time

CLICK = "MPK"  # think, point, press: Card, Moran & Newell (1980)
PRESS = "K"
CHANGE_HANDS = "H"


def operators_of(events: SessionEvents, start_s: float, end_s: float) -> str:
    """Write an attempt's clicks and keys as operators of the Keystroke-Level Model.

    Parameters
    ----------
    events
        The session.
    start_s, end_s
        The attempt.

    Returns
    -------
    str
        A click by mouse, finger or pen is M P K; a spell of typing M and a K for each key, a
        command key K; H where the hand changes between mouse and keyboard. Scrolling has no
        operator in the model, and looking around none. Empty where nothing was done.
    """
    clicks, inputs, keys = events.clicks, events.inputs, events.keys
    deeds = [
        (float(clicks.t_s[row]), "mouse", 0)
        for row in _between(clicks.t_s, start_s, end_s)
        if clicks.is_trusted[row] and clicks.pointer[row] != "keyboard"
    ]
    # A spell is told when it has ended; it began when its first key was pressed.
    begun_s = inputs.t_s - inputs.duration_s
    typed = (begun_s >= start_s) & (begun_s <= end_s) & (inputs.keys > 0)
    deeds += [
        (t_s, "typing", count)
        for t_s, count in zip(begun_s[typed].tolist(), inputs.keys[typed].tolist(), strict=True)
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


def expert_s(events: SessionEvents, start_s: float, end_s: float, system_s: float) -> float | None:
    """Give an expert's time for what was done in an attempt, its waiting included; None: nothing.

    Notes
    -----
    Card, Moran & Newell (1980), with K = .28 s; R is the attempt's own time of waiting.
    """
    operators = operators_of(events, start_s, end_s)
    return expert_time(operators) + system_s if operators else None
