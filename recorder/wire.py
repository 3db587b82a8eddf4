"""Bytes to messages: unfolding, decoding and checking what the tracker sends.

A body is JSON, or gzip of it, told apart by gzip's magic bytes: a beacon cannot name its
encoding without a preflight. What is wrong is named by a `RefusedError` with a stable code.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, Literal, TypeVar

import msgspec

from recorder.decoding import decoder
from recorder.errors import OtherVersionError, RefusedError
from recorder.protocol import (
    MAX_DECODED_BYTES,
    MAX_EPOCH_MS,
    MAX_EVENTS,
    VERSION,
    Batch,
    Event,
    ReplayBatch,
)

Codec = Literal["gzip", "plain"]
Message = TypeVar("Message")

_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's number for "gzip header, largest window"
# msgspec gives up on a deep nest with a RecursionError, on wrong UTF-8 with a UnicodeError.
_UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeError)
# One escape of a JSON string: a pair of surrogates, a lone one (in the group), or any other.
_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)", re.DOTALL)
# A batch names a page or two, a hundred times: checked here once each, not in every event.
PAGE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BATCHES: msgspec.json.Decoder[Batch | ReplayBatch] = msgspec.json.Decoder(Batch | ReplayBatch)
_EVENT: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def codec_of(body: bytes) -> Codec:
    """Tell how a body is packed."""
    return "gzip" if body.startswith(_MAGIC) else "plain"


def unfold(body: bytes, limit: int = MAX_DECODED_BYTES) -> bytes:
    """Return a body's JSON, unpacked where it is gzip.

    Raises
    ------
    RefusedError
        `bad_gzip` for damaged or cut data; `decoded_too_large` as soon as more than `limit`
        bytes came out, so that a bomb never unfolds.
    """
    if codec_of(body) == "plain":
        text = body
    else:
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        try:
            text = unpacker.decompress(body, limit + 1)
        except zlib.error as error:
            raise RefusedError("bad_gzip", 400, f"The gzip data is damaged: {error}.") from error
        if len(text) <= limit and not unpacker.eof:
            raise RefusedError("bad_gzip", 400, "The gzip data is cut short.")
        if unpacker.unused_data:
            raise RefusedError("bad_gzip", 400, "Something follows the gzip data.")
    if len(text) > limit:
        raise RefusedError(
            "decoded_too_large", 413, f"A message unpacks to at most {limit} bytes; send less."
        )
    return text


def folded(text: bytes, codec: Codec) -> bytes:
    """Return JSON as a body, packed as asked; the same bytes every time."""
    return gzip.compress(text, mtime=0) if codec == "gzip" else text


def decode(text: bytes, kind: type[Message]) -> Message:
    """Decode a small message, such as a hello.

    Raises
    ------
    RefusedError
        `bad_json`, `unknown_version` or `invalid_message`.
    """
    try:
        return decoder(kind).decode(mended(text))
    except _UNREADABLE as error:
        _envelope(text)
        raise RefusedError("invalid_message", 422, f"{error}.") from error


def decode_batch(text: bytes) -> Batch | ReplayBatch:
    """Decode a batch of either stream and check it whole.

    Raises
    ------
    RefusedError
        `bad_json`, `unknown_version`, or `invalid_batch`, which names the events at fault where
        the rest could be stored without them.
    """
    try:
        batch = _BATCHES.decode(text)
    except _UNREADABLE:
        batch = _decode_mended(text)
    if batch.v != VERSION:
        raise unknown_version(batch.v)
    if isinstance(batch, ReplayBatch):
        _check_replay(batch)
    elif not all(PAGE.fullmatch(page) for page in {event.page for event in batch.events}):
        raise _fault(text, ValueError("a page view's id has letters, digits, - and _ alone"))
    return batch


def _decode_mended(text: bytes) -> Batch | ReplayBatch:
    repaired = mended(text)
    try:
        return _BATCHES.decode(repaired)
    except _UNREADABLE as error:
        raise _fault(repaired, error) from error


def mended(text: bytes) -> bytes:
    """Replace lone surrogates: a browser writes half an emoji as an escape that is no Unicode."""
    return _ESCAPE.sub(lambda escape: rb"\ufffd" if escape[1] else escape[0], text)


def times_of(batch: Batch | ReplayBatch) -> tuple[float, float]:
    """Return the first and last time in a batch, ms since the session's start."""
    times: list[float]
    if isinstance(batch, ReplayBatch):
        times = [event["timestamp"] - batch.origin_ms for event in batch.events]
    else:
        times = list(map(attrgetter("t"), batch.events))
    return (min(times), max(times)) if times else (batch.sent_t, batch.sent_t)


def join_replay(slices: Iterable[ReplayBatch]) -> Iterator[ReplayBatch]:
    """Put the parts of slices that were too large for one request together again.

    Parameters
    ----------
    slices
        One session's replay batches, in the order of (tab, seq).

    Yields
    ------
    ReplayBatch
        Each whole slice, with its events; one of which a part is missing is left out.
    """
    pieces: list[ReplayBatch] = []
    for piece in slices:
        if piece.parts == 1:
            pieces = []
            yield piece
            continue
        is_next = (
            pieces
            and piece.part == len(pieces)
            and (piece.tab, piece.page, piece.parts)
            == (pieces[0].tab, pieces[0].page, pieces[0].parts)
            and piece.seq == pieces[-1].seq + 1
        )
        pieces = [*pieces, piece] if is_next else [piece] if piece.part == 0 else []
        if len(pieces) == piece.parts:
            whole = _joined(pieces)
            pieces = []
            if whole is not None:
                yield whole


def _joined(pieces: list[ReplayBatch]) -> ReplayBatch | None:
    first = pieces[0]
    text = "".join(piece.text or "" for piece in pieces)
    try:
        events = msgspec.json.decode(text, type=list[dict[str, Any]])
        whole = ReplayBatch(
            v=first.v, tab=first.tab, seq=first.seq, page=first.page, sent_t=pieces[-1].sent_t,
            origin_ms=first.origin_ms, events=events,
        )  # fmt: skip
        _check_replay(whole)
    except (*_UNREADABLE, RefusedError):
        return None  # a part was forged or damaged before it was sent: it is no recording
    return whole


class _Envelope(msgspec.Struct):
    """As much of a message as can be read whatever its version."""

    v: Any = None
    events: list[msgspec.Raw] | None = None


def _envelope(text: bytes) -> _Envelope:
    """Read a message that could not be decoded whole, or say that nothing can be read of it."""
    try:
        envelope = decoder(_Envelope).decode(text)
    except msgspec.ValidationError as error:
        raise RefusedError("invalid_batch", 422, f"{error}.") from error
    except _UNREADABLE as error:
        raise RefusedError("bad_json", 400, f"This is not JSON: {error}.") from error
    if type(envelope.v) is int and envelope.v != VERSION:
        raise unknown_version(envelope.v)
    return envelope


def unknown_version(version: int) -> OtherVersionError:
    """Say that a message is of another version, and which side is to be upgraded."""
    newer = "Upgrade Thinkaloud on the server" if version > VERSION else "Reload the page"
    return OtherVersionError(
        version, f"This collector speaks version {VERSION}, not {version}. {newer}."
    )


def _fault(text: bytes, error: Exception) -> RefusedError:
    """Tell what is wrong with a batch: its events, or all of it."""
    envelope = _envelope(text)
    invalid = []
    for index, event in enumerate((envelope.events or [])[:MAX_EVENTS]):
        try:
            if not PAGE.fullmatch(_EVENT.decode(event).page):
                invalid.append(index)
        except _UNREADABLE:
            invalid.append(index)
    if not invalid or not _is_sound(text):
        invalid = []
    return RefusedError("invalid_batch", 422, f"{error}.", invalid or None)


class _EventSlice(Batch, frozen=True, tag_field="stream", tag="events"):
    """A batch whose events are not looked at."""

    events: list[msgspec.Raw]  # type: ignore[assignment]  # the same field, unread


def _is_sound(text: bytes) -> bool:
    """Say whether a batch of events is valid but for its events."""
    try:
        decoder(_EventSlice).decode(text)
    except _UNREADABLE:
        return False
    return True


def _check_replay(batch: ReplayBatch) -> None:
    """Check what every rrweb event has: a type and a time, both numbers."""
    invalid = [
        index
        for index, event in enumerate(batch.events)
        if type(event.get("type")) is not int
        or type(event.get("timestamp")) not in (int, float)
        or not 0 <= event["timestamp"] <= MAX_EPOCH_MS
    ]
    if invalid:
        raise RefusedError(
            "invalid_batch", 422, "A replay event needs a type and a timestamp.", invalid
        )
