from __future__ import annotations

from analyzer.dom_node import (
    ELEMENT,
    TEXT,
    Node,
    choose_option,
    css_of,
    font_face,
    set_attribute,
    spread_css,
)


def style(*texts: str, css: str | None = None) -> Node:
    node = Node(1, ELEMENT, "style")
    node.children = [Node(2 + i, TEXT, text=text) for i, text in enumerate(texts)]
    if css is not None:
        node.attributes["_cssText"] = css
    return node


def test_true_is_an_empty_attribute_and_none_and_false_take_it_away() -> None:
    node = Node(1, ELEMENT, "input")
    set_attribute(node, "checked", True)
    assert node.attributes == {"checked": ""}
    set_attribute(node, "checked", None)
    assert node.attributes == {}


def test_a_style_told_as_changes_is_merged_into_the_one_that_stood() -> None:
    node = Node(1, ELEMENT, "p", {"style": "color: red; top: 0; background: url(data:x;y)"})
    changes = {"color": "blue", "top": False, "left": ["1px", "important"]}
    set_attribute(node, "style", changes)
    assert node.attributes["style"] == (
        "background: url(data:x;y); color: blue; left: 1px !important"
    )


def test_scroll_positions_of_a_snapshot_are_kept_apart_from_attributes() -> None:
    node = Node(1, ELEMENT, "div")
    set_attribute(node, "rr_scrollTop", 40)
    set_attribute(node, "rr_scrollLeft", 7)
    assert (node.scroll, node.attributes) == ((7, 40), {})


def test_a_captured_sheet_is_handed_to_the_texts_that_it_stood_in() -> None:
    node = style("", "", css="a {}/* rr_split */b {}")
    spread_css(node)
    assert [child.text for child in node.children] == ["a {}", "b {}"]
    assert css_of(node) == "a {}b {}"


def test_a_sheet_with_more_parts_than_texts_loses_none() -> None:
    node = style("", css="a {}/* rr_split */b {}")
    spread_css(node)
    assert css_of(node) == "a {}b {}"


def test_rules_that_a_script_changed_come_before_the_text() -> None:
    node = style("a {}")
    node.rules = ["b {}", "c {}"]
    assert css_of(node) == "b {}\nc {}"


def select() -> Node:
    node = Node(1, ELEMENT, "select")
    options = [Node(2, ELEMENT, "option", {"value": "a", "selected": ""})]
    options.append(Node(3, ELEMENT, "option"))
    options[1].children = [Node(4, TEXT, text=" Stone ")]
    node.children = options
    return node


def test_an_option_is_chosen_by_its_value_or_its_text() -> None:
    node = select()
    choose_option(node, "Stone")
    assert ["selected" in option.attributes for option in node.children] == [False, True]


def test_a_masked_value_leaves_the_choice_as_it_was() -> None:
    node = select()
    choose_option(node, "*****")
    assert ["selected" in option.attributes for option in node.children] == [True, False]


def test_a_font_keeps_its_descriptors() -> None:
    rule = font_face("Late", 'url("a.woff2")', {"weight": "700", "unicodeRange": "U+0-FF"})
    assert "font-weight: 700; unicode-range: U+0-FF" in rule


def test_a_forged_descriptor_of_a_font_is_left_out() -> None:
    rule = font_face("Late", 'url("a.woff2")', {"weight": "700} * { color: red", "style": 3})
    assert rule == '@font-face { font-family: "Late"; src: url("a.woff2") }'
