"""What answered each click, from the recording itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.events import SessionEvents


@dataclass(frozen=True, slots=True)
class Answer:
    """What followed a click, and how long the page was watched for it."""

    after_s: Mapping[str, float]  # kind -> seconds after the click
    watched_s: float

    def first_s(self, *kinds: str) -> float | None:
        """Give the soonest answer of some kinds; None without one."""
        return min((self.after_s[kind] for kind in kinds if kind in self.after_s), default=None)


def answers(events: SessionEvents) -> tuple[Answer | None, ...]:
    """Match clicks with their reactions.

    Returns
    -------
    tuple
        One entry a click; None where the end of its watch was never recorded, so that
        nothing is known.
    """
    reactions = events.reactions
    found: dict[tuple[int, float], Answer] = {}
    for row, of in enumerate(zip(reactions.page.tolist(), reactions.of_s.tolist(), strict=True)):
        answer = Answer(reactions.after_s[row], float(reactions.watched_s[row]))
        known = found.get(of)
        found[of] = _joined(known, answer) if known else answer
    clicks = events.clicks
    return tuple(
        found.get(of) for of in zip(clicks.page.tolist(), clicks.t_s.tolist(), strict=True)
    )


def _joined(one: Answer, other: Answer) -> Answer:
    kinds = {**one.after_s, **other.after_s}
    soonest = {
        kind: min(one.after_s.get(kind, after), other.after_s.get(kind, after))
        for kind, after in kinds.items()
    }
    return Answer(soonest, max(one.watched_s, other.watched_s))
