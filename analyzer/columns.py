"""From a list of events to arrays: milliseconds become seconds here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np

from analyzer import events as ev
from analyzer.batches import Gathered
from analyzer.events import FloatArray, IntArray, Location, SessionEvents, SessionInfo, location_id
from recorder import protocol as wire

Kind = TypeVar("Kind", bound=wire.Event)


class _Table:
    """Names in the order in which they were met, each once."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def codes(self, names: Iterable[str], n: int) -> IntArray:
        index = self.index
        return np.fromiter((index.setdefault(name, len(index)) for name in names), np.int32, n)


class _Families:
    """The events of one session, by family, with their stamps and the tables they index."""

    def __init__(self, events: Sequence[wire.Event]) -> None:
        n = len(events)
        pages, screens = _Table(), _Table()
        self.t_s: FloatArray = np.fromiter((event.t for event in events), np.float64, n) / 1_000
        self.page = pages.codes((event.page for event in events), n)
        self.screen = screens.codes((event.screen for event in events), n)
        self.page_ids = tuple(pages.index)
        self.screen_keys = tuple(screens.index)
        self.places: dict[tuple[int, str], int] = {}
        self.locations: list[Location] = []
        self._rows: dict[type, list[int]] = {}
        self._events = events
        for row, event in enumerate(events):
            self._rows.setdefault(type(event), []).append(row)

    def of(self, kind: type[Kind]) -> tuple[list[Kind], FloatArray, IntArray, IntArray]:
        """Return one family's events, times, pages and screens."""
        rows = self._rows.get(kind, [])
        at = np.asarray(rows, dtype=np.intp)
        found: list[Kind] = [self._events[row] for row in rows]  # type: ignore[misc]  # by type
        return found, self.t_s[at], self.page[at], self.screen[at]

    def located(self, anchors: Sequence[wire.Anchor | None], screens: IntArray) -> IntArray:
        """Index the elements that anchors point at, one entry an element and screen."""
        codes = np.full(len(anchors), -1, np.int32)
        for row, (anchor, screen) in enumerate(zip(anchors, screens.tolist(), strict=True)):
            if anchor is not None:
                key = (screen, location_id(anchor))
                code = self.places.get(key)
                if code is None:
                    code = self.places[key] = len(self.locations)
                    self.locations.append(_location(anchor, key[1]))
                codes[row] = code
        return codes


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


def _location(anchor: wire.Anchor, name: str) -> Location:
    return Location(
        id=name,
        label=anchor.label or f"<{anchor.tag}>",
        tag=anchor.tag.lower(),
        role=(anchor.role or "").lower(),
        is_interactive=anchor.interactive,
        path=anchor.path,
    )


def _floats(values: Iterable[float], n: int) -> FloatArray:
    return np.fromiter(values, np.float64, n)


def _ints(values: Iterable[int], n: int) -> IntArray:
    return np.fromiter(values, np.int32, n)


def _pairs(x: Iterable[float], y: Iterable[float], n: int) -> FloatArray:
    return np.column_stack((_floats(x, n), _floats(y, n)))


def _boxes(anchors: Sequence[wire.Anchor]) -> FloatArray:
    n = len(anchors)
    flat = chain.from_iterable(anchor.box for anchor in anchors)
    return _floats(flat, 4 * n).reshape(n, 4)


def _pages(families: _Families) -> ev.Pages:
    found, t_s, page, screen = families.of(wire.PageEvent)
    n = len(found)
    return ev.Pages(
        t_s, page, screen,
        url=tuple(e.url for e in found),
        kind=tuple(e.kind for e in found),
        title=tuple(e.title or "" for e in found),
        viewport_px=_pairs((e.width for e in found), (e.height for e in found), n),
        size_px=_pairs((e.page_width for e in found), (e.page_height for e in found), n),
    )  # fmt: skip


def _screens(families: _Families) -> ev.Screens:
    found, t_s, page, screen = families.of(wire.ScreenEvent)
    n = len(found)
    return ev.Screens(
        t_s, page, screen,
        size_px=_pairs((e.page_width for e in found), (e.page_height for e in found), n),
        scroll_px=_pairs((e.scroll_x for e in found), (e.scroll_y for e in found), n),
    )  # fmt: skip


def _clicks(families: _Families) -> ev.Clicks:
    found, t_s, page, screen = families.of(wire.ClickEvent)
    n = len(found)
    anchors = [e.anchor for e in found]
    return ev.Clicks(
        t_s, page, screen,
        location=families.located(anchors, screen),
        xy_px=_pairs((e.x for e in found), (e.y for e in found), n),
        view_px=_pairs((e.vx for e in found), (e.vy for e in found), n),
        inside=_pairs((e.fx for e in found), (e.fy for e in found), n),
        box_px=_boxes(anchors),
        pointer=tuple(e.pointer for e in found),
        button=_ints((e.button for e in found), n),
        is_trusted=np.fromiter((e.is_trusted for e in found), np.bool_, n),
        selected_text=np.fromiter((e.selected_text for e in found), np.bool_, n),
        cursor=tuple(e.cursor or "" for e in found),
        target=tuple((e.target or "").lower() for e in found),
    )  # fmt: skip


def _reactions(families: _Families) -> ev.Reactions:
    found, t_s, page, _ = families.of(wire.ReactionEvent)
    n = len(found)
    return ev.Reactions(
        t_s, page,
        # Divided as the clicks' own times are, so that equal stays equal.
        of_s=_floats((e.of for e in found), n) / 1_000,
        watched_s=_floats((e.watched_ms for e in found), n) / 1_000,
        after_s=tuple({kind: ms / 1_000 for kind, ms in e.after_ms.items()} for e in found),
    )  # fmt: skip


def _pointers(families: _Families) -> ev.Pointers:
    found, t_s, page, screen = families.of(wire.PointerEvent)
    sizes = np.array([len(e.dt) for e in found], dtype=np.intp)
    total = int(sizes.sum())
    starts = np.cumsum(sizes) - sizes
    gone = np.cumsum(_floats(chain.from_iterable(e.dt for e in found), total)) / 1_000
    # A run's first sample stands at the run's own time, whatever its `dt` says.
    first = np.repeat(gone[np.minimum(starts, max(total - 1, 0))] if total else sizes, sizes)
    sample_s = np.repeat(t_s, sizes) + gone - first
    order = np.argsort(sample_s, kind="stable")
    view = _pairs(
        chain.from_iterable(e.x for e in found),
        chain.from_iterable(e.y for e in found),
        total,
    )
    scrolled = _pairs((e.scroll_x for e in found), (e.scroll_y for e in found), len(found))
    down = np.fromiter((e.is_down for e in found), np.bool_, len(found))
    return ev.Pointers(
        t_s=sample_s[order],
        page=np.repeat(page, sizes)[order],
        screen=np.repeat(screen, sizes)[order],
        view_px=view[order],
        xy_px=(view + np.repeat(scrolled, sizes, axis=0))[order],
        is_down=np.repeat(down, sizes)[order],
        run=np.repeat(np.arange(len(found), dtype=np.int32), sizes)[order],
    )


def _scrolls(families: _Families) -> ev.Scrolls:
    found, t_s, page, screen = families.of(wire.ScrollEvent)
    n = len(found)
    return ev.Scrolls(
        t_s, page, screen,
        location=families.located([e.element for e in found], screen),
        offset_px=_pairs((e.x for e in found), (e.y for e in found), n),
        visible_px=_pairs((e.width for e in found), (e.height for e in found), n),
        full_px=_pairs((e.full_width for e in found), (e.full_height for e in found), n),
    )  # fmt: skip


def _inputs(families: _Families) -> ev.Inputs:
    found, t_s, page, screen = families.of(wire.InputEvent)
    n = len(found)
    return ev.Inputs(
        t_s, page, screen,
        location=families.located([e.anchor for e in found], screen),
        field=tuple(e.field for e in found),
        duration_s=_floats((e.duration_ms for e in found), n) / 1_000,
        length=_ints((e.length for e in found), n),
        keys=_ints((e.keys for e in found), n),
        deletions=_ints((e.deletions for e in found), n),
        was_filled=np.fromiter((e.was_filled for e in found), np.bool_, n),
    )  # fmt: skip


def _keys(families: _Families) -> ev.Keys:
    found, t_s, page, screen = families.of(wire.KeyEvent)
    location = families.located([e.anchor for e in found], screen)
    return ev.Keys(t_s, page, screen, location, key=tuple(e.key for e in found))


def _focuses(families: _Families) -> ev.Focuses:
    found, t_s, page, screen = families.of(wire.FocusEvent)
    location = families.located([e.anchor for e in found], screen)
    gained = np.fromiter((e.gained for e in found), np.bool_, len(found))
    return ev.Focuses(t_s, page, screen, location, gained)


def _visibilities(families: _Families) -> ev.Visibilities:
    found, t_s, page, _ = families.of(wire.VisibilityEvent)
    return ev.Visibilities(t_s, page, state=tuple(e.state for e in found))


def _errors(families: _Families) -> ev.Errors:
    found, t_s, page, screen = families.of(wire.ErrorEvent)
    return ev.Errors(
        t_s, page, screen,
        kind=tuple(e.kind for e in found),
        message=tuple(e.message for e in found),
        source=tuple(e.source or "" for e in found),
    )  # fmt: skip


def _validations(families: _Families) -> ev.Validations:
    found, t_s, page, screen = families.of(wire.ValidationEvent)
    anchors = [e.anchor for e in found]
    return ev.Validations(
        t_s, page, screen,
        location=families.located(anchors, screen),
        box_px=_boxes(anchors),
        kind=tuple(e.kind for e in found),
        message=tuple(e.message or "" for e in found),
    )  # fmt: skip


def _requests(families: _Families) -> ev.Requests:
    found, t_s, page, _ = families.of(wire.RequestEvent)
    n = len(found)
    return ev.Requests(
        t_s, page,
        method=tuple(e.method for e in found),
        url=tuple(e.url for e in found),
        duration_s=_floats((e.duration_ms for e in found), n) / 1_000,
        status=_ints((e.status for e in found), n),
    )  # fmt: skip


def _timings(families: _Families) -> ev.Timings:
    found, t_s, page, _ = families.of(wire.TimingEvent)
    value = _floats((e.value for e in found), len(found))
    return ev.Timings(t_s, page, name=tuple(e.name for e in found), value=value)


def _tasks(families: _Families) -> ev.Tasks:
    found, t_s, page, screen = families.of(wire.TaskEvent)
    return ev.Tasks(
        t_s, page, screen,
        task=tuple(e.task for e in found),
        action=tuple(e.action for e in found),
        by=tuple(e.by for e in found),
    )  # fmt: skip


def _customs(families: _Families) -> ev.Customs:
    found, t_s, page, _ = families.of(wire.CustomEvent)
    return ev.Customs(t_s, page, name=tuple(e.name for e in found))


def _healths(families: _Families) -> ev.Healths:
    found, t_s, page, _ = families.of(wire.HealthEvent)
    n = len(found)
    return ev.Healths(
        t_s, page,
        guarded_errors=_ints((e.guarded_errors for e in found), n),
        dropped=_ints((e.dropped for e in found), n),
        recovered=_ints((e.recovered for e in found), n),
        note=tuple(e.note or "" for e in found),
    )  # fmt: skip
