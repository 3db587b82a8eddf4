from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.dom import Mirror
from analyzer.dom_html import static_page
from analyzer.dom_node import Node
from fixtures import recorded_pages
from fixtures.studio import change, document, element, mirror, mutation, snapshot, text


def body(of: Mirror) -> Node:
    return next(node for node in of.walk() if node.tag == "body")


def outline(of: Mirror) -> str:
    """Write the body's elements and texts in short."""

    def one(node: Node) -> str:
        inside = "".join(one(child) for child in node.children)
        return f"{node.tag}({inside})" if node.tag else node.text

    return "".join(one(child) for child in body(of).children)


def page(*nodes: Any) -> list[Any]:
    return snapshot(document(*nodes))


def test_a_mirror_has_no_page_before_a_snapshot() -> None:
    made = mirror(mutation(texts=[{"id": 1, "value": "x"}]))
    assert made.document is None
    assert list(made.walk()) == []


def test_a_snapshot_gives_the_page_its_address_and_its_viewport() -> None:
    made = mirror(*page(element("p", "Hello")))
    assert outline(made) == "p(Hello)"
    assert (made.url, made.width, made.height) == ("http://garden.test/", 800, 600)


def test_a_second_snapshot_starts_anew() -> None:
    made = mirror(*page("one"), *page("two"))
    assert outline(made) == "two"


def test_text_changes() -> None:
    words = text("old")
    made = mirror(*page(words), mutation(texts=[{"id": words["id"], "value": "new"}]))
    assert outline(made) == "new"


def test_nodes_are_added_before_their_next_sibling_in_whatever_order_they_come() -> None:
    first, last = element("a"), element("z")
    parent = element("main", first, last)
    second, third = element("b"), element("c")
    adds = [
        {"parentId": second["id"], "nextId": None, "node": text("in b")},
        {"parentId": parent["id"], "nextId": third["id"], "node": second},
        {"parentId": parent["id"], "nextId": last["id"], "node": third},
    ]
    assert outline(mirror(*page(parent), mutation(adds=adds))) == "main(a()b(in b)c()z())"


def test_a_node_whose_next_sibling_never_comes_goes_last() -> None:
    parent = element("main", element("a"))
    adds = [{"parentId": parent["id"], "nextId": 99_999, "node": element("b")}]
    assert outline(mirror(*page(parent), mutation(adds=adds))) == "main(a()b())"


def test_a_node_that_is_added_without_its_children_takes_them_along() -> None:
    row, other = element("li", "one"), element("li", "two")
    parent = element("ul", row, other)
    adds = [{"parentId": parent["id"], "nextId": None, "node": row | {"childNodes": []}}]
    assert outline(mirror(*page(parent), mutation(adds=adds))) == "ul(li(two)li(one))"


def test_a_node_that_was_removed_comes_back_without_its_children() -> None:
    row, other = element("li", "one"), element("li", "two")
    parent = element("ul", row, other)
    removes = [{"parentId": parent["id"], "id": row["id"]}]
    adds = [{"parentId": parent["id"], "nextId": None, "node": row | {"childNodes": []}}]
    shown = mirror(*page(parent), mutation(removes=removes, adds=adds))
    assert outline(shown) == "ul(li(two)li())"


def test_nodes_are_removed() -> None:
    child = element("b")
    parent = element("main", child, element("i"))
    removes = [{"parentId": parent["id"], "id": child["id"]}]
    assert outline(mirror(*page(parent), mutation(removes=removes))) == "main(i())"


def test_a_node_that_moves_is_not_there_twice() -> None:
    moved = element("b")
    parent = element("main", moved, element("i"))
    again = {"type": 2, "tagName": "b", "attributes": {}, "childNodes": [], "id": moved["id"]}
    adds = [{"parentId": parent["id"], "nextId": None, "node": again}]
    assert outline(mirror(*page(parent), mutation(adds=adds))) == "main(i()b())"


def test_a_node_that_would_contain_itself_is_left_out() -> None:
    inner = element("b")
    outer = element("main", inner)
    forged = {
        "parentId": inner["id"],
        "nextId": None,
        "node": element("main") | {"id": inner["id"]},
    }
    made = mirror(*page(outer), mutation(adds=[forged]))
    assert len(list(made.walk())) < 20


def test_a_frame_shows_its_last_document() -> None:
    frame = element("iframe")
    events = [
        mutation(adds=[{"parentId": frame["id"], "nextId": None, "node": document(words)}])
        for words in ("first", "second")
    ]
    made = mirror(*page(frame), *events)
    assert "second" in static_page(made).html
    assert "first" not in static_page(made).html


@pytest.mark.parametrize(
    ("tag", "given", "told", "expected"),
    [
        ("input", {"value": "a"}, {"text": "bcd", "isChecked": False}, {"value": "bcd"}),
        ("input", {"type": "checkbox"}, {"text": "on", "isChecked": True}, {"checked": ""}),
        ("input", {"type": "radio", "checked": ""}, {"text": "on", "isChecked": False}, {}),
        ("textarea", {}, {"text": "***", "isChecked": False}, {"value": "***"}),
    ],
)
def test_input_is_shown(
    tag: str, given: dict[str, str], told: dict[str, Any], expected: dict[str, str]
) -> None:
    field = element(tag) | {"attributes": given}
    made = mirror(*page(field), change(5, id=field["id"], **told))
    node = made.node(field["id"])
    assert node is not None
    assert {k: v for k, v in node.attributes.items() if k != "type"} == expected


def test_scrolling_is_kept_for_every_scroller() -> None:
    box = element("div", rr_scrollTop=5)
    made = mirror(*page(box), change(3, id=box["id"], x=1, y=90))
    node = made.node(box["id"])
    assert node is not None
    assert node.scroll == (1, 90)


def test_a_resized_viewport_is_the_one_to_draw_in() -> None:
    made = mirror(*page(), change(4, width=390, height=844))
    assert (made.width, made.height) == (390, 844)


def test_rules_inserted_and_deleted_by_scripts_change_a_sheet() -> None:
    sheet = element("style", text("a {} b {}"))
    made = mirror(
        *page(sheet),
        change(8, id=sheet["id"], adds=[{"rule": "c {}", "index": 2}]),
        change(8, id=sheet["id"], removes=[{"index": 0}]),
        change(13, id=sheet["id"], index=[0], set={"property": "top", "value": "0"}),
    )
    assert "<style>b { top: 0; }\nc {}</style>" in static_page(made).html


def test_adopted_sheets_are_shared_and_can_be_replaced() -> None:
    made = mirror(*page(element("p")))
    assert made.document is not None
    rules = [{"rule": "a {}", "index": 0}]
    made.apply(
        change(15, id=made.document.id, styleIds=[1], styles=[{"styleId": 1, "rules": rules}])
    )
    assert "<style>a {}</style></head>" in static_page(made).html
    made.apply(change(8, styleId=1, replaceSync="b {}"))
    assert "<style>b {}</style></head>" in static_page(made).html


def test_a_canvas_shows_its_last_whole_frame() -> None:
    canvas = element("canvas")
    blob = {"rr_type": "Blob", "type": "image/webp", "data": [{"base64": "AAAA"}]}
    command = {"property": "drawImage", "args": [{"rr_type": "ImageBitmap", "args": [blob]}, 0, 0]}
    made = mirror(*page(canvas), change(9, id=canvas["id"], type=0, commands=[command]))
    assert "data:image/webp;base64,AAAA" in static_page(made).html


def test_fonts_that_scripts_add_become_font_faces() -> None:
    made = mirror(*page(), change(10, family="Own", fontSource="[1,2,3]", buffer=True))
    assert 'font-family: "Own"; src: url(data:font/woff2;base64,AQID)' in static_page(made).html


def test_an_element_that_is_defined_later_is_known_as_custom() -> None:
    late = element("x-late")
    made = mirror(*page(late), change(16, define={"name": "x-late"}))
    node = made.node(late["id"])
    assert node is not None
    assert node.is_custom


def test_a_tree_a_thousand_levels_deep_is_read_and_written() -> None:
    deep = element("div", "core")
    for _ in range(5_000):
        deep = element("div", deep)
    assert "core" in static_page(mirror(*page(deep))).html


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "source", "node", "adds", "removes", "texts", "attributes", "parentId", "nextId",
             "type", "childNodes", "tagName", "styles", "styleIds", "index", "rules", "x", "set"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.integers(0, 7), "data": st.dictionaries(
                st.sampled_from(["source", "id", "node", "adds", "removes", "texts", "attributes",
                                 "styles", "styleIds", "styleId", "index", "set", "remove",
                                 "replace", "commands", "define", "family", "buffer", "href"]),
                JUNK | st.integers(0, 16), max_size=8)}
        ),
        max_size=6,
    )
)  # fmt: skip
def test_no_forged_event_breaks_the_mirror(events: list[dict[str, Any]]) -> None:
    made = mirror(*recorded_pages.recording("states"))
    made.apply_all(events)
    if made.document is not None:
        assert static_page(made).html


@pytest.mark.parametrize("name", recorded_pages.page_names())
def test_events_are_only_read(name: str) -> None:
    events = recorded_pages.recording(name)
    before = copy.deepcopy(events)
    mirror(*events)
    assert events == before
