from typing import Any, TypeVar

from analyzer.rrweb_session import Telling
from fixtures.recorded import FIELD, visit
from fixtures.replayed import ORIGIN_MS, at
from fixtures.studio import change, document, element, snapshot
from recorder.protocol import (
    ClickEvent,
    Event,
    InputEvent,
    PageEvent,
    PointerEvent,
    ReactionEvent,
    ScrollEvent,
)

E = TypeVar("E")


def _told(events: list[dict[str, Any]]) -> list[Event]:
    return Telling("w0", ORIGIN_MS).tell(events)


def _of(kind: type[E], events: list[dict[str, Any]]) -> list[E]:
    return [event for event in _told(events) if isinstance(event, kind)]


def test_pages_begin_where_the_address_changes() -> None:
    pages = _of(PageEvent, visit())
    assert [(page.t, page.url, page.screen) for page in pages] == [
        (0.0, "http://shop.test/?q=1", "/"), (6_000.0, "http://shop.test/lamps/4821", "/lamps/:id"),
    ]  # fmt: skip
    assert len({page.page for page in pages}) == 2


def test_a_further_snapshot_of_the_same_page_begins_none_and_a_reload_does() -> None:
    page = visit()[:2]
    again = [at(9_000, event) for event in page]
    assert len(_of(PageEvent, [*page, *again])) == 1
    loaded = at(8_900, {"type": 0, "data": {}})
    assert len(_of(PageEvent, [*page, loaded, *again])) == 2


def test_a_click_has_the_element_that_it_hit_and_its_place_on_the_page() -> None:
    first, second, lost = _of(ClickEvent, visit())
    assert (first.anchor.key, first.target) == ("#buy", "span")
    assert (first.x, first.y, first.vx, first.vy) == (40.0, 50.0, 40.0, 50.0)
    assert second.anchor.label == "Lamps"
    assert second.y == 320.0  # 20 in the viewport, which was scrolled by 300
    assert lost.anchor.path == "html"


def test_what_answered_a_click_is_told() -> None:
    first, second, lost = _of(ReactionEvent, visit())
    assert dict(first.after_ms) == {"mutation": 200.0, "input": 1_000.0}
    assert dict(second.after_ms) == {"navigation": 1_000.0}
    assert dict(lost.after_ms) == {}
    assert lost.watched_ms == 2_750.0


def test_typing_is_one_spell_with_lengths_and_no_text() -> None:
    (spell,) = _of(InputEvent, visit())
    assert (spell.anchor.key, spell.field) == ("#search", "search")
    assert (spell.t, spell.duration_ms, spell.length) == (2_000.0, 600.0, 1)
    assert (spell.keys, spell.deletions) == (3, 1)


def test_scrolls_and_the_pointer_are_taken_over() -> None:
    (scroll,) = _of(ScrollEvent, visit())
    assert (scroll.y, scroll.full_height) == (300.0, 900.0)
    pointer = _of(PointerEvent, visit())[0]
    assert (pointer.t, pointer.dt, pointer.x, pointer.y) == (800.0, [0, 100], [10, 15], [20, 25])


def test_the_browsers_own_click_on_a_labels_field_is_left_out() -> None:
    field = element("input", type="checkbox", id="agree")
    label = element("label", "Agree", field)
    page = [at(0, event) for event in snapshot(document(label))]
    clicks = [
        at(100, change(2, type=2, id=label["id"], x=1, y=1)),
        at(101, change(2, type=2, id=field["id"], x=1, y=1)),
        at(900, change(2, type=2, id=field["id"], x=1, y=1)),
    ]
    assert [click.t for click in _of(ClickEvent, [*page, *clicks])] == [100.0, 900.0]


def test_a_change_of_route_that_a_tool_tells_begins_a_page() -> None:
    told = at(
        3_000, {"type": 5, "data": {"tag": "$pageview", "payload": {"href": "http://shop.test/a"}}}
    )
    pages = _of(PageEvent, [*visit()[:2], told])
    assert [(page.url, page.kind) for page in pages[1:]] == [("http://shop.test/a", "push")]


def test_what_makes_no_sense_is_left_out() -> None:
    nonsense = [
        at(10, {"type": 3, "data": {"source": 2, "type": 2, "id": "x", "x": None, "y": "NaN"}}),
        at(20, {"type": 3, "data": {"source": 3}}),
        at(30, {"type": 3, "data": {"source": 1, "positions": [{"x": 1e300, "timeOffset": "a"}]}}),
        at(40, {"type": 3, "data": {"source": 5, "id": FIELD["id"]}}),
        at(50, {"type": 3, "data": None}),
        at(60, {"type": 77, "data": {}}),
        at(70, {"type": 5, "data": {"tag": "$pageview", "payload": [1]}}),
    ]
    told = _told([*visit()[:2], *nonsense])
    assert [type(event) for event in told if isinstance(event, ClickEvent | PageEvent)]
    assert _told(nonsense) == []  # nothing happened on no page
