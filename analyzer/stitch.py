"""A page's picture put together from frames of its window; with `render.py` the only cv2 here.

Where a frame belongs is known from its scroll offset. OpenCV checks that: where two frames show the
same place, they have to show the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from analyzer.render import Image
from recorder.errors import PictureError

Mask = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]  # x, y, width, height, CSS px in the window

MAX_PIXELS = 60_000_000
BLUR_PX = 1.5  # video halves the resolution of colour, WebP rounds: text's edges differ by it
DIFFERENT = 40  # of 255 in any channel, after the blur
MISMATCH_SHARE = 0.05  # of the common place; ours, see docs/measures.md
MIN_COMMON = 400  # px: less says nothing


@dataclass(frozen=True, slots=True)
class Frame:
    """What the window showed at one moment.

    Attributes
    ----------
    picture
        Shape (height, width, 3), BGR, of the whole window at any pixel ratio.
    x, y
        Scroll offset of the page, CSS px.
    width, height
        Of the window, CSS px.
    masks
        Boxes that were painted over.
    holes
        Boxes of what stands still while the page scrolls, and of the panel.
    """

    picture: Image
    x: float
    y: float
    width: float
    height: float
    masks: tuple[Box, ...] = ()
    holes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Stitched:
    """A page put together.

    Attributes
    ----------
    picture
        Shape (height, width, 3), BGR; light grey where no frame showed the page.
    seen
        Shape (height, width): where one did.
    scale
        Picture px per CSS px.
    mismatched
        For each frame that was left out, its offset y and the share of the common place that
        differs.
    """

    picture: Image
    seen: Mask
    scale: float
    mismatched: tuple[tuple[float, float], ...]

    @property
    def coverage(self) -> float:
        """Share of the page that was seen."""
        return float(np.count_nonzero(self.seen)) / self.seen.size


def stitch(frames: Sequence[Frame], page: tuple[float, float]) -> Stitched:
    """Put frames together by their scroll offsets.

    The first frame is believed; each further one has to agree with what is there already. What
    stands still while the page scrolls is taken from the topmost frame alone.

    Parameters
    ----------
    frames
        Of one page in one state, those to be trusted most first.
    page
        Width and height of the page, CSS px.

    Returns
    -------
    Stitched
        In the pixel ratio of the first frame, or less for a very large page.

    Raises
    ------
    PictureError
        If there is no frame, or the page has no size.
    """
    width, height = page
    if not frames or width < 1 or height < 1:
        raise PictureError("There is nothing to stitch.")
    scale = frames[0].picture.shape[1] / frames[0].width
    scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
    shape = (max(1, round(height * scale)), max(1, round(width * scale)))
    picture = np.full((*shape, 3), 236, dtype=np.uint8)
    seen = np.zeros(shape, dtype=bool)
    placed: list[tuple[Frame, Image]] = []
    mismatched: list[tuple[float, float]] = []
    for frame in frames:
        sized = _sized(frame, scale)
        where, part, valid = _place(frame, sized, shape, scale, (*frame.masks, *frame.holes))
        share = _mismatch(picture[where], part, valid & seen[where])
        if share > MISMATCH_SHARE:
            mismatched.append((frame.y, share))
            continue
        _fill(picture[where], seen[where], part, valid)
        placed.append((frame, sized))
    placed.sort(key=lambda one: one[0].y)
    for number, (frame, sized) in enumerate(placed):
        # What was painted over stays so; what stands still is the page's where that begins.
        without = (*_panel(frame), *(() if number == 0 else frame.holes))
        where, part, valid = _place(frame, sized, shape, scale, without)
        _fill(picture[where], seen[where], part, valid)
    return Stitched(picture, seen, scale, tuple(mismatched))


def resized(picture: Image, size: tuple[int, int]) -> Image:
    """Give a picture another width and height."""
    if picture.shape[1::-1] == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _panel(frame: Frame) -> tuple[Box, ...]:
    """Return what is painted over and stands still: the panel, and hidden parts of headers."""
    return tuple(box for box in frame.holes if box in frame.masks)


def _sized(frame: Frame, scale: float) -> Image:
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    return resized(frame.picture, size)


def _place(
    frame: Frame, sized: Image, shape: tuple[int, int], scale: float, without: Sequence[Box]
) -> tuple[tuple[slice, slice], Image, Mask]:
    """Return a frame's place on the page, its pixels there, and which of them count."""
    top, left = round(frame.y * scale), round(frame.x * scale)
    rows = slice(max(0, top), max(0, min(shape[0], top + sized.shape[0])))
    columns = slice(max(0, left), max(0, min(shape[1], left + sized.shape[1])))
    valid = np.ones(sized.shape[:2], dtype=bool)
    for x, y, width, height in without:
        upper, lower = max(0, int(y * scale)), max(0, int(np.ceil((y + height) * scale)))
        start, end = max(0, int(x * scale)), max(0, int(np.ceil((x + width) * scale)))
        valid[upper:lower, start:end] = False
    inside = (
        slice(rows.start - top, rows.stop - top),
        slice(columns.start - left, columns.stop - left),
    )
    return (rows, columns), sized[inside], valid[inside]


def _mismatch(below: Image, above: Image, common: Mask) -> float:
    """Tell the share of the common place that differs; 0 where there is too little of it."""
    # The blur reaches into what is not common: there it would compare a header with a page.
    reach = 2 * math.ceil(3 * BLUR_PX) + 1
    inner = cv2.erode(common.astype(np.uint8), np.ones((reach, reach), dtype=np.uint8)) > 0
    total = int(np.count_nonzero(inner))
    if total < MIN_COMMON:
        return 0.0
    difference = cv2.absdiff(_soft(below), _soft(above)).max(axis=2)
    return float(np.count_nonzero((difference > DIFFERENT) & inner)) / total


def _soft(picture: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR_PX), dtype=np.uint8)


def _fill(picture: Image, seen: Mask, part: Image, valid: Mask) -> None:
    fresh = valid & ~seen
    picture[fresh] = part[fresh]
    seen |= valid
