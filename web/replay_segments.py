"""A session's DOM recording cut into segments, each of which can be drawn by itself.

A segment begins with a full snapshot of a tab and ends where the next one begins. To open a
session quickly, events are looked at only as far as that needs (type and time), and a
segment's events are passed on as the bytes that came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

import msgspec

from recorder.decoding import decoder
from recorder.errors import RefusedError
from recorder.protocol import MAX_T_MS
from recorder.wire import mended, unfold
from web.formats import plural

META, FULL_SNAPSHOT = 4, 2  # rrweb's event types
MAX_SEGMENTS = 5_000  # an hour has sixty; beyond this somebody forges
MAX_SEGMENT_BYTES = 64 * 1024 * 1024


class Row(Protocol):
    """As much of a stored batch as is read here; `recorder.models.Batch` is one."""

    @property
    def id(self) -> int | None:
        """Its number in the table."""

    @property
    def tab(self) -> str:
        """The tab that sent it."""

    @property
    def seq(self) -> int:
        """Its number in that tab."""

    @property
    def body(self) -> bytes:
        """What came, gzip or plain."""


@dataclass(slots=True)
class Stretch:
    """A segment before its events are read.

    Attributes
    ----------
    tab, from_t, last_t
        Session ms of its first and last event.
    id
        `<tab>.<number>`; stays the same while more is recorded.
    events, size
        How many, and their bytes.
    places
        Of each batch that it takes from: the rows' ids (more than one for a batch in parts),
        first event and the one after the last.
    """

    tab: str
    from_t: float
    last_t: float
    id: str = ""
    events: int = 0
    size: int = 0
    places: list[tuple[tuple[int, ...], int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Survey:
    """All of a recording but its events."""

    stretches: tuple[Stretch, ...]
    troubles: tuple[str, ...]


class _Slice(msgspec.Struct):
    """A replay batch whose events are not looked at."""

    origin_ms: float
    events: list[msgspec.Raw] = []
    part: int = 0
    parts: int = 1
    text: str | None = None


class _Head(msgspec.Struct):
    """As much of an rrweb event as the cutting needs."""

    type: int
    timestamp: float


def survey(rows: Iterable[Row]) -> Survey:
    """Find a recording's segments.

    Parameters
    ----------
    rows
        The batches of the stream `replay` in the order of (tab, seq).

    Returns
    -------
    Survey
        Segments in the order of tab and time. What cannot be read is named in `troubles`;
        events before a tab's first full snapshot can be shown nowhere and are left out.
    """
    stretches: list[Stretch] = []
    troubles: list[str] = []
    for tab, group in groupby(rows, key=lambda row: row.tab):
        lost: list[int] = []
        for number, stretch in enumerate(_cut(tab, whole(group, lost))):
            if len(stretches) < MAX_SEGMENTS:
                stretch.id = f"{tab}.{number}"
                stretches.append(stretch)
        if lost:
            troubles.append(f"{plural(len(lost), 'slice')} of the recording cannot be read.")
    if len(stretches) == MAX_SEGMENTS:
        troubles.append(f"Only the first {MAX_SEGMENTS} parts of the recording are shown.")
    return Survey(tuple(stretches), tuple(troubles))


def runs(rows: Sequence[Row], stretch: Stretch) -> bytes:
    """Write a segment's events as JSON: a list of `{"origin_ms": …, "events": […]}`.

    Parameters
    ----------
    rows
        Those that the stretch's places name.
    stretch
        What to write.

    Raises
    ------
    RefusedError
        `too_large` for what no browser could draw.
    """
    if stretch.size > MAX_SEGMENT_BYTES:
        raise RefusedError("too_large", 413, "This part is too large to be shown.")
    by_id = {row.id: row for row in rows}
    parts = []
    for ids, first, end in stretch.places:
        there = [by_id[id_] for id_ in ids if id_ in by_id]
        for batch in whole(there, []):
            chosen = b",".join(bytes(event) for event in batch.events[first:end])
            origin = msgspec.json.encode(batch.origin_ms)
            parts.append(b'{"origin_ms":' + origin + b',"events":[' + chosen + b"]}")
    return b"[" + b",".join(parts) + b"]"


@dataclass(frozen=True, slots=True)
class _Batch:
    """A slice that is whole: its rows' ids, its events, and what is known of each."""

    ids: tuple[int, ...]
    origin_ms: float
    events: list[msgspec.Raw]

    def heads(self) -> list[_Head | None]:
        return [_head(event) for event in self.events]


def _cut(tab: str, batches: Iterator[_Batch]) -> Iterator[Stretch]:
    """Yield a tab's stretches: each from a full snapshot, with the size of the page before it."""
    current: Stretch | None = None
    meta: tuple[_Batch, int] | None = None  # the last event, if it tells the page's size
    for batch in batches:
        times: list[float] = []
        begin = 0
        for index, head in enumerate(batch.heads()):
            t = head.timestamp - batch.origin_ms if head is not None else -1.0
            if head is not None and head.type == FULL_SNAPSHOT and 0 <= t <= MAX_T_MS:
                if current is not None:
                    end = index if meta is None or meta[0] is not batch else index - 1
                    _take(current, batch, begin, end, times)
                    yield current
                current, begin, times = Stretch(tab, t, t), index, []
                if meta is not None:
                    _take(current, meta[0], meta[1], meta[1] + 1, [])
            times.append(t)
            meta = (batch, index) if head is not None and head.type == META else None
        if current is not None:
            _take(current, batch, begin, len(batch.events), times)
    if current is not None:
        yield current


def _take(stretch: Stretch, batch: _Batch, begin: int, end: int, times: list[float]) -> None:
    if begin >= end:
        return
    before = stretch.places[-1] if stretch.places else None
    if before is not None and before[0] == batch.ids and before[2] == begin:
        stretch.places[-1] = (batch.ids, before[1], end)
    else:
        stretch.places.append((batch.ids, begin, end))
    stretch.events += end - begin
    stretch.size += sum(len(memoryview(event)) for event in batch.events[begin:end])
    # A forged time must not make the session a week long.
    stretch.last_t = max([stretch.last_t, *(t for t in times if 0 <= t <= MAX_T_MS)])


def whole(rows: Iterable[Row], lost: list[int]) -> Iterator[_Batch]:
    """Yield each slice; those in parts are put together.

    Parameters
    ----------
    rows
        Of one tab, in the order of their numbers.
    lost
        Takes the numbers of what cannot be read.
    """
    pieces: list[tuple[Row, _Slice]] = []
    for row in rows:
        batch = _slice(row)
        if batch is None:
            lost.append(row.seq)
            continue
        if batch.parts == 1:
            yield _Batch((row.id or 0,), batch.origin_ms, batch.events)
            continue
        if batch.part == 0:
            pieces = []
        follows = not pieces or row.seq == pieces[-1][0].seq + 1
        if batch.part != len(pieces) or not follows:
            lost.append(row.seq)
            pieces = []
            continue
        pieces.append((row, batch))
        if len(pieces) == batch.parts:
            events = _joined([piece.text or "" for _, piece in pieces])
            if events is None:
                lost.append(row.seq)
            else:
                ids = tuple(part.id or 0 for part, _ in pieces)
                yield _Batch(ids, pieces[0][1].origin_ms, events)
            pieces = []


def _slice(row: Row) -> _Slice | None:
    text = b""
    try:
        text = unfold(row.body)
        return decoder(_Slice).decode(text)
    except (RefusedError, RecursionError):
        return None
    except (msgspec.MsgspecError, UnicodeError):
        pass
    try:  # half an emoji in a text is no Unicode, but no reason to lose the rest
        return decoder(_Slice).decode(mended(text))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _joined(texts: list[str]) -> list[msgspec.Raw] | None:
    try:
        return decoder(list[msgspec.Raw]).decode("".join(texts).encode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError):
        return None


def _head(event: msgspec.Raw) -> _Head | None:
    try:
        return decoder(_Head).decode(event)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
