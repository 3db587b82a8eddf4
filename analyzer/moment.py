"""The picture of a session at any moment, drawn from its recording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import recorder
from analyzer.anchored import anchored_elements
from analyzer.appearance import appearance_at
from analyzer.desk import StoredFile
from analyzer.dom_html import static_page
from analyzer.events import SessionEvents
from analyzer.load import load_session
from analyzer.painter import Drawing, Painter
from analyzer.replay import Change, Tabs, mirror_at, recorded_tabs
from recorder.assets import normal_url
from recorder.errors import NotFoundError, PictureError
from recorder.store import Store

ANCHORS = Path(recorder.__file__).parent / "static" / "anchors.js"


@dataclass(frozen=True, slots=True)
class Moment:
    """A session's page at a moment, drawn.

    Attributes
    ----------
    drawing
        The picture, with the boxes of the elements that were met on that screen.
    screen
        The screen's key; empty if no event tells it.
    url
        Address of the page.
    t_s
        The moment that was drawn, seconds since the session's start.
    origin
        Where on the page the picture begins, CSS px; boxes count from the page's top left.
    """

    drawing: Drawing
    screen: str
    url: str
    t_s: float
    origin: tuple[float, float] = (0.0, 0.0)


def draw_moment(
    painter: Painter, store: Store, session_id: str, t_s: float, *, whole: bool = True
) -> Moment:
    """Draw what a participant's page was at a moment.

    Parameters
    ----------
    painter
        At work.
    store
        Holds the recording and the files that its pages used.
    session_id
        The session.
    t_s
        Seconds since its start.
    whole
        The whole page from its top; otherwise the viewport as it was scrolled.

    Returns
    -------
    Moment
        Of the tab in which something happened last until then.

    Raises
    ------
    NotFoundError
        If there is no such session, or nothing had been recorded by then.
    PictureError
        If the page cannot be drawn.
    """
    row = store.session(session_id)
    events = load_session(store, row)
    tabs = recorded_tabs(store.batches(session_id, "replay"))
    changes = tabs[_tab_at(events, tabs, t_s)]
    mirror = mirror_at(changes, t_s)
    if mirror is None or mirror.document is None:
        raise PictureError("The snapshot of its page cannot be read.")
    screen = _screen_at(events, t_s)
    elements = anchored_elements(events).get(screen, {})
    drawing = painter.draw(
        static_page(mirror),
        files_of(store, row.study_id),
        scale=row.dpr or 1.0,
        anchors=anchors_of(elements),
        anchors_script=anchors_script(),
        appearance=appearance_at(changes, t_s),
        scroll=None if whole else mirror.document.scroll,
    )
    origin = (0.0, 0.0) if whole else mirror.document.scroll
    return Moment(drawing, screen, mirror.url, t_s, origin)


def boxes_json(moment: Moment) -> bytes:
    """Write what stands beside a picture: its size, and the boxes of the elements on it."""
    drawing = moment.drawing
    told = {
        "screen": moment.screen,
        "url": moment.url,
        "t_s": moment.t_s,
        "width": drawing.width,
        "height": drawing.height,
        "scale": drawing.scale,
        "origin": moment.origin,
        "page_size": drawing.page_size,
        "boxes": drawing.boxes,
        "scrolled_away": drawing.scrolled_away,
        "missing": drawing.missing,
    }
    return json.dumps(told, indent=2, sort_keys=True).encode() + b"\n"


def files_of(store: Store, study_id: int) -> _Files:
    """Give what a study's pages used, by address."""
    return _Files(store, study_id)


@dataclass(frozen=True, slots=True)
class _Files:
    """The archived files of a study."""

    store: Store
    study_id: int

    def __call__(self, url: str) -> StoredFile | None:
        """Return the file of an address, if it was stored."""
        normal = normal_url(url)
        asset = self.store.asset(self.study_id, normal) if normal is not None else None
        if asset is None:
            return None
        return StoredFile(self.store.blobs.read(asset.digest), asset.content_type)


def anchors_of(elements: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write elements as the painter takes them."""
    return [{"id": name, "anchor": anchor} for name, anchor in elements.items()]


def anchors_script() -> str:
    """Read the tracker's own code that finds elements by their anchors.

    Raises
    ------
    PictureError
        If the tracker is not built.
    """
    if not ANCHORS.is_file():
        raise PictureError("The tracker is not built: run python recorder/tracker/build_hook.py")
    return ANCHORS.read_text()


def _tab_at(events: SessionEvents, tabs: Tabs, t_s: float) -> str:
    """Choose the tab that a participant was in: where something happened last."""
    shown = {tab: _first_s(changes) for tab, changes in tabs.items()}
    for row in reversed(range(len(events.stamp_t_s))):
        tab: str = events.page_tab[int(events.stamp_page[row])]
        if events.stamp_t_s[row] <= t_s and shown.get(tab, t_s + 1) <= t_s:
            return tab
    ready = [tab for tab, first_s in shown.items() if first_s <= t_s]
    if ready:
        return max(ready, key=lambda tab: (shown[tab], tab))
    first_s = min(shown.values(), default=float("inf"))
    if first_s == float("inf"):
        raise NotFoundError("No page of this session was recorded.")
    raise NotFoundError(
        f"Nothing had been recorded by {t_s:.1f} s; the first page is there from {first_s:.1f} s."
    )


def _first_s(changes: tuple[Change, ...]) -> float:
    return next((change.t_s for change in changes if change.is_snapshot), float("inf"))


def _screen_at(events: SessionEvents, t_s: float) -> str:
    rows = (events.stamp_t_s <= t_s) & (events.stamp_screen >= 0)
    found = events.stamp_screen[rows]
    return events.screen_keys[int(found[-1])] if len(found) else ""
