"""rrweb's events as a session: what a participant did, told in our protocol's words.

The DOM is replayed in the mirror, so that each click gets the anchor of what it hit. Boxes are
not known: points are placed by their page coordinates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from analyzer.dom import FULL_SNAPSHOT, INCREMENTAL, META, MUTATION, Mirror
from analyzer.dom_data import integer, maps
from analyzer.dom_node import ELEMENT, Node, number
from analyzer.imported_reactions import reactions
from analyzer.imported_routes import route_pattern, title_of
from analyzer.imported_typing import Typing, is_told_again
from analyzer.mirror_anchors import Anchors
from recorder.protocol import (
    MAX_SAMPLES,
    Anchor,
    ClickEvent,
    Event,
    FocusEvent,
    PageEvent,
    PointerEvent,
    ScrollEvent,
    VisibilityEvent,
)

# rrweb's numbers (the enums of @rrweb/types).
LOADED, CUSTOM = 0, 5
MOUSE_MOVE, MOUSE_INTERACTION, SCROLL, RESIZE, INPUT, TOUCH_MOVE, SELECTION, DRAG = (
    1, 2, 3, 4, 5, 6, 14, 12,
)  # fmt: skip
CLICK, FOCUS, BLUR = 2, 5, 6
_POINTERS = ("mouse", "pen", "touch")
_FIELDS = frozenset({"input", "textarea", "select"})
MAX_PX = 1_000_000.0
ECHO_MS = 50.0  # the browser's own click on the field comes in the same task as the label's


class Telling:
    """One window's events, turned one by one.

    Attributes
    ----------
    events
        What was told so far.
    unknown
        Clicks on what the recording does not show.
    """

    def __init__(self, tab: str, origin_ms: float) -> None:
        self.events: list[Event] = []
        self.unknown = 0
        self._tab = tab
        self._origin_ms = origin_ms
        self._mirror = Mirror()
        self._anchors: Anchors | None = None
        self._pages = 0
        self._href = ""
        self._meta: Mapping[str, Any] | None = None
        self._meta_t = 0.0
        self._scroll = (0.0, 0.0)
        self._reach = (0.0, 0.0)  # as far as the page was seen to go
        self._typing = Typing()
        self._label_t = -ECHO_MS
        self._is_loaded = False  # a document was, since the last snapshot
        self._answers: list[tuple[float, str]] = []

    def tell(self, events: Sequence[Mapping[str, Any]]) -> list[Event]:
        """Turn all events of a window, in the order of their time."""
        for event in events:
            data = event.get("data")
            t = max(0.0, float(event["timestamp"]) - self._origin_ms)
            if isinstance(data, Mapping):
                self._one(int(event["type"]), t, data, event)
        self.events += self._typing.end()
        if self._meta is not None and not self._pages:
            self._begin(self._meta, self._meta_t, "load")
        told = [event for event in self.events if self._pages]
        return sorted([*told, *reactions(told, self._answers)], key=lambda event: event.t)

    def _one(self, kind: int, t: float, data: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        if kind == LOADED:
            self._is_loaded = True
        elif kind == META:
            self._mirror.apply(event)
            self._meta, self._meta_t = data, t
        elif kind == FULL_SNAPSHOT:
            self._snapshot(t, data, event)
        elif kind == INCREMENTAL:
            source = integer(data.get("source"))
            act = _ACTS.get(source)
            if act is not None and self._pages:
                act(self, t, data)
            self._mirror.apply(event)
            if source == MUTATION:
                self._anchors = None
                self._answers.append((t, "mutation"))
        elif kind == CUSTOM:
            self._route(t, data)

    def _snapshot(self, t: float, data: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        self._mirror.apply(event)
        self._anchors = None
        meta, self._meta = self._meta, None
        href = str((meta or {}).get("href", self._href))[:4_000]
        # A recorder takes further snapshots of one page, at the same address, now and then.
        if not self._pages or href != self._href or self._is_loaded:
            self._begin(meta or {}, self._meta_t if meta else t, "load")
        self._is_loaded = False
        offset = data.get("initialOffset")
        if isinstance(offset, Mapping):
            self._scroll = (_px(offset.get("left")), _px(offset.get("top")))

    def _begin(self, meta: Mapping[str, Any], t: float, kind: Any) -> None:
        self.events += self._typing.end()
        if self._pages:
            self._answers.append((t, "navigation"))
        self._href = str(meta.get("href", self._href))[:4_000]
        self._pages += 1
        width, height = self._view()
        self._scroll, self._reach = (0.0, 0.0), (width, height)
        self.events.append(
            PageEvent(
                **self._stamp(t), url=self._href, kind=kind, width=width, height=height,
                time_origin_ms=self._origin_ms + t, page_width=width, page_height=height,
                title=title_of(self._mirror),
            )
        )  # fmt: skip

    def _route(self, t: float, data: Mapping[str, Any]) -> None:
        """Take a change of route that the recording tool has told in a custom event."""
        payload = data.get("payload")
        if not isinstance(payload, Mapping) or not self._pages:
            return
        href = payload.get("href")
        is_told = data.get("tag") in ("$pageview", "$url_changed")
        if is_told and isinstance(href, str) and href != self._href:
            self._begin({"href": href}, t, "push")

    def _interact(self, t: float, data: Mapping[str, Any]) -> None:
        kind = integer(data.get("type"))
        node = self._element(data.get("id"))
        if kind == CLICK:
            self._click(t, data, node)
        elif kind in (FOCUS, BLUR) and node is not None and node.tag in _FIELDS:
            if kind == BLUR:
                self.events += self._typing.end()
            else:
                self._answers.append((t, "focus"))
            anchor = self._anchor(node, 0.0, 0.0)
            self.events.append(FocusEvent(**self._stamp(t), anchor=anchor, gained=kind == FOCUS))
        elif kind in (FOCUS, BLUR) and node is None and data.get("id") == -1:
            state: Any = "focused" if kind == FOCUS else "blurred"
            self.events.append(VisibilityEvent(**self._stamp(t), state=state))

    def _click(self, t: float, data: Mapping[str, Any], node: Node | None) -> None:
        vx, vy = _px(data.get("x")), _px(data.get("y"))
        x, y = vx + self._scroll[0], vy + self._scroll[1]
        if node is None:
            self.unknown += 1
        if data.get("id") == -1:
            return  # rrweb's number for what was kept out of the recording, such as our panel
        if self._is_echo(t, node):
            return
        anchor = (
            Anchor(tag="html", path="html", box=(x, y, 0.0, 0.0))
            if node is None
            else self._anchor(node, x, y)
        )
        pointer: Any = _POINTERS[min(max(integer(data.get("pointerType")), 0), 2)]
        self.events.append(
            ClickEvent(
                **self._stamp(t), x=x, y=y, vx=vx, vy=vy, fx=0.5, fy=0.5, anchor=anchor,
                pointer=pointer,
                target=node.tag[:64] if node is not None and node.tag != anchor.tag else None,
            )
        )  # fmt: skip

    def _is_echo(self, t: float, node: Node | None) -> bool:
        """Tell the click that a browser makes on a label's field after the one on the label."""
        before, self._label_t = self._label_t, -ECHO_MS
        if node is not None and node.tag == "input" and t - before < ECHO_MS:
            return True
        at = node
        while at is not None and at.tag != "label":
            at = at.parent
        self._label_t = -ECHO_MS if at is None else t
        return False

    def _move(self, t: float, data: Mapping[str, Any]) -> None:
        positions = maps(data.get("positions"))[:MAX_SAMPLES]
        if not positions:
            return
        offsets = [min(max(number(one.get("timeOffset")), -600_000.0), 0.0) for one in positions]
        steps = [max(0, round(b - a)) for a, b in pairwise(offsets)]
        self.events.append(
            PointerEvent(
                **self._stamp(max(0.0, t + offsets[0])),
                dt=[0, *steps],
                x=[_sample(one.get("x")) for one in positions],
                y=[_sample(one.get("y")) for one in positions],
                scroll_x=self._scroll[0], scroll_y=self._scroll[1],
            )
        )  # fmt: skip

    def _scrolled(self, t: float, data: Mapping[str, Any]) -> None:
        x, y = _px(data.get("x")), _px(data.get("y"))
        node = self._mirror.node(data.get("id"))
        width, height = self._view()
        self._answers.append((t, "scroll"))
        element = None
        if node is None or node.type != ELEMENT or node.tag in ("html", "body"):
            self._scroll = (x, y)
            self._reach = (max(self._reach[0], x + width), max(self._reach[1], y + height))
            full = self._reach
        else:
            element = self._anchor(node, 0.0, 0.0)
            full = (x + width, y + height)
        self.events.append(
            ScrollEvent(
                **self._stamp(t), x=x, y=y, width=width, height=height, full_width=full[0],
                full_height=full[1], element=element,
            )
        )  # fmt: skip

    def _typed(self, t: float, data: Mapping[str, Any]) -> None:
        node = self._element(data.get("id"))
        # rrweb tells in `userTriggered` what a script has filled in, where it was asked to.
        if node is None or node.tag not in _FIELDS or data.get("userTriggered") is False:
            return
        if is_told_again(node, data):
            return
        self._answers.append((t, "input"))
        anchor = self._anchor(node, 0.0, 0.0)
        self.events += self._typing.add(self._stamp(t), node, anchor, data)

    def _selected(self, t: float, _: Mapping[str, Any]) -> None:
        self._answers.append((t, "selection"))

    def _element(self, node_id: object) -> Node | None:
        node = self._mirror.node(node_id)
        if node is not None and node.type != ELEMENT:
            node = node.parent
        return node if node is not None and node.type == ELEMENT else None

    def _anchor(self, node: Node, x: float, y: float) -> Anchor:
        if self._anchors is None:
            self._anchors = Anchors(self._mirror)
        return self._anchors.anchor(node, x, y)

    def _view(self) -> tuple[float, float]:
        return _px(self._mirror.width), _px(self._mirror.height)

    def _stamp(self, t: float) -> dict[str, Any]:
        page = f"{self._tab}-p{max(self._pages, 1)}"
        return {"t": t, "page": page, "screen": route_pattern(self._href)}


_ACTS: Mapping[int, Callable[[Telling, float, Mapping[str, Any]], None]] = {
    MOUSE_MOVE: Telling._move,
    TOUCH_MOVE: Telling._move,
    DRAG: Telling._move,
    MOUSE_INTERACTION: Telling._interact,
    SCROLL: Telling._scrolled,
    INPUT: Telling._typed,
    SELECTION: Telling._selected,
}


def _px(value: object) -> float:
    return min(max(number(value), -MAX_PX), MAX_PX)


def _sample(value: object) -> int:
    return round(min(max(number(value), -100_000.0), 100_000.0))
