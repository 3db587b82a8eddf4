"""Every text in what was recorded of a session: where it stands, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from recorder.protocol import ReplayBatch

_ELEMENT, _TEXT = 2, 3  # rrweb's NodeType
_FULL, _INCREMENTAL, _META = 2, 3, 4  # rrweb's EventType
_MUTATION, _INPUT = 0, 5  # rrweb's IncrementalSource
# Words of the protocol, hashes and names of our own: nobody's text.
_OUR_OWN = {
    "type", "page", "kind", "tag", "role", "text", "by", "action", "task", "cursor", "state",
    "pointer", "field", "method", "of", "target",
}  # fmt: skip
# Numbers of a drawing or a layout, and rules of style: shapes, no texts.
_SHAPES = re.compile(
    r"d|points|transform|viewBox|width|height|_cssText|style|sizes|fill.*|stroke.*|rr_.*|[xy][12]?|[cdr][xy]?"
)
_SAID_BY_STYLE = re.compile(r"""\bcontent:\s*(["'])(.+?)\1""")
_ID_LIKE = re.compile(r"[A-Za-z][\w-]{0,40}")


class Found(NamedTuple):
    """A text and its place."""

    route: str  # route pattern or path of the page; empty where there is no page
    place: str  # "text", "typed", "attribute title", "event message", "address", …
    element: str  # as a selector, as far as it is known
    text: str


def of_event(event: dict[str, Any]) -> Iterator[Found]:
    """Yield the texts of one event of the wire, as decoded JSON."""
    route = str(event.get("screen", "")).partition("+")[0]
    kind = str(event.get("type"))
    anchor = event.get("anchor") or event.get("element") or {}
    element = str(anchor.get("key") or anchor.get("path") or "") if isinstance(anchor, dict) else ""
    waiting: list[tuple[str, Any]] = [("", event)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            is_data = name == "data"
            items = value.items()
            waiting += [
                ("data" if is_data else key, item)
                for key, item in items
                if is_data or (key not in _OUR_OWN and (kind, key) != ("key", "key"))
            ]
            if is_data:
                yield from (Found(route, f"{kind} data name", "", str(key)) for key in value)
        elif name == "choices" and isinstance(value, list):
            waiting += [("choice", item) for item in value]
        elif isinstance(value, str) and value:
            yield _named(Found(route, f"event {kind} {name}", element, value), name)


def _named(found: Found, name: str) -> Found:
    """Keep what is the same in every event (screen, selector) from standing once for each."""
    if name == "screen":
        return found._replace(place="screen", element="")
    return found._replace(place="selector", element="") if name in {"key", "path"} else found


def of_replay(batches: Iterable[ReplayBatch]) -> Iterator[Found]:
    """Yield the texts of a session's recording: snapshots, mutations, fields, addresses.

    Parameters
    ----------
    batches
        Whole batches in the order of (tab, seq). Only the elements of one document are remembered.
    """
    known: dict[int, str] = {}
    route = ""
    for batch in batches:
        for event in batch.events:
            data = event.get("data")
            if not isinstance(data, dict):
                continue
            if event["type"] == _META:
                address = str(data.get("href", ""))
                route = _path(address)
                yield Found(route, "address", "", address)
            elif event["type"] == _FULL:
                known.clear()
                yield from _of_nodes([(data.get("node"), "")], known, route)
            elif event["type"] == _INCREMENTAL and data.get("source") == _MUTATION:
                yield from _of_mutations(data, known, route)
            elif event["type"] == _INCREMENTAL and data.get("source") == _INPUT:
                yield Found(route, "typed", known.get(_id(data), ""), str(data.get("text", "")))


def _of_nodes(waiting: list[tuple[Any, str]], known: dict[int, str], route: str) -> Iterator[Found]:
    """Yield what nodes and all below them say. Not by recursion: pages are nested deep."""
    while waiting:
        node, parent = waiting.pop()
        if not isinstance(node, dict):
            continue
        element = parent
        if node.get("type") == _ELEMENT:
            element = _selector(node)
            yield from _of_attributes(node.get("attributes"), element, route)
        elif node.get("type") == _TEXT:
            yield from _of_text(str(node.get("textContent", "")), parent, route)
        known[_id(node)] = element
        waiting += [(child, element) for child in reversed(node.get("childNodes") or [])]


def _of_mutations(data: dict[str, Any], known: dict[int, str], route: str) -> Iterator[Found]:
    for change in _dicts(data.get("adds")):
        parent = known.get(int(change.get("parentId") or 0), "")
        yield from _of_nodes([(change.get("node"), parent)], known, route)
    for change in _dicts(data.get("texts")):
        yield from _of_text(str(change.get("value") or ""), known.get(_id(change), ""), route)
    for change in _dicts(data.get("attributes")):
        yield from _of_attributes(change.get("attributes"), known.get(_id(change), ""), route)


def _of_text(text: str, element: str, route: str) -> Iterator[Found]:
    if element.startswith("style"):
        said = (match[2] for match in _SAID_BY_STYLE.finditer(text))
        yield from (Found(route, "style content", element, each) for each in said)
    elif text.strip():
        yield Found(route, "text", element, " ".join(text.split()))


def _of_attributes(attributes: Any, element: str, route: str) -> Iterator[Found]:
    if not isinstance(attributes, dict):
        return
    for name, value in attributes.items():
        if not isinstance(value, str) or not value.strip():
            continue
        if name in {"_cssText", "style"}:
            said = (match[2] for match in _SAID_BY_STYLE.finditer(value))
            yield from (Found(route, "style content", element, each) for each in said)
            if "url(" in value and name == "style":
                yield Found(route, "attribute style", element, value)
        elif name == "value" and re.match(r"(?:input|textarea)\b", element):
            yield Found(route, "typed", element, value)
        elif _SHAPES.fullmatch(name) is None:
            yield Found(route, f"attribute {name}", element, value)


def _selector(node: dict[str, Any]) -> str:
    """Name an element: its tag, and its id, name or first class where it has one."""
    tag = str(node.get("tagName", ""))
    attributes = node.get("attributes")
    if not isinstance(attributes, dict):
        return tag
    for name, sign in (("id", "#"), ("class", ".")):
        first = (str(attributes.get(name) or "").split() or [""])[0]
        if _ID_LIKE.fullmatch(first):
            return f"{tag}{sign}{first}"
    named = str(attributes.get("name") or "")
    return f"{tag}[name={named}]" if _ID_LIKE.fullmatch(named) else tag


def _path(address: str) -> str:
    without_origin = re.sub(r"^[a-z]+://[^/]*", "", address)
    return re.split(r"[?#]", without_origin)[0] or "/"


def _id(node: dict[str, Any]) -> int:
    given = node.get("id")
    return given if isinstance(given, int) else 0


def _dicts(changes: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in changes or [] if isinstance(one, dict))
