from __future__ import annotations

from typing import Any

import pytest

from analyzer.replay import first_snapshot_s, mirror_at, recorded_tabs
from fixtures import batches
from fixtures.studio import document, mutation, snapshot, text
from fixtures.synthetic import Row

ORIGIN_MS = 1_700_000_000_000.0


def row(seq: int, events: list[Any], tab: str = "t1", **more: Any) -> Row:
    stamped = [event | {"timestamp": ORIGIN_MS + event["timestamp"]} for event in events]
    message = batches.replay(seq, tab=tab, origin_ms=ORIGIN_MS, events=stamped, **more)
    return Row(tab, seq, batches.packed(message))


def page(words: str, t: float = 0) -> list[Any]:
    made = snapshot(document(words))
    return [event | {"timestamp": event["timestamp"] + t} for event in made]


def words(rows: list[Row], t_s: float) -> str:
    made = mirror_at(recorded_tabs(rows)["t1"], t_s)
    assert made is not None
    return "".join(node.text for node in made.walk() if node.type == 3)


def test_times_are_seconds_since_the_sessions_start() -> None:
    (change, _) = recorded_tabs([row(0, page("x"))])["t1"]
    assert change.t_s == pytest.approx(1.0)


def test_batches_in_any_order_and_twice_give_the_same_recording() -> None:
    rows = [row(0, page("one")), row(1, page("two", 5_000)), row(0, page("one"), tab="t2")]
    tidy = recorded_tabs(rows)
    assert recorded_tabs([rows[1], rows[2], rows[0], rows[1]]) == tidy
    assert list(tidy) == ["t1", "t2"]


def test_a_batch_that_cannot_be_read_is_left_out() -> None:
    rows = [row(0, page("one")), Row("t1", 1, b"\x1f\x8bnot gzip"), Row("t1", 2, b"{}")]
    assert words(rows, 9) == "one"


def test_a_batch_of_events_is_no_recording() -> None:
    assert recorded_tabs([Row("t1", 0, batches.packed(batches.batch()))]) == {}


def test_the_page_is_shown_as_it_stood_at_the_moment() -> None:
    node = text("before")
    events = snapshot(document(node))
    events.append(mutation(texts=[{"id": node["id"], "value": "after"}]) | {"timestamp": 4_000})
    rows = [row(0, events)]
    assert words(rows, 3.999) == "before"
    assert words(rows, 4.0) == "after"


def test_the_last_snapshot_before_the_moment_counts() -> None:
    rows = [row(0, page("one")), row(1, page("two", 5_000))]
    assert words(rows, 5.9) == "one"
    assert words(rows, 7) == "two"


def test_the_address_comes_from_before_the_snapshot() -> None:
    made = mirror_at(recorded_tabs([row(0, page("x"))])["t1"], 9)
    assert made is not None
    assert made.url == "http://garden.test/"


def test_before_the_first_snapshot_there_is_no_page() -> None:
    assert mirror_at(recorded_tabs([row(0, page("x"))])["t1"], 0.5) is None
    assert mirror_at((), 9) is None


def test_a_snapshot_of_the_document_before_does_not_count() -> None:
    changes = recorded_tabs([row(0, page("one")), row(1, page("two", 5_000))])["t1"]
    assert first_snapshot_s(changes, 0) == pytest.approx(1.001)
    assert first_snapshot_s(changes, 3) == pytest.approx(6.001)
    assert first_snapshot_s(changes, 9) is None
