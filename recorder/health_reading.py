"""What a session's batches say of the recording itself, without reading the rest of them.

A batch never changes, so what it says is remembered by its checksum: the list of a study's
sessions looks into each batch once, and from then on at the index alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from recorder import protocol
from recorder.decoding import decoder
from recorder.errors import RefusedError
from recorder.models import Batch
from recorder.protocol import VERSION, Event, HealthEvent, PageEvent
from recorder.store import Store
from recorder.wire import mended, unfold

REMEMBERED = 100_000  # batches; each takes some hundred bytes
AT_ONCE = 50  # bodies in memory
_EVENT: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_TOLD = re.compile(rb'"type"\s*:\s*"(?:health|page)"')
# rrweb's full snapshot in a piece of text: how it begins, and how it ends.
_WHOLE_PAGE = re.compile(
    r'"initialOffset"\s*:\s*\{|"type"\s*:\s*2\s*,\s*"data"\s*:\s*\{\s*"node"\s*:'
)


@dataclass(frozen=True, slots=True)
class Line:
    """A batch's row without its body."""

    id: int
    tab: str
    stream: str
    seq: int
    first_t: float
    last_t: float
    n: int
    digest: str


@dataclass(frozen=True, slots=True)
class View:
    """A page view that began; `origin_ms` is its document's, a wall clock."""

    t: float
    page: str
    kind: str
    origin_ms: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What one batch says of the recording."""

    healths: tuple[HealthEvent, ...] = ()
    views: tuple[View, ...] = ()
    damage: str | None = None  # why it cannot be read
    snapshot_of: str | None = None  # the page view of which it holds a full snapshot


class _Events(msgspec.Struct):
    v: int
    events: list[msgspec.Raw]


class _Kind(msgspec.Struct):
    type: int


class _Replay(msgspec.Struct):
    v: int
    page: str
    events: list[_Kind] = []
    text: str | None = None


Kind = TypeVar("Kind", _Events, _Replay)

_known: dict[str, Facts] = {}

# Written once: to put it together anew, as rows of a class, took longer than to ask.
_BATCH = SQLModel.metadata.tables["batch"].c
_LINES = (
    sa.select(*(_BATCH[name] for name in Line.__slots__))
    .where(_BATCH.session_id == sa.bindparam("of"))
    .order_by(_BATCH.tab, _BATCH.stream, _BATCH.seq)  # not that of arrival
)


def lines(store: Store, session_id: str) -> list[Line]:
    """Return the index of a session's batches: no body is read."""
    with store.reading() as orm:
        return [Line(*row) for row in orm.connection().execute(_LINES, {"of": session_id})]


def facts(store: Store, wanted: Iterable[Line]) -> dict[int, Facts]:
    """Read what batches say of the recording, by their rows' ids."""
    wanted = list(wanted)
    unknown = [line for line in wanted if line.digest not in _known]
    if len(_known) + len(unknown) > REMEMBERED:
        _known.clear()
        unknown = wanted
    read: dict[str, Facts] = {}
    for start in range(0, len(unknown), AT_ONCE):
        read |= _read(store, unknown[start : start + AT_ONCE])
    _known.update(read)
    # Not all of them from what is remembered: another thread may have emptied it meanwhile.
    return {
        line.id: found
        for line in wanted
        if (found := read.get(line.digest) or _known.get(line.digest)) is not None
    }


def note(digest: str, batch: protocol.Batch) -> None:
    """Remember what a batch of events says, for somebody who has read all of it."""
    if digest not in _known and len(_known) < REMEMBERED:
        _known[digest] = _told(batch.events)


def _read(store: Store, some: Sequence[Line]) -> dict[str, Facts]:
    query = select(Batch.digest, Batch.stream, Batch.body)
    query = query.where(col(Batch.id).in_([line.id for line in some]))
    with store.reading() as orm:
        return {digest: facts_of(stream, body) for digest, stream, body in orm.exec(query)}


def facts_of(stream: str, body: bytes) -> Facts:
    """Read what one batch says of the recording.

    Parameters
    ----------
    stream
        `events` or `replay`.
    body
        As it came.

    Returns
    -------
    Facts
        With `damage` where it cannot be read.
    """
    try:
        text = unfold(body)
        return _events(text) if stream == "events" else _replay(text)
    except RefusedError as error:
        return Facts(damage=error.detail)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return Facts(damage=f"{error}.")


def _events(text: bytes) -> Facts:
    found = _decoded(text, _Events)
    return _told([_EVENT.decode(raw) for raw in found.events if _TOLD.search(raw)])


def _told(events: Iterable[Event]) -> Facts:
    told = [event for event in events if type(event) in (HealthEvent, PageEvent)]
    return Facts(
        tuple(event for event in told if type(event) is HealthEvent),
        tuple(
            View(event.t, event.page, event.kind, event.time_origin_ms)
            for event in told
            if type(event) is PageEvent
        ),
    )


def _replay(text: bytes) -> Facts:
    found = _decoded(text, _Replay)
    is_whole = any(event.type == 2 for event in found.events)
    if found.text is not None:
        is_whole = _WHOLE_PAGE.search(found.text) is not None
    return Facts(snapshot_of=found.page if is_whole else None)


def _decoded(text: bytes, kind: type[Kind]) -> Kind:
    try:
        found = decoder(kind).decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        found = decoder(kind).decode(mended(text))
    if found.v != VERSION:
        raise RefusedError(
            "unknown_version",
            400,
            f"It is written in version {found.v} of the protocol, and this Thinkaloud reads "
            f"version {VERSION}; upgrade it.",
        )
    return found
