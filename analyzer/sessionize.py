"""From a session's events to its course: page views, screens shown, time hidden."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np

from analyzer import spans
from analyzer.events import FloatArray, IntArray, SessionEvents
from analyzer.stretches import Stretches

PHONE_BELOW_PX = 640.0  # ours, near the usual breakpoints of style sheets; see docs/design.md
TABLET_BELOW_PX = 1_024.0


@dataclass(frozen=True, slots=True)
class PageView:
    """One page view in one tab."""

    page: int  # index into the session's page_ids
    tab: str
    start_s: float
    end_s: float  # when the tab's next view began, else its last event
    url: str  # empty: its beginning was not recorded
    path: str  # the URL without origin, query and plain fragment
    kind: str
    screen: int
    width_px: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A screen that was shown in a tab for a while."""

    screen: int  # index into the session's screen_keys
    page: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The course of a session."""

    views: tuple[PageView, ...]  # by their beginning, over all tabs
    visits: tuple[Visit, ...]  # likewise
    hidden: FloatArray  # (n, 2) s, when no tab of the session was to be seen; see spans.py
    end_s: float  # of the last event
    page_last_s: FloatArray  # last event of each page view id
    viewport_class: str
    width_px: float | None
    height_px: float | None
    _of_visits: Stretches = field(init=False)
    _of_views: Stretches = field(init=False)

    def __post_init__(self) -> None:
        # Asked for each attempt: a long session has thousands of either.
        visits = [(visit.start_s, visit.end_s) for visit in self.visits]
        object.__setattr__(self, "_of_visits", Stretches(visits))
        views = [(view.start_s, view.end_s) for view in self.views]
        object.__setattr__(self, "_of_views", Stretches(views))

    def shown(self, start_s: float, end_s: float) -> list[Visit]:
        """List the visits that touch a stretch of time, by their beginning."""
        return [self.visits[at] for at in self._of_visits.touching(start_s, end_s)]

    def viewed(self, start_s: float, end_s: float) -> list[PageView]:
        """List the page views that touch a stretch of time, by their beginning."""
        return [self.views[at] for at in self._of_views.touching(start_s, end_s)]

    def begun_last(self, t_s: float) -> Visit | None:
        """Give the visit that began last up to a moment."""
        before = self._of_visits.begun(t_s)
        return self.visits[before - 1] if before else None


def sessionize(events: SessionEvents) -> Timeline:
    """Tell the course of one session.

    Parameters
    ----------
    events
        As `analyzer/load.py` gives them.

    Returns
    -------
    Timeline
        Without views, visits and time for a session without events.
    """
    end_s, page_last_s = _end_s(events), _page_last_s(events)
    views = _views(events, page_last_s)
    size = _viewport(events)
    return Timeline(
        views=views,
        visits=_visits(events, page_last_s),
        hidden=_hidden(events, views, end_s),
        end_s=end_s,
        page_last_s=page_last_s,
        viewport_class=viewport_class(size[0] if size else None),
        width_px=size[0] if size else None,
        height_px=size[1] if size else None,
    )


def viewport_class(width_px: float | None) -> str:
    """Sort a viewport's width into phone, tablet or desktop (also where it is unknown)."""
    if width_px is None or width_px >= TABLET_BELOW_PX:
        return "desktop"
    return "phone" if width_px < PHONE_BELOW_PX else "tablet"


def path_of(url: str) -> str:
    """Name the page that a URL shows: its path, with a fragment only where that is a route."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no browser tells such an address; a forged one must not end it all
        return url
    path = parts.path.rstrip("/") or "/"
    return f"{path}#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else path


def _end_s(events: SessionEvents) -> float:
    ends = [array[-1] for array in (events.stamp_t_s, events.pointers.t_s) if array.size]
    return float(max(ends, default=0.0))


def _page_last_s(events: SessionEvents) -> FloatArray:
    last = np.zeros(len(events.page_ids))
    np.maximum.at(last, events.stamp_page, events.stamp_t_s)
    np.maximum.at(last, events.pointers.page, events.pointers.t_s)
    return last


def _views(events: SessionEvents, last_s: FloatArray) -> tuple[PageView, ...]:
    """List the page views; one whose beginning is missing starts with its first event."""
    pages = events.pages
    begun = [
        (float(t_s), int(page), url, kind, int(screen), float(width))
        for t_s, page, url, kind, screen, width in zip(
            pages.t_s, pages.page, pages.url, pages.kind, pages.screen,
            pages.viewport_px[:, 0], strict=True,
        )
    ]  # fmt: skip
    known = set(pages.page.tolist())
    first_rows = np.unique(events.stamp_page, return_index=True)[1].tolist()
    for row in first_rows:
        page = int(events.stamp_page[row])
        if page not in known:
            screen = int(events.stamp_screen[row])
            begun.append((float(events.stamp_t_s[row]), page, "", "load", screen, float("nan")))
    begun.sort(key=lambda view: view[:2])
    tab_end: dict[str, float] = {}
    for page, tab in enumerate(events.page_tab):
        tab_end[tab] = max(tab_end.get(tab, 0.0), float(last_s[page]))
    views: list[PageView] = []
    following: dict[str, float] = {}
    for t_s, page, url, kind, screen, width in reversed(begun):
        tab = events.page_tab[page]
        end_s = following.get(tab, max(tab_end[tab], t_s))
        path = path_of(url) if url else events.screen_keys[screen]
        views.append(PageView(page, tab, t_s, end_s, url, path, kind, screen, width))
        following[tab] = t_s
    return tuple(reversed(views))


def _visits(events: SessionEvents, last_s: FloatArray) -> tuple[Visit, ...]:
    """Follow the screen stamps of each tab.

    Only of events that are told at their own moment: a request is told when it has ended, a
    spell of typing or a goal a while later, and may carry the screen of that later moment.
    """
    told = (events.pages, events.screens, events.clicks, events.scrolls, events.keys)
    t_s: FloatArray = np.concatenate([family.t_s for family in told])
    page: IntArray = np.concatenate([family.page for family in told])
    screen: IntArray = np.concatenate([family.screen for family in told])
    # At equal times the new page or screen goes before what was done on it: a stable sort.
    order = np.argsort(t_s, kind="stable")
    t_s, page, screen = t_s[order], page[order], screen[order]
    number = {tab: at for at, tab in enumerate(sorted(set(events.page_tab)))}
    tabs = np.array([number[tab] for tab in events.page_tab], np.int32)
    visits: list[Visit] = []
    for tab in np.unique(tabs[page]).tolist() if page.size else ():
        rows = np.flatnonzero(tabs[page] == tab)
        state = np.column_stack((page[rows], screen[rows]))
        turns = np.flatnonzero(np.r_[True, (state[1:] != state[:-1]).any(axis=1)])
        starts = t_s[rows][turns]
        end_s = max(float(last_s[tabs == tab].max()), float(starts[-1]))
        ends = np.r_[starts[1:], end_s]
        for (at_page, at_screen), start, end in zip(state[turns], starts, ends, strict=True):
            visits.append(Visit(int(at_screen), int(at_page), float(start), float(end)))
    return tuple(sorted(visits, key=lambda visit: (visit.start_s, visit.page)))


def _hidden(events: SessionEvents, views: tuple[PageView, ...], end_s: float) -> FloatArray:
    """Tell when no tab could be seen: intervals end on events, never on a heartbeat.

    A page that is hidden and then replaced by the next page of its tab was left, not hidden:
    the browser hides a document on its way out.
    """
    last_of_tab = {view.tab: view for view in views}
    hidden: list[tuple[float, float]] = []
    seen: list[tuple[float, float]] = []
    states = events.visibilities
    when: Callable[[int], float] = states.t_s.tolist().__getitem__
    of_page: dict[int, list[int]] = {}
    for row, page in enumerate(states.page.tolist()):
        of_page.setdefault(page, []).append(row)
    for view in views:
        is_last = last_of_tab[view.tab] is view
        gone_s = end_s if is_last else view.end_s
        since: float | None = None
        shown_s = view.start_s
        rows = of_page.get(view.page, [])
        # A page that the browser keeps has a view each time that somebody comes back to it.
        first = bisect_left(rows, view.start_s, key=when)
        for row in rows[first : bisect_right(rows, gone_s, key=when)]:
            t_s = when(row)
            if states.state[row] == "hidden" and since is None:
                seen.append((shown_s, t_s))
                since = t_s
            elif states.state[row] == "visible" and since is not None:
                hidden.append((since, t_s))
                since, shown_s = None, t_s
        if since is None:
            seen.append((shown_s, gone_s))
        elif is_last:
            hidden.append((since, gone_s))
    return spans.subtract(spans.union(hidden), spans.union(seen))


def _viewport(events: SessionEvents) -> tuple[float, float] | None:
    """Give the viewport of most page views; at a tie the earlier one."""
    if not events.pages.t_s.size:
        info = events.info
        if info.width_px is None or info.height_px is None:
            return None
        return info.width_px, info.height_px
    sizes = Counter((float(width), float(height)) for width, height in events.pages.viewport_px)
    return sizes.most_common(1)[0][0]
