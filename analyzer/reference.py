"""Which moment of which session a screen's picture shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.events import BoolArray, IntArray, SessionEvents
from analyzer.sessionize import sessionize

BEFORE_CLICK_S = 0.02  # the page as it stood under the pointer
LOADS = frozenset({"load", "reload", "back_forward", "bfcache"})  # a document's own beginning


@dataclass(frozen=True, slots=True)
class Moment:
    """A settled state of a screen, in a recording.

    Attributes
    ----------
    t_s
        When the screen had settled.
    until_s
        When something may have changed it: the next click, screen or page in that tab.
    since_s
        When its document began to load: an earlier snapshot shows another one.
    height_px
        Of the whole page.
    """

    screen: str
    viewport_class: str
    session: str
    participant: str
    tab: str
    t_s: float
    until_s: float
    since_s: float
    height_px: float


def settled_moments(session: SessionEvents) -> list[Moment]:
    """List the moments of a session at which a screen had settled.

    Parameters
    ----------
    session
        What was recorded.

    Returns
    -------
    list of Moment
        In the order of time; empty if no screen was told.
    """
    return list(_moments(session))


def clicked_moments(session: SessionEvents) -> list[tuple[str, Moment]]:
    """List the moments just before each click: then the clicked element was to be seen.

    Parameters
    ----------
    session
        What was recorded.

    Returns
    -------
    list of (str, Moment)
        The element's location id and the moment, in the order of time.
    """
    found = []
    clicks, timeline = session.clicks, sessionize(session)
    for row in range(len(clicks.t_s)):
        t_s, tab = float(clicks.t_s[row]), session.page_tab[clicks.page[row]]
        if clicks.location[row] < 0 or clicks.screen[row] < 0:
            continue
        moment = Moment(
            screen=session.screen_keys[clicks.screen[row]],
            viewport_class=timeline.viewport_class,
            session=session.info.id,
            participant=session.info.participant,
            tab=tab,
            t_s=t_s - BEFORE_CLICK_S,
            until_s=t_s,
            since_s=_document_s(session, tab, t_s),
            height_px=0.0,
        )
        found.append((session.locations[clicks.location[row]].id, moment))
    return found


def best_first(moments: Sequence[Moment], max_height_px: float) -> list[Moment]:
    """Order the moments that could stand for one screen.

    Parameters
    ----------
    moments
        Of one screen and viewport class, of all sessions.
    max_height_px
        Height at which pictures are cut: beyond it a page is not the better one.

    Returns
    -------
    list of Moment
        The highest page first, as it shows the most, then by participant, session and time:
        the same recordings give the same choice.
    """
    return sorted(
        moments, key=lambda m: (-min(m.height_px, max_height_px), m.participant, m.session, m.t_s)
    )


def _moments(session: SessionEvents) -> Iterator[Moment]:
    """Give the settled screens of one session."""
    timeline = sessionize(session)
    for row in range(len(session.screens.t_s)):
        t_s, page = float(session.screens.t_s[row]), int(session.screens.page[row])
        tab = session.page_tab[page]
        yield Moment(
            screen=session.screen_keys[session.screens.screen[row]],
            viewport_class=timeline.viewport_class,
            session=session.info.id,
            participant=session.info.participant,
            tab=tab,
            t_s=t_s,
            until_s=_next_change_s(session, tab, t_s),
            since_s=_document_s(session, tab, t_s),
            height_px=float(session.screens.size_px[row, 1]),
        )


def _next_change_s(session: SessionEvents, tab: str, t_s: float) -> float:
    after = [
        family.t_s[_in_tab(session, family.page, tab) & (family.t_s > t_s)]
        for family in (session.pages, session.screens, session.clicks)
    ]
    return min((float(times[0]) for times in after if len(times)), default=np.inf)


def _document_s(session: SessionEvents, tab: str, t_s: float) -> float:
    pages = session.pages
    began = [
        float(pages.t_s[row])
        for row in np.flatnonzero(_in_tab(session, pages.page, tab) & (pages.t_s <= t_s))
        if pages.kind[row] in LOADS
    ]
    return began[-1] if began else 0.0


def _in_tab(session: SessionEvents, page: IntArray, tab: str) -> BoolArray:
    of_tab = np.array([name == tab for name in session.page_tab], dtype=bool)
    return np.asarray(of_tab[page], dtype=bool)
