from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from fixtures.replayed import ORIGIN_MS, at, in_parts, paragraphs, replay_slice
from fixtures.studio import change
from recorder.errors import RefusedError
from web import replay_segments
from web.replay_segments import Stretch, runs, survey


@dataclass
class Row:
    id: int
    tab: str
    seq: int
    body: bytes


def rows(*batches: dict[str, Any]) -> list[Row]:
    return [
        Row(number + 1, batch["tab"], batch["seq"], gzip.compress(msgspec.json.encode(batch)))
        for number, batch in enumerate(batches)
    ]


def moved(t: float) -> dict[str, Any]:
    return at(t, change(3, id=1, x=0, y=t))


def drawn(stored: list[Row], stretch: Stretch) -> list[tuple[int, float]]:
    """Each event's type and session time, as the viewer gets them."""
    return [
        (event["type"], event["timestamp"] - run["origin_ms"])
        for run in json.loads(runs(stored, stretch))
        for event in run["events"]
    ]


def test_a_segment_begins_with_each_full_snapshot() -> None:
    stored = rows(
        replay_slice(0, [*paragraphs(100), moved(150)]),
        replay_slice(1, [moved(200), *paragraphs(300), moved(350)]),
    )
    found = survey(stored).stretches
    assert [(one.id, one.from_t) for one in found] == [("t1.0", 100), ("t1.1", 300)]
    assert drawn(stored, found[0])[:4] == [(4, 100), (2, 100), (3, 150), (3, 200)]
    assert drawn(stored, found[1]) == [(4, 300), (2, 300), (3, 350)]


def test_the_pages_size_comes_with_its_snapshot_from_another_batch_too() -> None:
    meta, full = paragraphs(100)
    stored = rows(replay_slice(0, [meta]), *in_parts(1, [full], 3), replay_slice(4, [moved(150)]))
    (only,) = survey(stored).stretches
    assert drawn(stored, only) == [(4, 100), (2, 100), (3, 150)]


def test_every_tab_has_segments_of_its_own() -> None:
    stored = rows(
        replay_slice(0, paragraphs(100)),
        replay_slice(0, paragraphs(200), tab="t2"),
        replay_slice(1, paragraphs(300), tab="t2"),
    )
    assert [one.id for one in survey(stored).stretches] == ["t1.0", "t2.0", "t2.1"]


def test_what_comes_before_the_first_snapshot_is_left_out() -> None:
    stored = rows(replay_slice(0, [moved(10), moved(20)]), replay_slice(1, paragraphs(100)))
    (only,) = survey(stored).stretches
    assert drawn(stored, only) == [(4, 100), (2, 100)]


def test_a_part_that_is_missing_takes_its_slice_along_and_nothing_else() -> None:
    first, second, third = in_parts(0, paragraphs(100), 3)
    stored = rows(first, third, replay_slice(3, paragraphs(300)))
    found = survey(stored)
    assert [one.from_t for one in found.stretches] == [300]
    assert found.troubles
    assert survey(rows(first, second, third)).troubles == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x1f\x8bdamaged",
        b"not json",
        b"[" * 100_000,
        b'{"origin_ms": "soon", "events": []}',
        b'{"origin_ms": 1, "events": {}}',
    ],
)
def test_a_forged_body_is_named_and_the_rest_is_shown(body: bytes) -> None:
    stored = [Row(9, "t1", 0, body), *rows(replay_slice(1, paragraphs(100)))]
    found = survey(stored)
    assert [one.from_t for one in found.stretches] == [100]
    assert found.troubles == ("1 slice of the recording cannot be read.",)


def test_forged_events_do_no_harm() -> None:
    forged: list[Any] = [
        {"type": 2}, {"type": "2", "timestamp": ORIGIN_MS}, [], 7, None,
        {"type": 2, "timestamp": 1e300}, {"type": 2, "timestamp": -5},
    ]  # fmt: skip
    stored = rows(replay_slice(0, [*forged, *paragraphs(100), *forged, moved(150)]))
    (only,) = survey(stored).stretches
    assert (only.from_t, only.last_t) == (100, 150)
    assert json.loads(runs(stored, only))


def test_there_is_an_end_to_forged_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_segments, "MAX_SEGMENTS", 3)
    found = survey(rows(*(replay_slice(n, paragraphs(100 * n)) for n in range(9))))
    assert len(found.stretches) == 3
    assert "first 3 parts" in found.troubles[0]


def test_a_segment_that_no_browser_could_draw_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_segments, "MAX_SEGMENT_BYTES", 100)
    stored = rows(replay_slice(0, paragraphs(100)))
    with pytest.raises(RefusedError, match="too large"):
        runs(stored, survey(stored).stretches[0])


def test_no_recording_has_no_segments() -> None:
    assert survey([]).stretches == ()
