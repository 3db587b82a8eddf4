"""Pictures of screens from captured frames, where the recording cannot show the pixels.

A drawn picture knows where every element is, a captured one shows frames of other sites, WebGL and
video. So the captured pixels are laid over the drawn picture of the same size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzer import render
from analyzer.batches import gather
from analyzer.screen_rules import screen_key
from analyzer.sessionize import viewport_class
from analyzer.stitch import Frame, Stitched, resized, stitch
from recorder.errors import NotFoundError, PictureError
from recorder.media import FrameAbout, frame_about, media
from recorder.models import Media, Screen, Study
from recorder.protocol import PageEvent
from recorder.store import Store

MAX_FRAMES = 40  # of one screen; the rest adds nothing but time
SAME_PX = 2.0  # a page of the same size, up to rounding

Key = tuple[str, str]  # screen, viewport class
Shot = tuple[Media, FrameAbout]


@dataclass(frozen=True, slots=True)
class CapturedPicture:
    """A screen as one participant's tab showed it.

    Attributes
    ----------
    key
        Screen and viewport class.
    session, t
        Whose it is, and the session ms of its first frame.
    width, height
        Of the page, CSS px.
    page
        The frames put together.
    frames
        How many there were.
    """

    key: Key
    session: str
    t: float
    width: float
    height: float
    page: Stitched
    frames: int


def captured_pictures(store: Store, study: Study) -> Iterator[CapturedPicture]:
    """Stitch one picture for each screen of which frames were captured.

    Parameters
    ----------
    store
        Holds the frames.
    study
        The study; the screens that its researcher has merged or split count as such.

    Yields
    ------
    CapturedPicture
        Of the page view that shows most of its screen, the first such; ordered by key.
    """
    views: dict[Key, dict[tuple[object, ...], list[Shot]]] = defaultdict(lambda: defaultdict(list))
    rules = store.definition(study).screens
    for session in store.sessions(study):
        rows = media(store, session.id, "frame")
        urls = _urls(store, session.id) if rows and (rules.merge or rules.split) else {}
        for row in rows:
            about = frame_about(row)
            screen = screen_key(rules, about.screen, urls.get(about.page, ""))
            key = (screen, viewport_class(about.width))
            size = (about.page_width, about.page_height, about.width, about.height)
            views[key][session.id, about.page, *size].append((row, about))
    for key in sorted(views):
        shots = max(views[key].values(), key=_reach)  # the first of several that show as much
        picture = _stitched(store, key, shots)
        if picture is not None:
            yield picture


def lay_captured(store: Store, study: Study) -> tuple[str, ...]:
    """Give the screens of a study their captured pixels; a picture that a person gave stays.

    Returns
    -------
    tuple of str
        One sentence for each screen whose frames could not be used, or not all of them.
    """
    known = {(screen.key, screen.viewport_class): screen for screen in store.screens(study.id or 0)}
    notes: list[str] = []
    for captured in captured_pictures(store, study):
        where = f"{captured.key[0]} ({captured.key[1]})"
        drawn = known.get(captured.key)
        if drawn is not None and drawn.source == "uploaded":
            continue
        if drawn is not None and not _is_same_size(captured, drawn):
            notes.append(
                f"{where}: captured at {captured.width:.0f} x {captured.height:.0f} px, drawn at "
                f"{drawn.width} x {drawn.height}; the captured picture is left out."
            )
            continue
        _keep(store, study, captured, drawn)
        if captured.page.mismatched:
            y, share = captured.page.mismatched[0]
            notes.append(
                f"{where}: {len(captured.page.mismatched)} of {captured.frames} captured frames do "
                f"not fit the others, the first at {y:.0f} px ({share:.0%} differ); left out."
            )
    return tuple(notes)


def _urls(store: Store, session_id: str) -> dict[str, str]:
    """Look up the address of each page view."""
    events = gather(store.batches(session_id, "events")).events
    return {event.page: event.url for event in events if type(event) is PageEvent}


def _reach(shots: list[Shot]) -> float:
    """Tell how much of a page's height its frames cover."""
    covered, end = 0.0, 0.0
    for about in sorted((about for _, about in shots), key=lambda about: about.scroll_y):
        bottom = about.scroll_y + about.height
        covered += max(0.0, bottom - max(end, about.scroll_y))
        end = max(end, bottom)
    return covered


def _stitched(store: Store, key: Key, shots: list[Shot]) -> CapturedPicture | None:
    # Settled pages first: at a click something may be pressed, open, or on its way.
    ordered = sorted(shots, key=lambda shot: (shot[1].cause == "click", shot[0].first_t))
    about = ordered[0][1]
    frames = [frame for shot in ordered[:MAX_FRAMES] if (frame := _frame(store, *shot)) is not None]
    try:
        page = stitch(frames, (about.page_width, about.page_height))
    except PictureError:
        return None
    row = ordered[0][0]
    return CapturedPicture(
        key, row.session_id, row.first_t, about.page_width, about.page_height, page, len(ordered)
    )


def _frame(store: Store, row: Media, about: FrameAbout) -> Frame | None:
    try:
        picture = render.decode(store.blobs.read(row.digest))
    except (PictureError, NotFoundError):
        return None  # damaged on disk: the other frames go on
    return Frame(
        picture, about.scroll_x, about.scroll_y, about.width, about.height,
        masks=tuple(about.masks), holes=tuple(about.holes),
    )  # fmt: skip


def _is_same_size(captured: CapturedPicture, drawn: Screen) -> bool:
    return (
        abs(captured.width - drawn.width) <= SAME_PX
        and abs(captured.height - drawn.height) <= SAME_PX
    )


def _keep(store: Store, study: Study, captured: CapturedPicture, drawn: Screen | None) -> None:
    """Keep a picture, over the drawn one where there is one: that one has the elements' boxes."""
    picture = captured.page.picture
    if drawn is not None:
        below = resized(
            render.decode(store.blobs.read(drawn.digest)), (picture.shape[1], picture.shape[0])
        )
        picture = np.where(captured.page.seen[..., None], picture, below)
    store.put_screen(
        Screen(
            study_id=study.id or 0,
            key=captured.key[0],
            viewport_class=captured.key[1],
            source="captured",
            digest=store.blobs.put(render.encode_png(picture)),
            boxes="{}" if drawn is None else drawn.boxes,
            width=round(captured.width) if drawn is None else drawn.width,
            height=round(captured.height) if drawn is None else drawn.height,
            scale=captured.page.scale,
            session_id=captured.session if drawn is None else drawn.session_id,
            t=captured.t if drawn is None else drawn.t,
        )
    )
