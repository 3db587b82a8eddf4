"""A mirror of a recorded page: rrweb's snapshot and every change after it.

A recording comes from outside: a node that is not known, a tree that bites its tail or a
value of the wrong type is left out, never an error.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping

from analyzer.dom_data import canvas_frame, doctype, integer, maps
from analyzer.dom_node import (
    DOCTYPE,
    DOCUMENT,
    ELEMENT,
    Data,
    Node,
    choose_option,
    css_of,
    font_face,
    number,
    set_attribute,
    spread_css,
)
from analyzer.stylesheet import declare, delete_rule, insert_rule, split_rules

# rrweb's numbers (the enums of @rrweb/types).
FULL_SNAPSHOT, INCREMENTAL, META = 2, 3, 4
MUTATION, SCROLL, RESIZE, INPUT, SHEET_RULE, CANVAS, FONT = 0, 3, 4, 5, 8, 9, 10
DECLARATION, ADOPTED, CUSTOM_ELEMENT = 13, 15, 16
MAX_NODES = 500_000


class Mirror:
    """The page as it stood after the events that were applied.

    Attributes
    ----------
    document
        The page; none before its first snapshot.
    url, width, height
        Address and viewport, CSS px.
    sheets
        Adopted style sheets by id, each a list of rules.
    fonts
        `@font-face` rules of fonts that scripts added.
    """

    def __init__(self) -> None:
        self.document: Node | None = None
        self.url = ""
        self.width = 0.0
        self.height = 0.0
        self.sheets: dict[int, list[str]] = {}
        self.fonts: list[str] = []
        self._nodes: dict[int, Node] = {}

    def apply_all(self, events: Iterable[Data]) -> None:
        """Apply rrweb events in the order of their time."""
        for event in events:
            self.apply(event)

    def apply(self, event: Data) -> None:
        """Apply one rrweb event; of a kind that changes no picture, nothing happens."""
        data = event.get("data")
        if not isinstance(data, Mapping):
            return
        kind = event.get("type")
        if kind == META:
            self.url = str(data.get("href", ""))
            self._resize(data)
        elif kind == FULL_SNAPSHOT:
            self._restart(data)
        elif kind == INCREMENTAL and self.document is not None:
            change = _CHANGES.get(integer(data.get("source")))
            if change is not None:
                change(self, data)

    def node(self, node_id: object) -> Node | None:
        """Return a node by rrweb's id."""
        return self._nodes.get(node_id) if isinstance(node_id, int) else None

    def walk(self) -> Iterator[Node]:
        """Yield every node of the page, parents first, in document order."""
        stack = [self.document] if self.document is not None else []
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def _restart(self, data: Data) -> None:
        self._nodes, self.document = {}, None
        self.sheets, self.fonts = {}, []
        tree = data.get("node")
        if isinstance(tree, Mapping):
            self.document = self._build(tree)
        offset = data.get("initialOffset")
        if self.document is not None and isinstance(offset, Mapping):
            self.document.scroll = (number(offset.get("left")), number(offset.get("top")))

    def _build(self, data: Data) -> Node | None:
        """Make a node and all below it; without recursion, as a forged tree may be deep."""
        root = self._make(data)
        stack = [(root, data)] if root is not None else []
        while stack:
            node, source = stack.pop()
            for child_data in maps(source.get("childNodes")):
                child = self._make(child_data)
                if child is not None:
                    child.parent = node
                    node.children.append(child)
                    stack.append((child, child_data))
            spread_css(node)
        return root

    def _make(self, data: Data) -> Node | None:
        node_id, kind = data.get("id"), data.get("type")
        if not isinstance(node_id, int) or not isinstance(kind, int) or kind not in range(6):
            return None
        if len(self._nodes) >= MAX_NODES:
            return None
        node = Node(
            id=node_id,
            type=kind,
            tag=str(data.get("tagName", "")),
            text=doctype(data) if kind == DOCTYPE else str(data.get("textContent") or ""),
            in_shadow=data.get("isShadow") is True,
            is_svg=data.get("isSVG") is True,
            is_custom=data.get("isCustom") is True,
        )
        attributes = data.get("attributes")
        if kind == ELEMENT and isinstance(attributes, Mapping):
            for name, value in attributes.items():
                set_attribute(node, str(name), value)
        self._nodes[node_id] = node
        return node

    def _mutate(self, data: Data) -> None:
        # The order of rrweb's own replayer: an id may be removed and added in one event.
        for removal in maps(data.get("removes")):
            self._remove(removal)
        self._add_all(maps(data.get("adds")))
        for change in maps(data.get("texts")):
            node = self.node(change.get("id"))
            if node is not None:
                node.text = str(change.get("value") or "")
        for change in maps(data.get("attributes")):
            node, attributes = self.node(change.get("id")), change.get("attributes")
            if node is not None and isinstance(attributes, Mapping):
                for name, value in attributes.items():
                    set_attribute(node, str(name), value)
                if "_cssText" in attributes:
                    spread_css(node)

    def _remove(self, removal: Data) -> None:
        node, parent = self.node(removal.get("id")), self.node(removal.get("parentId"))
        if node is None or node.parent is None or node.parent is not parent:
            return
        parent.children.remove(node)
        node.parent = None
        # The nodes below stay known: rrweb may add them anew under the same ids.

    def _add_all(self, adds: list[Data]) -> None:
        """Add nodes; one whose parent or next sibling is not there yet waits for it."""
        waiting = adds
        while waiting:
            left = [add for add in waiting if not self._add(add)]
            if len(left) == len(waiting):
                for add in left:
                    self._add(add, is_last_try=True)
                return
            waiting = left

    def _add(self, add: Data, *, is_last_try: bool = False) -> bool:
        parent, data, next_id = self.node(add.get("parentId")), add.get("node"), add.get("nextId")
        if not isinstance(data, Mapping):
            return True
        if parent is None:
            return False
        following = self.node(next_id) if next_id is not None else None
        if next_id is not None and (following is None or following.parent is not parent):
            if not is_last_try:
                return False
            following = None
        known = self.node(data.get("id"))
        if known is not None and known.parent is not None:
            known.parent.children.remove(known)
        node = self._build(data)
        if node is not None and known is not None and _moves(known, node):
            known.parent, node.children = None, known.children
            for child in node.children:
                child.parent = node
        if node is None or _is_below(parent, node):
            return True
        if node.type == DOCUMENT and parent.tag == "iframe":
            parent.children.clear()  # a frame shows one document
        node.parent = parent
        place = len(parent.children)
        if following is not None and following is not node:
            place = parent.children.index(following)
        parent.children.insert(place, node)
        return True

    def _resize(self, data: Data) -> None:
        self.width, self.height = number(data.get("width")), number(data.get("height"))

    def _scroll(self, data: Data) -> None:
        node = self.node(data.get("id"))
        if node is not None:
            node.scroll = (number(data.get("x")), number(data.get("y")))

    def _input(self, data: Data) -> None:
        node = self.node(data.get("id"))
        if node is None:
            return
        text, is_checked = str(data.get("text") or ""), data.get("isChecked") is True
        if node.tag == "select":
            choose_option(node, text)
        elif node.attributes.get("type") in ("checkbox", "radio"):
            node.attributes.pop("checked", None)
            if is_checked:
                node.attributes["checked"] = ""
        else:
            node.attributes["value"] = text

    def _sheet_of(self, data: Data) -> list[str] | None:
        node = self.node(data.get("id"))
        if node is not None:
            if node.rules is None:
                node.rules = split_rules(css_of(node))
            return node.rules
        return self.sheets.get(integer(data.get("styleId")))

    def _change_rules(self, data: Data) -> None:
        rules = self._sheet_of(data)
        if rules is None:
            return
        for name in ("replace", "replaceSync"):
            if isinstance(data.get(name), str):
                rules[:] = split_rules(data[name])
        for removal in maps(data.get("removes")):
            delete_rule(rules, removal.get("index", 0))
        for add in maps(data.get("adds")):
            insert_rule(rules, str(add.get("rule", "")), add.get("index"))

    def _change_declaration(self, data: Data) -> None:
        rules, index = self._sheet_of(data), data.get("index")
        if rules is None or not isinstance(index, list):
            return
        put, taken = data.get("set"), data.get("remove")
        if isinstance(put, Mapping):
            value = put.get("value")
            text = None if value is None else str(value)
            declare(rules, index, str(put.get("property", "")), text, put.get("priority"))
        if isinstance(taken, Mapping):
            declare(rules, index, str(taken.get("property", "")), None, None)

    def _adopt(self, data: Data) -> None:
        node = self.node(data.get("id"))
        for style in maps(data.get("styles")):
            rules: list[str] = []
            for rule in maps(style.get("rules")):
                rules.append(str(rule.get("rule", "")))
            self.sheets[integer(style.get("styleId"))] = rules
        if node is not None:
            ids = data.get("styleIds")
            node.adopted = [integer(one) for one in ids] if isinstance(ids, list) else []

    def _paint(self, data: Data) -> None:
        """Take a canvas's latest frame, where frames were recorded as whole pictures."""
        node, picture = self.node(data.get("id")), canvas_frame(data)
        if node is not None and picture is not None:
            node.attributes["rr_dataURL"] = picture

    def _add_font(self, data: Data) -> None:
        source, family = str(data.get("fontSource", "")), str(data.get("family", ""))
        if data.get("buffer") is True:
            try:
                encoded = base64.b64encode(bytes(json.loads(source))).decode()
            except (ValueError, TypeError):
                return
            source = f"url(data:font/woff2;base64,{encoded})"
        self.fonts.append(font_face(family, source, data.get("descriptors")))

    def _define(self, data: Data) -> None:
        definition = data.get("define")
        name = definition.get("name") if isinstance(definition, Mapping) else None
        for node in self.walk():
            node.is_custom = node.is_custom or (node.type == ELEMENT and node.tag == name)


_CHANGES = {
    MUTATION: Mirror._mutate,
    SCROLL: Mirror._scroll,
    RESIZE: Mirror._resize,
    INPUT: Mirror._input,
    SHEET_RULE: Mirror._change_rules,
    CANVAS: Mirror._paint,
    FONT: Mirror._add_font,
    DECLARATION: Mirror._change_declaration,
    ADOPTED: Mirror._adopt,
    CUSTOM_ELEMENT: Mirror._define,
}


def _moves(known: Node, node: Node) -> bool:
    """Tell whether a node that is added again has only moved, with all that is below it.

    rrweb's own recorder removes what moves and adds every part of it anew; sliced snapshots tell
    it without its children, which rrweb's player leaves where they are.
    """
    return (
        known.parent is not None
        and not node.children
        and (known.type, known.tag) == (node.type, node.tag)
    )


def _is_below(node: Node, above: Node) -> bool:
    """Tell whether a node is, or stands below, another one."""
    at: Node | None = node
    while at is not None:
        if at is above:
            return True
        at = at.parent
    return False
