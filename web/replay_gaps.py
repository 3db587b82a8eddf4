"""Where a recording has a hole: numbers that are missing, as stretches of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import msgspec

from analyzer.batches import Gathered
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
    """Find the holes of a session.

    Parameters
    ----------
    numbers
        The stored batches in the order of (tab, stream, seq).
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
    found: list[Gap] = []
    for (tab, stream), group in groupby(numbers, key=lambda one: (one.tab, one.stream)):
        known = list(group)
        begin = 0.0 if stream == "events" else known[0].first_t
        if known[0].seq:
            found.append(_gap(tab, stream, known[0].seq, begin, known[0].first_t))
        for before, after in pairwise(known):
            missing = after.seq - before.seq - 1
            if missing > 0:
                found.append(_gap(tab, stream, missing, before.last_t, after.first_t))
        missing = counted.get((tab, stream), 0) - known[-1].seq - 1
        if missing > 0:
            found.append(_gap(tab, stream, missing, known[-1].last_t, length))
    found = [_until_trusted(gap, stretches, length) for gap in found]
    return sorted(found, key=lambda gap: (gap.from_, gap.tab))[:MAX_GAPS]


def _gap(tab: str, stream: str, missing: int, first: float, until: float) -> Gap:
    what = "the recording" if stream == "replay" else "events"
    why = f"{plural(missing, 'batch', 'batches')} of {what} never arrived"
    return Gap(tab=tab, from_=min(first, until), until=max(first, until), why=why)


def _until_trusted(gap: Gap, stretches: Sequence[Stretch], length: float) -> Gap:
    """Let a hole in a recording reach to the next full snapshot: what is drawn between may lie."""
    if "recording" not in gap.why:
        return gap
    later = [s.from_t for s in stretches if s.tab == gap.tab and s.from_t >= gap.from_]
    return Gap(tab=gap.tab, from_=gap.from_, until=min(later, default=length), why=gap.why)


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
