from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analyzer import rrweb_file
from analyzer.rrweb_file import read_bounded, read_events
from fixtures.recorded import visit
from recorder.errors import ArchiveError


def _bytes(value: Any) -> bytes:
    return msgspec.json.encode(value)


WRAPPINGS: dict[str, Callable[[list[Any]], bytes]] = {
    "array": _bytes,
    "events": lambda events: _bytes({"events": events}),
    "lines": lambda events: b"\n".join(_bytes(event) for event in events),
    "posthog": lambda events: _bytes({"version": "2023-04-28", "data": {"snapshots": events}}),
    "posthog lines": lambda events: b"\n".join(_bytes(["win", event]) for event in events),
    "sentry": lambda events: _bytes([events[:3], events[3:]]),
    "byte order mark": lambda events: b"\xef\xbb\xbf" + _bytes(events),
    "indented": lambda events: msgspec.json.format(_bytes(events), indent=2),
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_the_same_events_are_found_in_every_wrapping(tmp_path: Path, name: str) -> None:
    file = tmp_path / "recording.json"
    file.write_bytes(WRAPPINGS[name](visit()))
    (events,) = read_events(file).values()
    assert events == visit()


def test_windows_are_told_apart_and_their_events_are_in_order(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    events = [{**event, "windowId": "ab"[at % 2]} for at, event in enumerate(visit())]
    file.write_bytes(_bytes(events[::-1]))
    windows = read_events(file)
    assert set(windows) == {"a", "b"}
    for found in windows.values():
        times = [event["timestamp"] for event in found]
        assert times == sorted(times)


BAD = {
    "cut": (b'[{"type": 4, "timestamp": 1, "data": {}}', "not JSON"),
    "no event": (b"[]", "holds no rrweb event"),
    "text": (b'["a", 1, 2]', "event 0: here should be an event"),
    "other json": (b'{"a": 1}', "the top level: no rrweb event"),
    "kind": (b'[{"type": "x", "timestamp": 1}]', "event 0: `type`"),
    "time": (b'[{"type": 4, "timestamp": 1}, {"type": 4, "timestamp": -5}]', "event 1: `times"),
    "truth as time": (b'[{"type": 4, "timestamp": true}]', "event 0: `timestamp`"),
    "two weeks": (
        b'[{"type": 4, "timestamp": 0}, {"type": 4, "timestamp": 1209600000}]', "more than a week"
    ),
    "compressed": (b'[{"type": 2, "timestamp": 1, "cv": "2024-10", "data": "x"}]', "compressed"),
    "deep": (b"[" * 50 + b"]" * 50, "nested too deeply"),
    "very deep": (b"[" * 100_000, "not JSON"),
    "no text": (b"\xff\xfe\x00", "not JSON"),
    "a bad line": (
        b'{"type": 4, "timestamp": 1}\n{"type": 4, "timestamp": 2}\n{"type": 4,', "line 3: this"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_file_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    data, said = BAD[name]
    file = tmp_path / "bad.json"
    file.write_bytes(data)
    with pytest.raises(ArchiveError, match=said) as refused:
        read_events(file)
    assert "bad.json" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_or_a_number_of_events_beyond_the_bounds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(_bytes(visit()))
    monkeypatch.setattr(rrweb_file, "MAX_EVENTS", 3)
    with pytest.raises(ArchiveError, match="more than 3 events"):
        read_events(file)
    monkeypatch.setattr(rrweb_file, "MAX_FILE_BYTES", 10)
    with pytest.raises(ArchiveError, match="larger than"):
        read_bounded(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no\.json cannot be read"):
        read_bounded(tmp_path / "no.json")
