from __future__ import annotations

import random
from typing import Any

import pytest

from analyzer.html_rules import Open, opened, parser_would_move
from analyzer.page_scripts import COMPLETE
from fixtures.studio import element, open_studio, still

TAGS = (
    "div", "p", "span", "a", "b", "button", "ul", "li", "dl", "dd", "dt", "table", "tbody", "tr",
    "td", "h1", "h2", "form", "label", "section", "details", "summary", "blockquote", "pre",
)  # fmt: skip
TREE = """() => {
  const one = node => node.nodeType === 3 ? node.data
    : `${node.localName}(${[...node.childNodes].map(one).join('')})`;
  return one(document.body);
}"""


def around(*tags: str) -> Open:
    place = Open("body")
    for tag in tags:
        place = opened(tag, place, is_svg=False)
    return place


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        (("p",), "div"),
        (("p", "span"), "ul"),
        (("a", "span"), "a"),
        (("button",), "button"),
        (("form", "div"), "form"),
        (("table",), "tr"),
        (("table",), "div"),
        (("tr",), "span"),
        (("div",), "td"),
        (("li", "span"), "li"),
        (("dd",), "dt"),
        (("h1",), "h2"),
    ],
)
def test_what_the_parser_would_move_is_told(path: tuple[str, ...], tag: str) -> None:
    assert parser_would_move(tag, around(*path))


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        (("div",), "p"),
        (("p", "button"), "div"),
        (("a", "table", "tbody", "tr", "td"), "a"),
        (("table",), "tbody"),
        (("tbody",), "tr"),
        (("tr",), "td"),
        (("li", "ul"), "li"),
        (("div", "section"), "h2"),
        (("table",), "script"),
    ],
)
def test_what_the_parser_leaves_in_place_is_not_wrapped(path: tuple[str, ...], tag: str) -> None:
    assert not parser_would_move(tag, around(*path))


def test_in_the_head_only_its_own_elements_stay() -> None:
    assert parser_would_move("div", Open("head"))
    assert not parser_would_move("link", Open("head"))


def test_the_parser_does_not_move_what_stands_in_a_drawing() -> None:
    drawing = opened("svg", around("p"), is_svg=True)
    assert not parser_would_move("a", drawing)
    assert parser_would_move(
        "p", opened("p", opened("foreignObject", drawing, is_svg=True), is_svg=False)
    )


def tree(chance: random.Random, depth: int) -> Any:
    children = [
        tree(chance, depth - 1) if chance.random() < 0.8 and depth else f"t{chance.randrange(9)}"
        for _ in range(chance.randrange(4))
    ]
    return element(chance.choice(TAGS), *children)


def written(node: Any) -> str:
    if node["type"] == 3:
        return str(node["textContent"])
    return f"{node['tagName']}({''.join(written(child) for child in node['childNodes'])})"


@pytest.mark.browser
@pytest.mark.xdist_group("painter")
def test_trees_that_no_markup_gives_are_rebuilt_as_they_were() -> None:
    chance = random.Random(11)
    wrong = []
    with open_studio() as run:
        context = run(lambda painter: painter.browser.new_context(java_script_enabled=False))
        page = run(lambda _: context.new_page())
        for _ in range(120):
            nodes = [tree(chance, 5) for _ in range(2)]
            html = still(*nodes).html
            run(lambda _, html=html: page.set_content(html))
            run(lambda _: page.evaluate(COMPLETE, []))
            got = run(lambda _: page.evaluate(TREE))
            if got != f"body({''.join(map(written, nodes))})":
                wrong.append((f"body({''.join(map(written, nodes))})", got))
    assert wrong == []
