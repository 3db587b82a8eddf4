"""One session's events as one file of columns: read in one go, without decoding a batch.

The file is a cache, never the truth: `analyzer/kept.py` says when it is made and read. It begins
with a fixed part (magic, size of the head, checksum), then the head (msgpack: tables, and where
each column lies), then the columns as they lie in memory, little-endian, each at a multiple of 8
bytes. Texts are numbers into a table of the different ones.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Any, TypeAlias, get_type_hints

import msgspec
import numpy as np

from analyzer.clock import Clocks
from analyzer.events import Intake, Location, SessionEvents, SessionInfo, Strings
from recorder.health import RecordingHealth

_MAGIC = b"TACOL1\r\n"
_START = struct.Struct("<8sIIQ")  # magic, size of the head, checksum of the rest, its size
_ALIGNED = 8  # bytes; the fixed part is a multiple of it

Column: TypeAlias = np.ndarray[Any, np.dtype[Any]]
_Mappings: TypeAlias = tuple[Mapping[str, float], ...]


class NotColumnsError(ValueError):
    """Some bytes are no such file, or damaged, or of another version."""


class _Column(msgspec.Struct, frozen=True, array_like=True, gc=False):
    dtype: str
    shape: tuple[int, ...]
    at: int
    names: Strings | None = None  # the different texts that the numbers stand for
    sizes_at: int | None = None  # where the sizes of mappings lie
    codes_at: int | None = None  # where the numbers of their keys lie
    of: int = 0  # how many mappings there are


class _Head(msgspec.Struct, frozen=True):
    intake: Intake
    page_ids: Strings
    page_tab: Strings
    screen_keys: Strings
    locations: tuple[Location, ...]
    clocks: Clocks
    health: RecordingHealth | None
    columns: dict[str, _Column]


_HEAD: msgspec.msgpack.Decoder[_Head] = msgspec.msgpack.Decoder(_Head)
_TABLES = ("intake", "page_ids", "page_tab", "screen_keys", "locations", "clocks")
_STAMPS = ("stamp_t_s", "stamp_page", "stamp_screen")


def encode(events: SessionEvents) -> bytes:
    """Write a session's events as a file.

    Parameters
    ----------
    events
        Of one session. Of `info` the health of the recording alone is kept: the rest is in the
        store and may change.
    """
    written = _Written()
    columns = {name: written.array(getattr(events, name)) for name in _STAMPS}
    for family, _, names in _families():
        value = getattr(events, family)
        for name in names:
            columns[f"{family}.{name}"] = written.column(getattr(value, name))
    tables = {name: getattr(events, name) for name in _TABLES}
    head = msgspec.msgpack.encode(_Head(**tables, health=events.info.health, columns=columns))
    rest = b"".join((head, _padding(len(head)), *written.parts))
    return _START.pack(_MAGIC, len(head), zlib.crc32(rest), len(rest)) + rest


def decode(data: bytes, info: SessionInfo) -> SessionEvents:
    """Read what `encode` wrote; every value is the same, to the bit.

    Parameters
    ----------
    data
        The file. The arrays are views of it.
    info
        Who sat there; its `health` is taken from the file.

    Raises
    ------
    NotColumnsError
        If the bytes are not what was written.
    """
    head, body = _checked(data)
    read: dict[str, Any] = {name: _read(body, column) for name, column in head.columns.items()}
    parts: dict[str, Any] = {name: getattr(head, name) for name in _TABLES}
    parts |= {name: read[name] for name in _STAMPS}
    for family, kind, names in _families():
        parts[family] = kind(**{name: read[f"{family}.{name}"] for name in names})
    return SessionEvents(info=replace(info, health=head.health), **parts)


def _checked(data: bytes) -> tuple[_Head, memoryview]:
    view = memoryview(data)
    try:
        magic, size, checksum, length = _START.unpack_from(view)
        rest = view[_START.size :]
        if (magic, length) != (_MAGIC, len(rest)) or zlib.crc32(rest) != checksum:
            raise NotColumnsError("This is no file of columns, or a damaged one.")
        head = _HEAD.decode(rest[:size])
    except (struct.error, msgspec.MsgspecError, UnicodeError) as error:
        raise NotColumnsError(f"The columns cannot be read: {error}") from error
    return head, rest[size + len(_padding(size)) :]


def _padding(size: int) -> bytes:
    return bytes(-size % _ALIGNED)


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[str, type[Any], Strings], ...]:
    """Name the families of events, their dataclasses and their fields."""
    hints: dict[str, type[Any]] = get_type_hints(SessionEvents)
    return tuple(
        (name, kind, tuple(field.name for field in fields(kind)))
        for name, kind in hints.items()
        if is_dataclass(kind) and name not in ("info", *_TABLES)
    )


@cache
def _little(dtype: np.dtype[Any]) -> tuple[np.dtype[Any], str]:
    """Give a type of numbers as it is written, and its name."""
    little = dtype.newbyteorder("<")
    return little, little.str


class _Written:
    """The columns so far, and where the next one will lie."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._size = 0

    def column(self, value: Column | Strings | _Mappings) -> _Column:
        """Add a field of a family."""
        if isinstance(value, np.ndarray):
            return self.array(value)
        if value and isinstance(value[0], Mapping):
            return self._mappings(value)
        return self._texts(value)  # type: ignore[arg-type]  # what else there is

    def array(self, value: Column) -> _Column:
        """Add an array as it lies in memory."""
        dtype, name = _little(value.dtype)
        data = value.astype(dtype, copy=False).tobytes()
        at = self._size
        if data:  # of a short session most are empty
            self.parts += (data, _padding(len(data)))
            self._size += len(data) + len(self.parts[-1])
        return _Column(name, value.shape, at)

    def _texts(self, value: Strings) -> _Column:
        numbers = {text: number for number, text in enumerate(dict.fromkeys(value))}
        codes = np.fromiter(map(numbers.__getitem__, value), np.int32, len(value))
        return msgspec.structs.replace(self.array(codes), names=tuple(numbers))

    def _mappings(self, value: _Mappings) -> _Column:
        sizes = self.array(np.array([len(one) for one in value], np.int32))
        keys = self._texts(tuple(key for one in value for key in one))
        values = self.array(np.array([number for one in value for number in one.values()], float))
        return msgspec.structs.replace(
            values, names=keys.names, codes_at=keys.at, sizes_at=sizes.at, of=len(value)
        )


def _read(body: memoryview, column: _Column) -> Column | Strings | _Mappings:
    values = _array(body, column.dtype, column.shape, column.at)
    if column.names is None:
        return values
    if column.sizes_at is None or column.codes_at is None:
        return tuple(map(column.names.__getitem__, values.tolist()))
    sizes = _array(body, "<i4", (column.of,), column.sizes_at).tolist()
    codes = _array(body, "<i4", column.shape, column.codes_at).tolist()
    pairs = iter(zip(map(column.names.__getitem__, codes), values.tolist(), strict=True))
    return tuple(dict(islice(pairs, size)) for size in sizes)


def _array(body: memoryview, dtype: str, shape: tuple[int, ...], at: int) -> Column:
    return np.frombuffer(body, dtype, math.prod(shape), at).reshape(shape)
