"""Anchors of elements in a mirrored page, by the tracker's own rules (`element.ts`, `keys.ts`).

What a mirror cannot know is left out: boxes, computed cursors, what scripts listen to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analyzer.dom import Mirror
from analyzer.dom_node import ELEMENT, TEXT, Node
from recorder.protocol import Anchor

_ATTRIBUTES = ("data-ta-name", "data-testid", "data-test", "data-cy")
_FIELDS = frozenset({"input", "select", "textarea", "button", "output", "fieldset"})
_GENERATED = re.compile(
    r"^:|:$|^(?:radix|react|headlessui|mui|ember|ext|yui|ui-id|mat|cdk|rc|svelte|vue|downshift"
    r"|aria)[-_:]?.*\d|\d{4,}|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}|^[0-9_-]+$",
    re.IGNORECASE,
)
_ROLES = {
    "a": "link", "button": "button", "select": "combobox", "textarea": "textbox",
    "summary": "button", "img": "img", "nav": "navigation", "main": "main", "dialog": "dialog",
    "option": "option", "li": "listitem",
}  # fmt: skip
_INPUT_ROLES = {
    "button": "button", "submit": "button", "reset": "button", "image": "button",
    "checkbox": "checkbox", "radio": "radio", "range": "slider", "number": "spinbutton",
    "search": "searchbox",
}  # fmt: skip
_ACTIVE = frozenset({"button", "select", "textarea", "summary", "label", "option"})
_ACTIVE_ROLES = frozenset(
    {
        "button", "link", "tab", "menuitem", "menuitemcheckbox", "menuitemradio", "checkbox",
        "radio", "switch", "option", "slider", "combobox", "textbox", "treeitem",
    }
)  # fmt: skip
_SILENT = frozenset({"input", "textarea", "select", "script", "style", "noscript", "template"})
_MAX_TEXT = 200


class Anchors:
    """Finds anchors in a mirror as it stands; a change of the page asks for a new one."""

    def __init__(self, mirror: Mirror) -> None:
        self._counts: Counter[tuple[int, str]] = Counter()
        for node in mirror.walk():
            if node.type == ELEMENT:
                root = id(_root(node))
                self._counts.update((root, key) for key in _selectors(node))

    def anchor(self, hit: Node, x: float, y: float) -> Anchor:
        """Describe the element that takes part in interaction at what was hit.

        Parameters
        ----------
        hit
            An element of the mirror.
        x, y
            The point on the page; it stands in for the box, which is not known.
        """
        node = next((one for one in _upwards(hit) if is_interactive(one)), hit)
        shown = _text_of(node)
        return Anchor(
            tag=node.tag[:64] or "html",
            path=self._path(node)[-1_000:] or "html",
            box=(x, y, 0.0, 0.0),
            key=self._key_across(node),
            text=text_hash(shown),
            label=_label(node, shown),
            role=_role(node),
            interactive=is_interactive(node),
        )

    def _unique_key(self, node: Node) -> str | None:
        key = _own_key(node)
        if key is None or len(key) > 200 or self._counts[id(_root(node)), key] != 1:
            return None
        return key

    def _key_across(self, node: Node) -> str | None:
        key, root = self._unique_key(node), _root(node)
        if key is None or not root.in_shadow or root.parent is None:
            return key
        outer = self._key_across(root.parent)
        whole = f"{outer} >>> {key}" if outer else None
        return whole if whole and len(whole) <= 300 else None

    def _path(self, node: Node) -> str:
        steps: list[str] = []
        at = node
        while True:
            steps.insert(0, _step(at))
            parent = at.parent
            if parent is None or parent.type != ELEMENT:
                return " > ".join(steps)
            if at.in_shadow:
                outer = self._key_across(parent) or self._path(parent)
                return f"{outer} >>> {' > '.join(steps)}"
            key = self._unique_key(parent)
            if key:
                return " > ".join([key, *steps])
            at = parent


def is_interactive(node: Node) -> bool:
    """Tell from the markup whether an element takes part in interaction."""
    attributes = node.attributes
    if node.tag in ("a", "area"):
        return "href" in attributes
    if node.tag == "input":
        return attributes.get("type") != "hidden"
    return (
        node.tag in _ACTIVE
        or (node.tag in ("video", "audio") and "controls" in attributes)
        or "onclick" in attributes
        or attributes.get("contenteditable", "false") != "false"
        or attributes.get("tabindex", "-1") != "-1"
        or attributes.get("role") in _ACTIVE_ROLES
    )


def text_hash(text: str) -> str | None:
    """Hash a text as the tracker does: FNV-1a, 32 bits, of the lower case."""
    if not text:
        return None
    value = 0x811C9DC5
    for char in text.lower():
        value = ((value ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
    return f"{value:08x}"


def _upwards(node: Node) -> Iterator[Node]:
    at: Node | None = node
    while at is not None and at.type == ELEMENT:
        yield at
        at = at.parent


def _root(node: Node) -> Node:
    """Give the top of an element's tree: a child of a shadow root, or the document."""
    at = node
    while at.parent is not None and not at.in_shadow:
        at = at.parent
    # All children of one shadow root are one tree: the first of them stands for it.
    if at.in_shadow and at.parent is not None:
        return next(one for one in at.parent.children if one.in_shadow)
    return at


def _selectors(node: Node) -> Iterator[str]:
    """Yield every key that matches an element."""
    for name in _ATTRIBUTES:
        if value := node.attributes.get(name):
            yield f'[{name}="{_quoted(value)}"]'
    if given := node.attributes.get("id"):
        yield f"#{_escaped(given)}"
    if node.tag in _FIELDS and (name := node.attributes.get("name", "")):
        plain = f'{node.tag}[name="{_quoted(name)}"]'
        yield plain
        if value := node.attributes.get("value"):
            yield f'{plain}[value="{_quoted(value)}"]'


def _own_key(node: Node) -> str | None:
    attributes = node.attributes
    for name in _ATTRIBUTES:
        if value := attributes.get(name):
            return f'[{name}="{_quoted(value)}"]'
    given = attributes.get("id")
    if given and not _GENERATED.search(given):
        return f"#{_escaped(given)}"
    name = attributes.get("name", "") if node.tag in _FIELDS else ""
    if not name or _GENERATED.search(name):
        return None
    is_choice = attributes.get("type") in ("radio", "checkbox")
    value = attributes.get("value", "") if is_choice else ""
    plain = f'{node.tag}[name="{_quoted(name)}"]'
    return f'{plain}[value="{_quoted(value)}"]' if value else plain


def _step(node: Node) -> str:
    like = [
        one
        for one in (node.parent.children if node.parent else [node])
        if one.type == ELEMENT and one.in_shadow == node.in_shadow
    ]
    key = _own_key(node)
    if key and sum(key in _selectors(one) for one in like) == 1:
        return f"{_escaped(node.tag)}{key}" if key[0] in "[#" else key
    alike = [one for one in like if one.tag == node.tag]
    tag = _escaped(node.tag)
    return tag if len(alike) <= 1 else f"{tag}:nth-of-type({alike.index(node) + 1})"


def _text_of(node: Node) -> str:
    parts: list[str] = []
    stack = list(reversed(node.children)) if node.tag not in _SILENT else []
    while stack and len(" ".join(parts)) <= _MAX_TEXT:
        at = stack.pop()
        if at.type == TEXT:
            parts += [" ".join(at.text.split())] if at.text.strip() else []
        elif at.type == ELEMENT and at.tag not in _SILENT and "data-ta-mask" not in at.attributes:
            stack.extend(reversed(at.children))
    return " ".join(parts)[:_MAX_TEXT]


def _label(node: Node, shown: str) -> str | None:
    attributes = node.attributes
    captions = ("value",) if attributes.get("type") in ("submit", "button", "reset") else ()
    names = [attributes.get(name, "") for name in ("aria-label", *captions, "alt")]
    later = ("title", "placeholder", "data-ta-name", "name")
    names += [shown, *(attributes.get(name, "") for name in later)]
    return next((" ".join(name.split())[:80] for name in names if name.strip()), None)


def _role(node: Node) -> str | None:
    given = node.attributes.get("role", "").split()
    if given:
        return given[0][:64]
    if node.tag == "input":
        return _INPUT_ROLES.get(node.attributes.get("type", ""), "textbox")
    if node.tag == "a" and "href" not in node.attributes:
        return None
    return _ROLES.get(node.tag)


def _quoted(value: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", value).replace("\n", "\\a ")


def _escaped(name: str) -> str:
    """Escape a name as CSS.escape does (CSSOM)."""
    escaped = re.sub(r"([^\w\-\u0080-\U0010ffff])", r"\\\1", name)
    return re.sub(r"^(-?)(\d)", lambda found: f"{found[1]}\\{ord(found[2]):x} ", escaped)
