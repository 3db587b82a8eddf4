"""One session's events sorted by family, and how a field of theirs becomes an array."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeVar

import numpy as np

from analyzer.events import BoolArray, FloatArray, IntArray, Location, Strings, location_id
from analyzer.pointer_runs import PointerRun
from analyzer.screen_rules import screens_of
from recorder import protocol as wire
from recorder.definition import ScreenRules

AS_STAMPED = ScreenRules()  # screens as the tracker named them

Kind = TypeVar("Kind", bound="wire.Event | PointerRun")


class Families:
    """The events of one session, by family, with their stamps and the tables they index."""

    def __init__(self, events: Sequence[wire.Event], rules: ScreenRules = AS_STAMPED) -> None:
        self.t_s = floats(events, "t") / 1_000
        self.page_ids, self.page = _coded(list(map(attrgetter("page"), events)))
        self.screen_keys, self.screen = _coded(screens_of(rules, events))
        self.places: dict[tuple[int, str], int] = {}
        self.locations: list[Location] = []
        self._events = events
        self._rows: dict[type, list[int]] = defaultdict(list)
        for row, kind in enumerate(map(type, events)):
            self._rows[kind].append(row)

    def of(self, kind: type[Kind]) -> tuple[list[Kind], FloatArray, IntArray, IntArray]:
        """Return one family's events, times, pages and screens."""
        rows = self._rows.get(kind, [])
        at = np.asarray(rows, dtype=np.intp)
        found: list[Kind] = [self._events[row] for row in rows]  # type: ignore[misc]  # by type
        return found, self.t_s[at], self.page[at], self.screen[at]

    def located(self, anchors: Sequence[wire.Anchor | None], screens: IntArray) -> IntArray:
        """Index the elements that anchors point at, one entry an element and screen."""
        codes = []
        for anchor, screen in zip(anchors, screens.tolist(), strict=True):
            if anchor is None:
                codes.append(-1)
                continue
            place = (screen, location_id(anchor))
            code = self.places.get(place)
            if code is None:
                code = self.places[place] = len(self.locations)
                self.locations.append(_location(anchor, place[1]))
            codes.append(code)
        return np.array(codes, dtype=np.int32)


def _coded(names: list[str]) -> tuple[Strings, IntArray]:
    """Give each name once, in the order in which they came, and the index of each entry."""
    index = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return tuple(index), np.fromiter(map(index.__getitem__, names), np.int32, len(names))


def _location(anchor: wire.Anchor, name: str) -> Location:
    return Location(
        id=name,
        label=anchor.label or f"<{anchor.tag}>",
        tag=anchor.tag.lower(),
        role=(anchor.role or "").lower(),
        is_interactive=anchor.interactive,
        path=anchor.path,
    )


def floats(found: Sequence[object], name: str) -> FloatArray:
    """Make an array `(n,)` of one number of each event, by its name."""
    # An attrgetter in a map takes half the time of a generator, and every event comes by here.
    return np.fromiter(map(attrgetter(name), found), np.float64, len(found))


def ints(found: Sequence[object], name: str) -> IntArray:
    """Make an array `(n,)` of one whole number of each event."""
    return np.fromiter(map(attrgetter(name), found), np.int32, len(found))


def bools(found: Sequence[object], name: str) -> BoolArray:
    """Make an array `(n,)` of one claim of each event."""
    return np.fromiter(map(attrgetter(name), found), np.bool_, len(found))


def pairs(found: Sequence[object], x: str, y: str) -> FloatArray:
    """Make an array `(n, 2)` of two numbers of each event."""
    return np.column_stack((floats(found, x), floats(found, y)))


def texts(found: Sequence[object], name: str) -> Strings:
    """List one text of each event; what is missing is empty."""
    return tuple(value or "" for value in map(attrgetter(name), found))


def boxes(anchors: Sequence[wire.Anchor]) -> FloatArray:
    """Make an array `(n, 4)` of the boxes of anchors: x, y, width, height."""
    n = len(anchors)
    flat = chain.from_iterable(anchor.box for anchor in anchors)
    return np.fromiter(flat, np.float64, 4 * n).reshape(n, 4)
