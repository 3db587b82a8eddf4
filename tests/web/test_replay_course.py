from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from analyzer.batches import Gathered, gather
from fixtures.batches import click
from fixtures.replayed import event, event_batch, page_event
from web import replay_course


@dataclass
class Row:
    tab: str
    seq: int
    body: bytes


def told(*events: dict[str, Any], **tabs: list[dict[str, Any]]) -> Gathered:
    batches = {"t1": list(events)} | tabs
    return gather(
        Row(tab, 0, msgspec.json.encode(event_batch(0, said, tab=tab)))
        for tab, said in batches.items()
    )


def states(found: Gathered) -> list[tuple[float, str, str]]:
    return [(one.t, one.tab, one.state) for one in replay_course.presence(found)]


def test_a_tab_is_opened_by_each_document_and_hidden_by_nobody_who_only_turns_a_page() -> None:
    found = told(
        page_event(0, "a"),
        page_event(1_000, "b"),
        # The old page is hidden when the new one has begun to load.
        event("visibility", 1_200, "a", state="hidden"),
        event("visibility", 5_000, "b", state="hidden"),
    )
    assert states(found) == [
        (0, "t1", "opened"), (1_000, "t1", "opened"), (5_000, "t1", "hidden")
    ]  # fmt: skip


def test_a_route_is_no_document() -> None:
    found = told(page_event(0, "a"), page_event(50, "b", kind="push"))
    assert states(found) == [(0, "t1", "opened")]
    assert [view.is_document for view in replay_course.page_views(found)] == [True, False]


def test_activity_tells_of_a_tab_once_for_each_change() -> None:
    found = told(
        page_event(0, "a"), click(100, page="a"), click(200, page="a"),
        t2=[page_event(10, "b"), click(300, page="b")],
    )  # fmt: skip
    assert [state for state in states(found) if state[2] == "active"] == [
        (100, "t1", "active"), (300, "t2", "active")
    ]  # fmt: skip


def test_moments_are_told_in_words_with_titles_and_places() -> None:
    task = {"task": "find", "action": "start", "by": "participant"}
    found = told(page_event(0), event("task", 50, **task), click(100, vx=7, vy=9))
    lines = replay_course.moments(found, {"find": "Find the lamp"})
    assert [(line.kind, line.text) for line in lines] == [
        ("page", "Opened /p1"), ("task", "Find the lamp: started"), ("click", "Clicked “Buy”")
    ]  # fmt: skip
    assert (lines[2].x, lines[2].y, lines[2].tab) == (7, 9, "t1")
    assert lines[0].x is None
    (typed,) = replay_course.moments(told(click(100, pointer="keyboard")), {})
    assert (typed.name, typed.x) == ("keyboard", None)


def test_turning_a_page_is_no_line_of_its_own() -> None:
    hidden = event("visibility", 1_000, "a", state="hidden")
    turned = told(page_event(0, "a"), hidden, page_event(1_300, "b"))
    assert [line.kind for line in replay_course.moments(turned, {})] == ["page", "page"]
    away = told(page_event(0, "a"), hidden | {"t": 5_000})
    assert [line.kind for line in replay_course.moments(away, {})] == ["page", "window"]


def test_rests_shorter_than_five_seconds_are_no_idleness() -> None:
    run = event("pointer", 9_000, dt=[0, 500], x=[1, 2], y=[1, 2])
    found = told(page_event(0), click(1_000), click(5_900), run, click(20_000))
    assert replay_course.active_spans(found) == [(1_000, 9_500), (20_000, 20_000)]


def test_pointer_runs_are_those_of_the_tab_and_time() -> None:
    def run(t: float, page: str) -> dict[str, Any]:
        return event("pointer", t, page, dt=[0], x=[1], y=[1])

    found = told(run(10, "a"), run(20, "a"), run(90, "a"), t2=[run(20, "b")])
    assert [one.t for one in replay_course.pointers(found, "t1", 15, 90)] == [20]


def test_screens_follow_the_stamp_of_events_but_not_of_those_told_late() -> None:
    late = event("timing", 300, name="LCP", value=1.0) | {"screen": "/old"}
    found = told(page_event(0), click(100, screen="/+dialog(#a)"), late)
    assert [span.key for span in replay_course.screens(found)] == ["/", "/+dialog(#a)"]


def test_an_answer_is_a_line_without_what_was_answered() -> None:
    said = event("answer", 5_000, "a", questionnaire="sus", ratings=[3] * 10, reason="My own words")
    (line,) = [
        one
        for one in replay_course.moments(told(page_event(0, "a"), said), {})
        if one.kind == "event"
    ]
    assert line.text == "Answered SUS"
