"""Files of rrweb events, in the wrappings in which they are met: read with distrust.

A plain array, `{"events": [...]}`, JSON lines, PostHog's export (`data.snapshots`, lines of
`[window, event]`) and Sentry's segments (arrays in an array) all hold the same events.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from recorder.errors import ArchiveError
from recorder.protocol import MAX_EPOCH_MS, MAX_T_MS

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_EVENTS = 1_000_000
MAX_DEPTH = 6  # of wrappings around an event
_INSIDE = ("events", "snapshots", "data", "segments", "results", "recording")
_WINDOWS = ("windowId", "window_id")

Events = list[dict[str, Any]]


def read_events(path: Path) -> dict[str, Events]:
    """Read a file of rrweb events.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    dict
        The events of each window in the order of their time; rrweb's own files know one.

    Raises
    ------
    ArchiveError
        With the line or the number of the event where the file cannot be understood.
    """
    windows: dict[str, Events] = {}
    for count, (where, window, event) in enumerate(_events(path), 1):
        if count > MAX_EVENTS:
            raise ArchiveError(f"{path.name} holds more than {MAX_EVENTS:,} events; cut it.")
        _check(path, where, event)
        windows.setdefault(window, []).append(event)
    if not windows:
        raise ArchiveError(f"{path.name} holds no rrweb event.")
    times = [event["timestamp"] for events in windows.values() for event in events]
    if max(times) - min(times) > MAX_T_MS:
        raise ArchiveError(f"{path.name} spans more than a week: its clock is broken.")
    for events in windows.values():
        events.sort(key=lambda event: float(event["timestamp"]))
    return windows


def read_bounded(path: Path) -> bytes:
    """Read a file that is to be imported, unless it is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            limit = f"{MAX_FILE_BYTES // 2**20} MB"
            raise ArchiveError(f"{path.name} is larger than {limit}; import it in parts.")
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error


def _events(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    text = read_bounded(path).removeprefix(b"\xef\xbb\xbf")
    lines = text.splitlines()
    if len([line for line in lines[:3] if line.strip()]) > 1 and _is_json(lines[0]):
        for number, line in enumerate(lines, 1):
            if line.strip():
                where = f"line {number}"
                yield from _unwrapped(_decoded(path, line, where), path, where, "w0", 0)
        return
    yield from _unwrapped(_decoded(path, text, ""), path, "", "w0", 0)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    return True


def _decoded(path: Path, text: bytes, where: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        place = f"{where}: " if where else ""
        raise ArchiveError(f"{path.name}, {place}this is not JSON: {error}.") from error


def _unwrapped(
    value: Any, path: Path, where: str, window: str, depth: int
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the events in a wrapping, each with its place and window."""
    if depth > MAX_DEPTH:
        raise ArchiveError(f"{path.name}, {where}: it is nested too deeply for rrweb events.")
    if isinstance(value, list):
        if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict):
            yield from _unwrapped(value[1], path, where, value[0], depth + 1)
            return
        for number, inner in enumerate(value):
            place = f"{where}, event {number}" if where else f"event {number}"
            yield from _unwrapped(inner, path, place, window, depth + 1)
        return
    if not isinstance(value, dict):
        raise ArchiveError(f"{path.name}, {where or 'the top level'}: here should be an event.")
    window = next((str(value[name]) for name in _WINDOWS if value.get(name)), window)
    inside = next((value[name] for name in _INSIDE if isinstance(value.get(name), list)), None)
    if "timestamp" in value and "type" in value:
        yield where or "event 0", window, value
    elif inside is not None:
        yield from _unwrapped(inside, path, where, window, depth + 1)
    elif isinstance(value.get("data"), dict):
        yield from _unwrapped(value["data"], path, where, window, depth + 1)
    else:
        raise ArchiveError(
            f"{path.name}, {where or 'the top level'}: no rrweb event, which has `type`, "
            "`timestamp` and `data`."
        )


def _check(path: Path, where: str, event: dict[str, Any]) -> None:
    kind, moment = event["type"], event["timestamp"]
    if type(kind) is not int:
        raise ArchiveError(f"{path.name}, {where}: `type` is a whole number in rrweb events.")
    if type(moment) not in (int, float) or not 0 <= moment <= MAX_EPOCH_MS:
        raise ArchiveError(f"{path.name}, {where}: `timestamp` is no time in ms.")
    if event.get("cv") is not None or isinstance(event.get("data"), str):
        raise ArchiveError(
            f"{path.name}, {where}: this event is compressed by the tool that recorded it; "
            "export the recording uncompressed."
        )
