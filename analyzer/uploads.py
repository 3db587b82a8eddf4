"""Pictures that a person gives for a screen: from a design tool, or of what no recording shows."""

from __future__ import annotations

import math

from analyzer.census import SeenScreen, take_census
from analyzer.render import decode_flat, encode_png
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Screen
from recorder.picture_size import picture_size
from recorder.screens import remove_screen
from recorder.store import Store

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)  # what screens and design tools have
NEAR = 0.04  # a page is often a scrollbar's width narrower than its viewport
MAX_SCALE = 8.0


def upload_picture(
    store: Store,
    slug: str,
    key: str,
    viewport_class: str,
    data: bytes,
    *,
    scale: float | None = None,
) -> Screen:
    """Bind a picture to a screen; what was drawn of it gives way until it is removed again.

    Parameters
    ----------
    store
        Keeps it.
    slug
        The study.
    key, viewport_class
        The screen.
    data
        PNG, JPEG or WebP, at most 50 megapixels.
    scale
        Picture px per CSS px; without it derived from the participants' viewports.

    Returns
    -------
    Screen
        Without boxes: points are placed on it by their page coordinates.

    Raises
    ------
    NotFoundError
        If nobody has been on such a screen.
    RefusedError
        If the bytes are no picture, or too large a one, or the scale cannot be.
    """
    study = store.study(slug)
    seen = _seen(take_census(store, slug), key, viewport_class)
    picture_size(data)  # refused before a pixel is unpacked
    picture = decode_flat(data)
    height, width = picture.shape[:2]
    used = scale_for(width, seen.width_px) if scale is None else scale
    if not 1 / MAX_SCALE <= used <= MAX_SCALE:  # NaN fails, too
        raise RefusedError(
            "bad_picture", 415,
            f"The scale is the number of picture pixels for one pixel of the page, 1/8 to 8; "
            f"{used:g} is none.",
        )  # fmt: skip
    screen = Screen(
        study_id=study.id or 0,
        key=key,
        viewport_class=viewport_class,
        source="uploaded",
        digest=store.blobs.put(encode_png(picture)),
        boxes="{}",
        width=max(1, round(width / used)),
        height=max(1, round(height / used)),
        scale=used,
        session_id="",
        t=0.0,
    )
    return store.put_screen(screen)


def remove_picture(store: Store, slug: str, key: str, viewport_class: str) -> None:
    """Take an uploaded picture away: the next drawing of the study's screens fills the place.

    Raises
    ------
    NotFoundError
        If there is no uploaded picture of that screen.
    """
    study_id = store.study(slug).id or 0
    found = [
        s for s in store.screens(study_id) if (s.key, s.viewport_class) == (key, viewport_class)
    ]
    if not found or found[0].source != "uploaded":
        raise NotFoundError(f"No picture was uploaded for {key} ({viewport_class}).")
    remove_screen(store, study_id, key, viewport_class)


def scale_for(width_px: int, viewport_px: float) -> float:
    """Derive how many picture px one CSS px has.

    Parameters
    ----------
    width_px
        Of the picture.
    viewport_px
        Median width of the viewports, CSS px; NaN if it is not known.

    Returns
    -------
    float
        A usual scale, if one is within 4 %, else the exact ratio; 1 if nothing is known.
    """
    if not math.isfinite(viewport_px) or viewport_px <= 0:
        return 1.0
    ratio = width_px / viewport_px
    near = min(SCALES, key=lambda scale: abs(ratio / scale - 1))
    return near if abs(ratio / near - 1) <= NEAR else ratio


def _seen(screens: list[SeenScreen], key: str, viewport_class: str) -> SeenScreen:
    for screen in screens:
        if (screen.key, screen.viewport_class) == (key, viewport_class):
            return screen
    there = ", ".join(f"{one.key} ({one.viewport_class})" for one in screens[:8]) or "none yet"
    raise NotFoundError(f"Nobody has been on {key} ({viewport_class}). There are: {there}.")
