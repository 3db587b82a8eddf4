"""From a list of events to arrays: milliseconds become seconds here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import TypeVar

import numpy as np

from analyzer import events as ev
from analyzer.batches import Gathered
from analyzer.events import (
    BoolArray,
    FloatArray,
    IntArray,
    Location,
    SessionEvents,
    SessionInfo,
    Strings,
    location_id,
)
from recorder import protocol as wire

Kind = TypeVar("Kind", bound=wire.Event)


class _Families:
    """The events of one session, by family, with their stamps and the tables they index."""

    def __init__(self, events: Sequence[wire.Event]) -> None:
        self.t_s = _floats(events, "t") / 1_000
        self.page_ids, self.page = _coded(list(map(attrgetter("page"), events)))
        self.screen_keys, self.screen = _coded(list(map(attrgetter("screen"), events)))
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


def columns(gathered: Gathered, info: SessionInfo) -> SessionEvents:
    """Turn one session's ordered events into arrays.

    Parameters
    ----------
    gathered
        As `analyzer.batches.gather` gives them: sorted by time.
    info
        Who sat there.

    Returns
    -------
    SessionEvents
        Families without events have arrays of length 0.
    """
    families = _Families(gathered.events)
    return SessionEvents(
        info=info,
        intake=gathered.intake,
        page_ids=families.page_ids,
        page_tab=tuple(gathered.tab_of_page[page] for page in families.page_ids),
        screen_keys=families.screen_keys,
        stamp_t_s=families.t_s,
        stamp_page=families.page,
        stamp_screen=families.screen,
        pages=_pages(families),
        screens=_screens(families),
        clicks=_clicks(families),
        reactions=_reactions(families),
        pointers=_pointers(families),
        scrolls=_scrolls(families),
        inputs=_inputs(families),
        keys=_keys(families),
        focuses=_focuses(families),
        visibilities=_visibilities(families),
        errors=_errors(families),
        validations=_validations(families),
        requests=_requests(families),
        timings=_timings(families),
        tasks=_tasks(families),
        customs=_customs(families),
        healths=_healths(families),
        locations=tuple(families.locations),  # last: the families above fill it
    )


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


def _floats(found: Sequence[object], name: str) -> FloatArray:
    # An attrgetter in a map takes half the time of a generator: this is the hot loop.
    return np.fromiter(map(attrgetter(name), found), np.float64, len(found))


def _ints(found: Sequence[object], name: str) -> IntArray:
    return np.fromiter(map(attrgetter(name), found), np.int32, len(found))


def _bools(found: Sequence[object], name: str) -> BoolArray:
    return np.fromiter(map(attrgetter(name), found), np.bool_, len(found))


def _pairs(found: Sequence[object], x: str, y: str) -> FloatArray:
    return np.column_stack((_floats(found, x), _floats(found, y)))


def _texts(found: Sequence[object], name: str) -> Strings:
    return tuple(value or "" for value in map(attrgetter(name), found))


def _boxes(anchors: Sequence[wire.Anchor]) -> FloatArray:
    n = len(anchors)
    flat = chain.from_iterable(anchor.box for anchor in anchors)
    return np.fromiter(flat, np.float64, 4 * n).reshape(n, 4)


def _pages(families: _Families) -> ev.Pages:
    found, t_s, page, screen = families.of(wire.PageEvent)
    return ev.Pages(
        t_s, page, screen,
        url=_texts(found, "url"),
        kind=_texts(found, "kind"),
        title=_texts(found, "title"),
        viewport_px=_pairs(found, "width", "height"),
        size_px=_pairs(found, "page_width", "page_height"),
    )  # fmt: skip


def _screens(families: _Families) -> ev.Screens:
    found, t_s, page, screen = families.of(wire.ScreenEvent)
    return ev.Screens(
        t_s, page, screen,
        size_px=_pairs(found, "page_width", "page_height"),
        scroll_px=_pairs(found, "scroll_x", "scroll_y"),
    )  # fmt: skip


def _clicks(families: _Families) -> ev.Clicks:
    found, t_s, page, screen = families.of(wire.ClickEvent)
    anchors = [e.anchor for e in found]
    return ev.Clicks(
        t_s, page, screen,
        location=families.located(anchors, screen),
        xy_px=_pairs(found, "x", "y"),
        view_px=_pairs(found, "vx", "vy"),
        inside=_pairs(found, "fx", "fy"),
        box_px=_boxes(anchors),
        pointer=_texts(found, "pointer"),
        button=_ints(found, "button"),
        is_trusted=_bools(found, "is_trusted"),
        selected_text=_bools(found, "selected_text"),
        cursor=_texts(found, "cursor"),
        target=tuple(name.lower() for name in _texts(found, "target")),
    )  # fmt: skip


def _reactions(families: _Families) -> ev.Reactions:
    found, t_s, page, _ = families.of(wire.ReactionEvent)
    return ev.Reactions(
        t_s, page,
        # Divided as the clicks' own times are, so that equal stays equal.
        of_s=_floats(found, "of") / 1_000,
        watched_s=_floats(found, "watched_ms") / 1_000,
        after_s=tuple({kind: ms / 1_000 for kind, ms in e.after_ms.items()} for e in found),
    )  # fmt: skip


def _pointers(families: _Families) -> ev.Pointers:
    found, t_s, page, screen = families.of(wire.PointerEvent)
    sizes = np.array([len(e.dt) for e in found], dtype=np.intp)
    total = int(sizes.sum())
    starts = np.cumsum(sizes) - sizes
    gone = np.cumsum(_samples(found, "dt")) / 1_000
    # A run's first sample stands at the run's own time, whatever its `dt` says.
    first = np.repeat(gone[np.minimum(starts, max(total - 1, 0))] if total else sizes, sizes)
    sample_s = np.repeat(t_s, sizes) + gone - first
    order = np.argsort(sample_s, kind="stable")
    view = np.column_stack((_samples(found, "x"), _samples(found, "y")))
    scrolled = _pairs(found, "scroll_x", "scroll_y")
    down = _bools(found, "is_down")
    return ev.Pointers(
        t_s=sample_s[order],
        page=np.repeat(page, sizes)[order],
        screen=np.repeat(screen, sizes)[order],
        view_px=view[order],
        xy_px=(view + np.repeat(scrolled, sizes, axis=0))[order],
        is_down=np.repeat(down, sizes)[order],
        run=np.repeat(np.arange(len(found), dtype=np.int32), sizes)[order],
    )


def _samples(found: Sequence[wire.PointerEvent], name: str) -> FloatArray:
    return np.fromiter(chain.from_iterable(map(attrgetter(name), found)), np.float64)


def _scrolls(families: _Families) -> ev.Scrolls:
    found, t_s, page, screen = families.of(wire.ScrollEvent)
    return ev.Scrolls(
        t_s, page, screen,
        location=families.located([e.element for e in found], screen),
        offset_px=_pairs(found, "x", "y"),
        visible_px=_pairs(found, "width", "height"),
        full_px=_pairs(found, "full_width", "full_height"),
    )  # fmt: skip


def _inputs(families: _Families) -> ev.Inputs:
    found, t_s, page, screen = families.of(wire.InputEvent)
    return ev.Inputs(
        t_s, page, screen,
        location=families.located([e.anchor for e in found], screen),
        field=_texts(found, "field"),
        duration_s=_floats(found, "duration_ms") / 1_000,
        length=_ints(found, "length"),
        keys=_ints(found, "keys"),
        deletions=_ints(found, "deletions"),
        was_filled=_bools(found, "was_filled"),
    )  # fmt: skip


def _keys(families: _Families) -> ev.Keys:
    found, t_s, page, screen = families.of(wire.KeyEvent)
    location = families.located([e.anchor for e in found], screen)
    return ev.Keys(t_s, page, screen, location, key=_texts(found, "key"))


def _focuses(families: _Families) -> ev.Focuses:
    found, t_s, page, screen = families.of(wire.FocusEvent)
    location = families.located([e.anchor for e in found], screen)
    gained = _bools(found, "gained")
    return ev.Focuses(t_s, page, screen, location, gained)


def _visibilities(families: _Families) -> ev.Visibilities:
    found, t_s, page, _ = families.of(wire.VisibilityEvent)
    return ev.Visibilities(t_s, page, state=_texts(found, "state"))


def _errors(families: _Families) -> ev.Errors:
    found, t_s, page, screen = families.of(wire.ErrorEvent)
    return ev.Errors(
        t_s, page, screen,
        kind=_texts(found, "kind"),
        message=_texts(found, "message"),
        source=_texts(found, "source"),
    )  # fmt: skip


def _validations(families: _Families) -> ev.Validations:
    found, t_s, page, screen = families.of(wire.ValidationEvent)
    anchors = [e.anchor for e in found]
    return ev.Validations(
        t_s, page, screen,
        location=families.located(anchors, screen),
        box_px=_boxes(anchors),
        kind=_texts(found, "kind"),
        message=_texts(found, "message"),
    )  # fmt: skip


def _requests(families: _Families) -> ev.Requests:
    found, t_s, page, _ = families.of(wire.RequestEvent)
    return ev.Requests(
        t_s, page,
        method=_texts(found, "method"),
        url=_texts(found, "url"),
        duration_s=_floats(found, "duration_ms") / 1_000,
        status=_ints(found, "status"),
    )  # fmt: skip


def _timings(families: _Families) -> ev.Timings:
    found, t_s, page, _ = families.of(wire.TimingEvent)
    value = _floats(found, "value")
    return ev.Timings(t_s, page, name=_texts(found, "name"), value=value)


def _tasks(families: _Families) -> ev.Tasks:
    found, t_s, page, screen = families.of(wire.TaskEvent)
    return ev.Tasks(
        t_s, page, screen,
        task=_texts(found, "task"),
        action=_texts(found, "action"),
        by=_texts(found, "by"),
    )  # fmt: skip


def _customs(families: _Families) -> ev.Customs:
    found, t_s, page, _ = families.of(wire.CustomEvent)
    return ev.Customs(t_s, page, name=_texts(found, "name"))


def _healths(families: _Families) -> ev.Healths:
    found, t_s, page, _ = families.of(wire.HealthEvent)
    return ev.Healths(
        t_s, page,
        guarded_errors=_ints(found, "guarded_errors"),
        dropped=_ints(found, "dropped"),
        recovered=_ints(found, "recovered"),
        note=_texts(found, "note"),
    )  # fmt: skip
