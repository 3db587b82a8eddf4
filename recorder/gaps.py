"""Holes in the numbering of batches, and the time of the session that each of them covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol


class Slot(Protocol):
    """As much of a batch as tells a hole; a row of the store is one, without its body."""

    @property
    def tab(self) -> str:
        """The tab that sent it."""

    @property
    def stream(self) -> str:
        """`events` or `replay`."""

    @property
    def seq(self) -> int:
        """Its number in that tab and stream."""

    @property
    def first_t(self) -> float:
        """The earliest time in it, session ms."""

    @property
    def last_t(self) -> float:
        """The latest time in it, session ms."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Batches in a row that never arrived, and the time from which they would have told."""

    tab: str
    stream: str
    seq: int  # the first number that is missing
    batches: int
    start_t: float  # session ms
    end_t: float
    is_tail: bool = False  # nothing after it has arrived either


def gaps(slots: Iterable[Slot], made: Mapping[tuple[str, str], int] | None = None) -> list[Gap]:
    """Find what is missing among the batches of one session.

    Parameters
    ----------
    slots
        The batches that are there, in any order; one that came twice counts once.
    made
        How many batches a tab has numbered in a stream, (tab, stream) -> count, as the tracker
        said; so a tail that never arrived shows too.

    Returns
    -------
    list of Gap
        By stream, tab and number; empty where every number is there.

    Notes
    -----
    A gap reaches from the latest time before it to the earliest after it. What is told late (a
    click's reaction) may lie the other way round; then the interval is the span between both. A
    tab without a beginning has no time before it: its gap begins with the last that any other tab
    told before, or with the session.
    """
    every = sorted(slots, key=lambda slot: (slot.stream, slot.tab, slot.seq))
    end_t = max((slot.last_t for slot in every), default=0.0)
    found: list[Gap] = []
    for (stream, tab), group in groupby(every, key=lambda slot: (slot.stream, slot.tab)):
        own = list(group)
        expected, before_t = 0, _before(every, tab, own[0].first_t)
        for slot in own:
            if slot.seq > expected:
                ends = sorted((before_t, slot.first_t))
                found.append(Gap(tab, stream, expected, slot.seq - expected, ends[0], ends[1]))
            before_t = slot.last_t if expected == 0 else max(before_t, slot.last_t)
            expected = max(expected, slot.seq + 1)
        told = (made or {}).get((tab, stream), 0)
        if told > expected:
            end = max(end_t, before_t)
            found.append(Gap(tab, stream, expected, told - expected, before_t, end, is_tail=True))
    return found + _unheard(every, made or {}, end_t)


def _before(slots: Iterable[Slot], tab: str, first_t: float) -> float:
    """Give the last moment that another tab told of before this one's first."""
    return max(
        (slot.last_t for slot in slots if slot.tab != tab and slot.last_t <= first_t), default=0.0
    )


def _unheard(slots: Iterable[Slot], made: Mapping[tuple[str, str], int], end_t: float) -> list[Gap]:
    """List streams of which the tracker told batches and none has arrived."""
    heard = {(slot.tab, slot.stream) for slot in slots}
    return [
        Gap(tab, stream, 0, count, 0.0, end_t, is_tail=True)
        for (tab, stream), count in sorted(made.items(), key=lambda item: item[0][::-1])
        if count and (tab, stream) not in heard
    ]
