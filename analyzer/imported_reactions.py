"""What answered the clicks of an imported recording, as far as the recording tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from recorder.decoding import decoder
from recorder.protocol import ClickEvent, Event, ReactionEvent

WATCH_MS = 2_750.0  # as long as the tracker watches


def reactions(events: Sequence[Event], answers: Sequence[tuple[float, str]]) -> list[Event]:
    """Tell for each click what came after it.

    Parameters
    ----------
    events
        A window's, in any order.
    answers
        When what happened in it: (ms, kind of answer), in any order.

    Returns
    -------
    list of Event
        A reaction for each click; it was watched until the recording's end at most.
    """
    decoder(ReactionEvent)  # prepares the type for `convert`
    end_t = max([event.t for event in events] + [t for t, _ in answers], default=0.0)
    answers = sorted(answers)
    times = [t for t, _ in answers]
    made: list[Event] = []
    for click in (event for event in events if isinstance(event, ClickEvent)):
        watched = min(WATCH_MS, max(0.0, end_t - click.t))
        after: dict[str, float] = {}
        for t, kind in answers[bisect_right(times, click.t) :]:
            if t > click.t + watched:
                break
            after.setdefault(kind, t - click.t)
        row = {
            "type": "reaction", "t": click.t + watched, "page": click.page,
            "screen": click.screen, "of": click.t, "watched_ms": watched, "after_ms": after,
        }  # fmt: skip
        made.append(msgspec.convert(row, ReactionEvent))
    return made
