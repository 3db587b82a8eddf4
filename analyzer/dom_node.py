"""A node of a recorded page, and what its attributes can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analyzer.stylesheet import split_rules

# rrweb's node types (the enum of @rrweb/types).
DOCUMENT, DOCTYPE, ELEMENT, TEXT, CDATA, COMMENT = range(6)
SPLIT = "/* rr_split */"  # parts a style sheet that stands in several text nodes

# What a script may say of a font, by its names in scripts and in style sheets.
_FONT_DESCRIPTORS = {
    "style": "font-style",
    "weight": "font-weight",
    "stretch": "font-stretch",
    "unicodeRange": "unicode-range",
}
_PLAIN = re.compile(r"[\w .,%?+-]+")

Data = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Node:
    """A node of the page; which fields count depends on `type`."""

    id: int
    type: int
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None
    in_shadow: bool = False  # a child of its parent's shadow root
    is_svg: bool = False
    is_custom: bool = False  # an element that a script had defined
    rules: list[str] | None = None  # of a style sheet that a script has changed
    adopted: list[int] = field(default_factory=list)  # ids of adopted sheets
    scroll: tuple[float, float] = (0.0, 0.0)


def css_of(node: Node) -> str:
    """Return the style sheet that an element holds."""
    if node.rules is not None:
        return "\n".join(node.rules)
    if "_cssText" in node.attributes:
        return node.attributes["_cssText"]
    return "".join(child.text for child in node.children if child.type == TEXT)


def spread_css(node: Node) -> None:
    """Hand a captured style sheet to the text nodes that it stood in: texts change one by one."""
    css = node.attributes.get("_cssText")
    texts = [child for child in node.children if child.type == TEXT]
    if css is None:
        return
    node.rules = None
    if node.tag != "style" or not texts:
        node.attributes["_cssText"] = css.replace(SPLIT, "")
        return
    del node.attributes["_cssText"]
    parts = css.split(SPLIT)
    head, tail = parts[: len(texts) - 1], parts[len(texts) - 1 :]
    for text, part in zip(texts, [*head, "".join(tail)], strict=False):
        text.text = part


def set_attribute(node: Node, name: str, value: object) -> None:
    """Set an attribute as rrweb tells it: text, number, True, False or None; style as changes."""
    if name == "style" and isinstance(value, Mapping):
        node.attributes["style"] = _merge_style(node.attributes.get("style", ""), value)
    elif name == "rr_scrollLeft":
        node.scroll = (number(value), node.scroll[1])
    elif name == "rr_scrollTop":
        node.scroll = (node.scroll[0], number(value))
    elif value is None or value is False:
        node.attributes.pop(name, None)
    elif value is True:
        node.attributes[name] = ""
    elif isinstance(value, str | int | float):
        node.attributes[name] = str(value)


def _merge_style(style: str, changes: Data) -> str:
    """Apply changed declarations (text, [text, priority], or False to remove) to a style."""
    kept = {}
    for part in split_rules(style):
        name, _, value = part.rstrip(";").partition(":")
        kept[name.strip().lower()] = value.strip()
    for name, value in changes.items():
        kept.pop(name, None)
        if isinstance(value, list) and len(value) == 2:
            kept[name] = f"{value[0]} !{value[1]}" if value[1] else str(value[0])
        elif isinstance(value, str):
            kept[name] = value
    return "; ".join(f"{name}: {value}" for name, value in kept.items())


def choose_option(select: Node, value: str) -> None:
    """Select the option of a value."""
    stack, options = [select], []
    while stack:
        node = stack.pop()
        options += [node] if node.tag == "option" else []
        stack.extend(node.children)
    chosen = [option for option in options if _option_value(option) == value]
    if not chosen:
        return  # a masked value tells nothing: what was selected stays
    for option in options:
        option.attributes.pop("selected", None)
    chosen[-1].attributes["selected"] = ""


def _option_value(option: Node) -> str:
    text = "".join(child.text for child in option.children if child.type == TEXT)
    return option.attributes.get("value", text.strip())


def font_face(family: str, source: str, descriptors: object) -> str:
    """Write the rule for a font that a script has added."""
    name = family.strip("\"'").replace('"', "")
    given = descriptors if isinstance(descriptors, Mapping) else {}
    further = "".join(
        f"; {rule}: {given[key]}"
        for key, rule in _FONT_DESCRIPTORS.items()
        if isinstance(given.get(key), str) and _PLAIN.fullmatch(given[key])
    )
    return f'@font-face {{ font-family: "{name}"; src: {source}{further} }}'


def number(value: object) -> float:
    """Read a number; what is none reads as 0."""
    return float(value) if isinstance(value, int | float) else 0.0
