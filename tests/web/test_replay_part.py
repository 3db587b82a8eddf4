from __future__ import annotations

import msgspec
import pytest

from fixtures.batches import click
from fixtures.replayed import at, event, event_batch, keep, page, page_event, replay_slice
from fixtures.studio import change, element, mutation
from recorder.errors import NotFoundError
from recorder.models import Session, Study
from recorder.notes import add_note
from recorder.pauses import add_pause
from recorder.store import Store
from web import replay_data, replay_part
from web.replay import segment_body
from web.replay_data import Index
from web.replay_part import Wanted

LATE = "http://shop.test/late.png"
EARLY = "http://shop.test/early.png"


@pytest.fixture
def replayed(store: Store, session: Session) -> Session:
    """Two documents; a task from 10 to 20 s in the second; a second tab from 30 s on."""
    box = element("p", "a")
    start = event("task", 10_000, "b", task="task-2", action="start", by="participant")
    done = event("task", 20_000, "b", task="task-2", action="done", by="participant")
    keep(
        store, session,
        event_batch(0, [
            page_event(0, "a"), click(1_000, page="a"), page_event(5_000, "b"), start,
            event("pointer", 9_900, "b", dt=[0, 200], x=[1, 2], y=[1, 2]),
            click(12_000, page="b"), done, click(25_000, page="b"),
        ]),
        event_batch(0, [page_event(30_000, "c"), click(31_000, page="c")], tab="t2"),
        replay_slice(0, [*page(100), *page(5_100, box, element("img", src=EARLY))], page="a"),
        replay_slice(1, [
            at(6_000, change(1, positions=[{"x": 1, "y": 1, "id": 1, "timeOffset": 0}])),
            at(7_000, mutation(texts=[{"id": box["id"], "value": "before"}])),
            at(12_000, mutation(texts=[{"id": box["id"], "value": "inside"}])),
            at(22_000, mutation(texts=[{"id": box["id"], "value": LATE}])),
        ]),
        replay_slice(0, page(30_100), tab="t2", page="c"),
    )  # fmt: skip
    for t, text in ((1_000, "early"), (13_000, "inside"), (26_000, "late")):
        add_note(store, session.id, t, text, 1)
    for start, end in ((0, 10_000), (8_000, 12_000), (19_000, 30_000), (20_000, 21_000)):
        add_pause(store, session.id, start, end, "break", now_ms=1)
    for url in (LATE, EARLY):
        store.add_asset(session.study_id, url, b"\x89PNG\r\n\x1a\n" + url.encode(), "image/png")
    return session


@pytest.fixture
def index(store: Store, study: Study, replayed: Session) -> Index:
    return replay_data.index(store, study, replayed)


def test_a_part_has_its_own_clock_and_nothing_of_what_was_outside(index: Index) -> None:
    part = replay_part.of_task(index, "task-2")
    assert (part.from_t, part.until, part.name, part.is_whole) == (
        10_000,
        20_000,
        "task-2-1",
        False,
    )
    made = replay_part.cut(index, part)
    assert (made.length_ms, made.is_open) == (10_000, False)
    assert [one.text for one in made.notes] == ["inside"]
    assert made.notes[0].t == 3_000
    assert [(one.from_, one.until) for one in made.pauses] == [(-2_000, 2_000), (9_000, 10_000)]
    assert [one.t for one in made.moments if one.kind == "click"] == [2_000]
    assert [(one.id, one.from_, one.until) for one in made.segments] == [("t1.1", -4_900, 10_000)]
    assert [tab.id for tab in made.tabs] == ["t1"]
    assert [(one.id, one.t) for one in made.pages] == [("b", -5_000)]
    assert [(one.from_, one.until) for one in made.tasks] == [(0, 10_000)]
    assert all(one.t <= 10_000 for one in [*made.presence, *made.screens, *made.moments])
    assert all(0 <= begin <= end <= 10_000 for begin, end in made.activity)


def test_a_cut_begins_with_the_picture_before_it_and_what_changed_it(
    store: Store, study: Study, replayed: Session, index: Index
) -> None:
    part = replay_part.of_task(index, "task-2")
    body, assets = replay_part.cut_segment(
        segment_body(store, study, replayed, "t1.1", lambda digest: digest), part
    )
    told = msgspec.json.decode(body)
    times = [one["timestamp"] - run["origin_ms"] for run in told["runs"] for one in run["events"]]
    assert times == [-4_900, -4_899, -3_000, 2_000] or [round(t) for t in times][-2:] == [
        -3_000,
        2_000,
    ]
    assert b"before" in body
    assert b"inside" in body
    assert LATE.encode() not in body
    assert list(assets) == list(told["assets"]) == [EARLY]
    assert [one["t"] for one in told["pointers"]] == [-100]


def test_the_whole_session_stays_as_it_is(index: Index) -> None:
    part = replay_part.chosen(index, Wanted())
    assert part.is_whole
    made = replay_part.cut(index, part)
    assert made.moments == index.moments
    assert made.segments == index.segments
    assert made.length_ms == index.length_ms


def test_a_moment_is_cut_off_at_the_ends_of_the_session(index: Index) -> None:
    near = replay_part.chosen(index, Wanted("moment", t_s=4.0))
    assert (near.from_t, near.until, near.title) == (0, 19_000, "0:04.0 ± 15 seconds")
    assert near.name == "moment-000040"
    late = replay_part.around(index, index.length_ms / 1000, 2)
    assert late.until == index.length_ms
    assert late.length_s == pytest.approx(2.0)


def test_what_is_not_there_is_said_with_what_is(index: Index) -> None:
    with pytest.raises(NotFoundError, match=r"Tried were: task-2 \(try 1\)"):
        replay_part.chosen(index, Wanted("task", task="task-1"))
    with pytest.raises(NotFoundError, match="no such try"):
        replay_part.of_task(index, "task-2", 2)
    for t_s in (-1.0, 10_000.0, float("nan")):
        with pytest.raises(NotFoundError, match="no moment"):
            replay_part.around(index, t_s)


def test_events_of_no_shape_are_left_out() -> None:
    part = replay_part.Part(0, 10, "A part", "part")
    events = [
        1, {"type": 3}, {"type": 3, "timestamp": 5, "data": 7}, {"type": 3, "timestamp": "x"}
    ]  # fmt: skip
    run = {"origin_ms": 0, "events": events}
    body = msgspec.json.encode({"id": "t.0", "pointers": [], "assets": {}, "runs": [run]})
    told = msgspec.json.decode(replay_part.cut_segment(body, part)[0])
    assert [one["timestamp"] for run in told["runs"] for one in run["events"]] == [5]
