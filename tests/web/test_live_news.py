from __future__ import annotations

from typing import Any

import msgspec
import pytest

from fixtures.batches import click
from fixtures.replayed import at, event, event_batch, in_parts, keep, page, page_event, replay_slice
from fixtures.studio import element
from recorder.models import Batch, Session
from recorder.store import Store
from web import replay_course
from web.live_news import Teller
from web.live_tail import backlog
from web.replay_data import TaskSpan, course

PICTURE = "http://shop.test/a.png"


def rows_of(store: Store, session: Session, *batches: dict[str, Any]) -> list[Batch]:
    keep(store, session, *batches)
    return [row for rows in backlog(store, session.id, 0) for row in rows]


def told(teller: Teller, rows: list[Batch]) -> list[dict[str, Any]]:
    said = [teller.told(row) for row in rows]
    return [msgspec.json.decode(one) for one in said if one is not None]


def test_all_messages_together_are_the_index(store: Store, session: Session) -> None:
    run = event("pointer", 1_500, dt=[0, 50], x=[1, 2], y=[3, 4])
    rows = rows_of(
        store, session,
        event_batch(0, [page_event(0), click(700)]),
        event_batch(1, [run, event("visibility", 11_800, state="hidden")]),
        event_batch(2, [event("visibility", 12_500, state="visible"), click(12_600)]),
    )  # fmt: skip
    messages = told(Teller({}), rows)
    whole = course(store, session.id)
    for name, tell in (
        ("moments", lambda one: replay_course.moments(one, {})),
        ("pages", replay_course.page_views),
        ("presence", replay_course.presence),
        ("screens", replay_course.screens),
    ):
        parts = [line for message in messages for line in message["index"][name]]
        assert parts == msgspec.to_builtins(tell(whole)), name
    assert [one for message in messages for one in message["pointers"]] == [
        {"t": 1_500.0, "dt": [0, 50], "x": [1, 2], "y": [3, 4]}
    ]
    assert messages[-1]["index"]["length_ms"] == 12_600


def test_the_recording_is_passed_on_as_it_came(store: Store, session: Session) -> None:
    events = page(100, element("p", "Lamp"))
    (message,) = told(Teller({}), rows_of(store, session, replay_slice(0, events)))
    assert message["runs"][0]["events"] == events
    assert message["tab"] == "t1"
    assert message["id"] == 1


def test_a_slice_in_parts_is_told_when_it_is_whole(store: Store, session: Session) -> None:
    events = page(100, element("p", "Lamp"))
    rows = rows_of(store, session, *in_parts(0, events, 3))
    teller = Teller({})
    assert [teller.told(row) is None for row in rows] == [True, True, False]


def test_parts_without_an_end_are_let_go(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live_news.MAX_PARTS", 2)
    events = page(100, element("p", "Lamp"))
    rows = rows_of(store, session, *in_parts(0, events, 9)[:3], replay_slice(3, events))
    assert len(told(Teller({}), rows)) == 1


def test_tasks_are_told_where_they_have_changed(store: Store, session: Session) -> None:
    span = TaskSpan("task-1", "Find a lamp", 1, 50.0, None, "running", "Still running")
    rows = rows_of(
        store, session, event_batch(0, [page_event(0)]),
        event_batch(1, [event("task", 50, task="task-1", action="start", by="participant")]),
    )  # fmt: skip
    first, second = told(Teller({"task-1": "Find a lamp"}, tasks=lambda: [span]), rows)
    assert "tasks" not in first["index"]
    assert second["index"]["tasks"][0]["outcome"] == "running"
    assert second["index"]["moments"][0]["text"].startswith("Find a lamp")


def test_a_file_is_named_with_the_recording_or_as_soon_as_it_is_archived(
    store: Store, session: Session
) -> None:
    known: dict[str, str] = {}
    teller = Teller({}, archived=lambda: known)
    rows = rows_of(
        store, session, replay_slice(0, page(100, element("img", src=f"{PICTURE}#x"))),
        event_batch(0, [click(700)]), event_batch(1, [click(800)]),
        replay_slice(1, [at(900, element_added(f"{PICTURE}?2"))]),
    )  # fmt: skip
    (recorded,) = told(teller, rows[:1])
    known[PICTURE] = "abc"
    (later,) = told(teller, rows[1:2])
    (again,) = told(teller, rows[2:3])
    known[f"{PICTURE}?2"] = "def"
    (at_once,) = told(teller, rows[3:])
    assert recorded["assets"] == {}
    assert set(later["assets"].values()) == {"abc"}
    assert again["assets"] == {}
    assert at_once["assets"] == {f"{PICTURE}?2": "def"}


def test_what_cannot_be_read_is_left_out(store: Store, session: Session) -> None:
    rows = rows_of(store, session, event_batch(0, [click(700)]), replay_slice(0, []))
    for row in rows:
        row.body = b"\x1f\x8b nothing"
    assert told(Teller({}), rows) == []


def element_added(address: str) -> dict[str, Any]:
    node = {"type": 2, "id": 99, "tagName": "img", "attributes": {"src": address}, "childNodes": []}
    change = {"parentId": 1, "nextId": None, "node": node}
    return {"type": 3, "data": {"source": 0, "adds": [change], "removes": [], "texts": [],
                                "attributes": []}}  # fmt: skip
