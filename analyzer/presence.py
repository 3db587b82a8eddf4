"""Which of the elements that participants met can be seen on a recorded page.

Told from the recorded tree alone, without drawing it: enough to choose the moment that shows
most of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzer.dom import Mirror
from analyzer.dom_node import ELEMENT, Node

SHADOW = " >>> "  # in a key: into a shadow root
_ID = re.compile(r"#((?:\\.|[\w-])+)")
_ATTRIBUTE = re.compile(r"([a-z][\w-]*)?\[([\w-]+)=\"?((?:\\.|[^\"\\])*)\"?\]")
_NO_BOX = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def seen_keys(mirror: Mirror, keys: Iterable[str]) -> set[str]:
    """Find the keys whose element is there and not hidden by its markup.

    Parameters
    ----------
    mirror
        The page at a moment.
    keys
        Selectors of the tracker's stable keys: `#id` or `[attribute="value"]`. Of a key into
        a shadow root only the last part is looked for.

    Returns
    -------
    set of str
        A hidden ancestor hides an element. What a style sheet hides counts as seen, and so
        does a selector of another form: of it nothing is known.
    """
    wanted: dict[tuple[str, str], list[str]] = {}
    seen = set()
    for key in keys:
        condition = _condition(key)
        if condition is None:
            seen.add(key)
        else:
            wanted.setdefault(condition, []).append(key)
    for node in _shown(mirror):
        for pair in node.attributes.items():
            seen.update(wanted.get(pair, ()))
    return seen


def _condition(key: str) -> tuple[str, str] | None:
    """Read a key as an attribute and its value."""
    last = key.rpartition(SHADOW)[2].strip()
    named = _ID.fullmatch(last)
    if named is not None:
        return "id", _plain(named[1])
    attribute = _ATTRIBUTE.fullmatch(last)
    return (attribute[2], _plain(attribute[3])) if attribute is not None else None


def _plain(text: str) -> str:
    """Take CSS escapes away."""
    return re.sub(r"\\(.)", r"\1", text)


def _shown(mirror: Mirror) -> Iterator[Node]:
    """Walk the elements, but not into what is hidden."""
    stack = [mirror.document] if mirror.document is not None else []
    while stack:
        node = stack.pop()
        if node.type == ELEMENT:
            if _is_hidden(node):
                continue
            yield node
        is_closed = node.tag == "details" and "open" not in node.attributes
        for child in reversed(node.children):
            if not is_closed or child.tag == "summary":
                stack.append(child)


def _is_hidden(node: Node) -> bool:
    attributes = node.attributes
    return (
        "hidden" in attributes
        or (node.tag == "dialog" and "open" not in attributes)
        or (node.tag == "input" and attributes.get("type") == "hidden")
        or _NO_BOX.search(attributes.get("style", "")) is not None
    )
