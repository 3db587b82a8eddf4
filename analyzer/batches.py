"""From stored batches to one ordered list of events, each of them once.

What arrived when, twice, or out of order leaves no trace: events are ordered by their own
time and, at equal times, by tab, sequence number and place in the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from analyzer.clock import Clocks, joined
from analyzer.events import FloatArray, Intake
from analyzer.pointer_runs import Samples, packed_batches, parsed, runs_of
from recorder.errors import RefusedError
from recorder.gaps import gaps
from recorder.protocol import Batch, Event, HealthEvent, PageEvent
from recorder.wire import decode_batch, times_of, unfold

# Equal events have equal bytes: dictionaries are written in the order of their keys.
_SAID = msgspec.json.Encoder(order="deterministic")


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
    clocks: Clocks = field(default_factory=Clocks)
    decoded: Mapping[tuple[str, int], Batch] = field(default_factory=dict)  # by tab and number
    samples: Samples | None = None  # of all pointer runs, where these are `PointerRun`s


@dataclass(frozen=True, slots=True)
class _Slot:
    """A batch that could be read, and the times in it."""

    tab: str
    seq: int
    first_t: float
    last_t: float
    stream: str = "events"


def gather(rows: Iterable[BatchRow], *, is_closed: bool = True, packed: bool = False) -> Gathered:
    """Decode, order and deduplicate one session's event batches, on one clock.

    Parameters
    ----------
    rows
        The batches of the stream `events`, in any order, gzip or plain.
    is_closed
        Whether nothing more will come: what an open session has told of and not sent yet is no
        gap.
    packed
        Whether pointer runs are to be parsed all at once, as `analyzer.columns` likes them: each
        `PointerEvent` is a `PointerRun` then, if `samples` is given.

    Returns
    -------
    Gathered
        Empty lists for no rows. A batch that cannot be read is named in `intake.excluded`.
    """
    ordered = sorted(rows, key=lambda row: (row.tab, row.seq, row.body))
    # Of one number the first by its bytes; any other is a duplicate.
    taken = [next(group) for _, group in groupby(ordered, key=lambda row: (row.tab, row.seq))]
    quick = packed_batches(row.body for row in taken) if packed else None
    if quick is not None:
        gathered = _gathered(ordered, taken, quick, (), is_closed=is_closed)
        samples = parsed(runs_of(gathered.events))
        if samples is not None:
            return replace(gathered, samples=samples)
    batches: list[Batch] = []
    excluded: list[str] = []
    for row in taken:
        try:
            batches.append(_decoded(row))
        except RefusedError as error:
            excluded.append(f"tab {row.tab}, batch {row.seq}: {error.detail}")
    return _gathered(ordered, taken, batches, tuple(excluded), is_closed=is_closed)


def _gathered(
    rows: Sequence[BatchRow], taken: Sequence[BatchRow], batches: Sequence[Batch],
    excluded: tuple[str, ...], *, is_closed: bool,
) -> Gathered:  # fmt: skip
    on_time, clocks = joined(batches)
    events, repeated = _ordered(on_time)
    intake = Intake(
        batches=len(taken),
        events=len(events),
        missing_batches=_missing(rows),
        duplicate_batches=len(rows) - len(taken),
        duplicate_events=repeated,
        excluded=excluded,
        gaps_s=_gaps_s(on_time, is_closed=is_closed),
    )
    decoded = {(batch.tab, batch.seq): batch for batch in batches}
    return Gathered(events, _tabs(batches), intake, clocks, decoded)


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


def _gaps_s(batches: Sequence[Batch], *, is_closed: bool) -> tuple[tuple[float, float], ...]:
    """List the times of which a batch is missing, or could not be read, s."""
    slots = [_Slot(batch.tab, batch.seq, *times_of(batch)) for batch in batches]
    made: dict[tuple[str, str], int] = {}
    for batch in batches if is_closed else ():
        for event in batch.events:
            if type(event) is HealthEvent and event.batches is not None:
                key = (batch.tab, "events")
                made[key] = max(made.get(key, 0), event.batches)
    found = gaps(slots, made)
    return tuple(sorted((gap.start_t / 1_000, gap.end_t / 1_000) for gap in found))


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
    # Of what was said before: the first batch that said it, and whether another one did too.
    said: dict[bytes, tuple[int, bool]] = {}
    rows = _told_by_several(t, came_in)
    for row, batch in zip(rows.tolist(), came_in[rows].tolist(), strict=True):
        words = _SAID.encode(events[row])
        first, is_of_others = said.setdefault(words, (batch, False))
        # Within one batch the tracker says nothing twice: equal events are two events.
        if first != batch or is_of_others:
            repeats.add(row)
            said[words] = (first, True)
    return repeats


def _told_by_several(t: FloatArray, came_in: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Find the events of moments of which more than one batch tells."""
    moments = np.flatnonzero(np.diff(t, prepend=-1.0))
    if not moments.size:
        return moments
    lowest, highest = (of.reduceat(came_in, moments) for of in (np.minimum, np.maximum))
    sizes = np.diff(moments, append=t.size)
    return np.flatnonzero(np.repeat(lowest != highest, sizes))
