"""What answered each click, from the recording itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analyzer.events import SessionEvents

SAME_S = 0.0005  # a click is named by its time, which joining clocks may have rounded


@dataclass(frozen=True, slots=True)
class Answer:
    """What followed a click, and how long the page was watched for it."""

    after_s: Mapping[str, float]  # kind -> seconds after the click
    watched_s: float

    def first_s(self, *kinds: str) -> float | None:
        """Give the soonest answer of some kinds; None without one."""
        # A click has an answer or two; there are many kinds to ask for. Asked for every click.
        soonest: float | None = None
        for kind, after_s in self.after_s.items():
            if kind in kinds and (soonest is None or after_s < soonest):
                soonest = after_s
        return soonest


def answers(events: SessionEvents) -> tuple[Answer | None, ...]:
    """Match clicks with their reactions.

    Returns
    -------
    tuple
        One entry a click; None where the end of its watch was never recorded, so that
        nothing is known.
    """
    clicks, reactions = events.clicks, events.reactions
    found: list[Answer | None] = [None] * clicks.t_s.size
    of_s = reactions.of_s
    first = np.searchsorted(clicks.t_s, of_s - SAME_S, side="left")
    until = np.searchsorted(clicks.t_s, of_s + SAME_S, side="right")
    clicks_s, on = clicks.t_s.tolist(), clicks.page.tolist()
    told = zip(first.tolist(), until.tolist(), of_s.tolist(), reactions.page.tolist(),
               reactions.after_s, reactions.watched_s.tolist(), strict=True)  # fmt: skip
    for low, high, t_s, page, after_s, watched_s in told:
        near = [at for at in range(low, high) if on[at] == page]
        if near:
            click = min(near, key=lambda at: abs(clicks_s[at] - t_s))
            answer = Answer(after_s, watched_s)
            known = found[click]
            found[click] = _joined(known, answer) if known else answer
    return tuple(found)


def _joined(one: Answer, other: Answer) -> Answer:
    kinds = {**one.after_s, **other.after_s}
    soonest = {
        kind: min(one.after_s.get(kind, after), other.after_s.get(kind, after))
        for kind, after in kinds.items()
    }
    return Answer(soonest, max(one.watched_s, other.watched_s))
