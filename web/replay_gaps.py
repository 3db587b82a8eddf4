"""Where a replay has a hole: the batches that are missing, as stretches that the viewer marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from analyzer.batches import Gathered
from recorder import gaps as numbering
from recorder.protocol import HealthEvent
from web.formats import plural
from web.replay_segments import Stretch

MAX_GAPS = 1_000


@dataclass(frozen=True, slots=True)
class Number:
    """A batch that is stored, without its body; times are session ms."""

    tab: str
    stream: str
    seq: int
    first_t: float
    last_t: float


class Gap(msgspec.Struct, frozen=True):
    """What was recorded and is not there."""

    tab: str
    from_: float = msgspec.field(name="from")
    until: float
    why: str


def gaps(
    numbers: Iterable[Number], told: Gathered, stretches: Sequence[Stretch],
    state: str, length: float,
) -> list[Gap]:  # fmt: skip
    """Find the holes of a session, by the same rule as its health (`recorder.gaps`).

    Parameters
    ----------
    numbers
        The stored batches, in any order.
    told
        The session's events: the tracker's own counts tell what is missing at the end.
    stretches
        The segments: after a hole in a recording a tab can be trusted again from the next one.
    state
        The session's; of an open one the end is still to come.
    length
        Of the session, ms.

    Returns
    -------
    list[Gap]
        In the order of time.
    """
    counted = _counted(told) if state != "open" else {}
    found = [_shown(gap, stretches, length) for gap in numbering.gaps(numbers, counted)]
    return sorted(found, key=lambda gap: (gap.from_, gap.tab))[:MAX_GAPS]


def _shown(gap: numbering.Gap, stretches: Sequence[Stretch], length: float) -> Gap:
    is_recording = gap.stream == "replay"
    what = "the recording" if is_recording else "events"
    until = length if gap.is_tail else gap.end_t
    if is_recording:
        # What is drawn before the next full snapshot may lie.
        later = [s.from_t for s in stretches if s.tab == gap.tab and s.from_t >= gap.start_t]
        until = min(later, default=length)
    return Gap(
        tab=gap.tab,
        from_=min(gap.start_t, until),
        until=max(gap.start_t, until),
        why=f"{plural(gap.batches, 'batch', 'batches')} of {what} never arrived",
    )


def _counted(told: Gathered) -> dict[tuple[str, str], int]:
    """Return how many batches each tab says to have numbered."""
    counted: dict[tuple[str, str], int] = {}
    for event in told.events:
        if not isinstance(event, HealthEvent):
            continue
        tab = told.tab_of_page[event.page]
        for stream, count in (("events", event.batches), ("replay", event.replay_batches)):
            if count is not None:
                counted[tab, stream] = max(counted.get((tab, stream), 0), count)
    return counted
