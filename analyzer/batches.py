"""From stored batches to one ordered list of events, each of them once.

What arrived when, twice, or out of order leaves no trace: events are ordered by their own
time and, at equal times, by tab, sequence number and place in the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analyzer.events import FloatArray, Intake
from recorder.errors import RefusedError
from recorder.protocol import Batch, Event, PageEvent
from recorder.wire import decode_batch, unfold


class BatchRow(Protocol):
    """As much of a stored batch as is read here; `recorder.models.Batch` is one."""

    @property
    def tab(self) -> str:
        """The tab that sent it."""

    @property
    def seq(self) -> int:
        """Its number in that tab."""

    @property
    def body(self) -> bytes:
        """What came, gzip or plain."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The events of one session in order, and how whole they are."""

    events: list[Event]
    tab_of_page: dict[str, str]
    intake: Intake


def gather(rows: Iterable[BatchRow]) -> Gathered:
    """Decode, order and deduplicate one session's event batches.

    Parameters
    ----------
    rows
        The batches of the stream `events`, in any order, gzip or plain.

    Returns
    -------
    Gathered
        Empty lists for no rows. A batch that cannot be read is named in `intake.excluded`.
    """
    ordered = sorted(rows, key=lambda row: (row.tab, row.seq, row.body))
    batches: list[Batch] = []
    excluded: list[str] = []
    duplicates = 0
    before: BatchRow | None = None
    for row in ordered:
        if before is not None and (row.tab, row.seq) == (before.tab, before.seq):
            duplicates += 1
            continue
        before = row
        try:
            batches.append(_decoded(row))
        except RefusedError as error:
            excluded.append(f"tab {row.tab}, batch {row.seq}: {error.detail}")
    events, repeated = _ordered(batches)
    intake = Intake(
        batches=len(ordered) - duplicates,
        events=len(events),
        missing_batches=_missing(ordered),
        duplicate_batches=duplicates,
        duplicate_events=repeated,
        excluded=tuple(excluded),
    )
    return Gathered(events, _tabs(batches), intake)


def _decoded(row: BatchRow) -> Batch:
    batch = decode_batch(unfold(row.body))
    if not isinstance(batch, Batch):
        raise RefusedError("invalid_batch", 422, "A batch of events was expected here.")
    return batch


def _missing(rows: Sequence[BatchRow]) -> int:
    """Count the numbers that are not there below the highest of each tab."""
    missing = 0
    for _, group in groupby(rows, key=lambda row: row.tab):
        numbers = {row.seq for row in group}
        missing += max(numbers) + 1 - len(numbers)
    return missing


def _tabs(batches: Sequence[Batch]) -> dict[str, str]:
    """Tell each page view's tab: the one that told of its beginning, else the first that did."""
    tabs: dict[str, str] = {}
    began: dict[str, str] = {}
    for batch in batches:
        for page in dict.fromkeys(map(attrgetter("page"), batch.events)):
            tabs.setdefault(page, batch.tab)
        for event in batch.events:
            if type(event) is PageEvent:
                # What a page left unsent goes out with the next page, maybe of another tab.
                began.setdefault(event.page, batch.tab)
    return tabs | began


def _ordered(batches: Sequence[Batch]) -> tuple[list[Event], int]:
    """Put all events in order and take out those that came twice, in different batches."""
    events = [event for batch in batches for event in batch.events]
    sizes = [len(batch.events) for batch in batches]
    came_in = np.repeat(np.arange(len(batches)), sizes)
    t = np.fromiter(map(attrgetter("t"), events), np.float64, len(events))
    order = np.argsort(t, kind="stable")
    t = t[order]
    events = list(map(events.__getitem__, order.tolist()))
    doubled = _repeats(events, t, came_in[order])
    if doubled:
        events = [event for index, event in enumerate(events) if index not in doubled]
    return events, len(doubled)


def _repeats(events: Sequence[Event], t: FloatArray, came_in: npt.NDArray[np.intp]) -> set[int]:
    """Find the events that equal an earlier one of the same moment, from another batch."""
    repeats: set[int] = set()
    for index in np.flatnonzero(t[1:] == t[:-1]).tolist():
        later = index + 1
        earlier = index
        while earlier >= 0 and t[earlier] == t[later]:
            # Within one batch the tracker says nothing twice: equal events are two events.
            if came_in[earlier] != came_in[later] and events[earlier] == events[later]:
                repeats.add(later)
                break
            earlier -= 1
    return repeats
