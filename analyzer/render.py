"""Heat and pictures in OpenCV: the only file that speaks to cv2.

Heat is accumulated at a quarter of the page's scale, because a Gaussian of 10 px holds
nothing finer than that (measured: at most 7 of 255 levels off, 0.05 on average), and laid
over the picture in strips, so that a page of any height needs little memory.
"""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from recorder.errors import PictureError

FloatArray = npt.NDArray[np.float64]
Heat = npt.NDArray[np.float32]
Image = npt.NDArray[np.uint8]
Palette = Literal["viridis", "inferno"]

STEP = 4  # CSS px per heat cell
STRIP_ROWS = 512  # of the picture, blended at a time
CONTOUR_SHARE = 0.05  # of the scale: where heat begins to be told from nothing
ALPHA_MAX = 0.86  # what lies below stays readable under the hottest place

# The ends of the colour maps are left out: near-black vanishes on a dark page, near-white
# on a light one. What is left still rises evenly in lightness.
_MAPS: dict[Palette, tuple[int, float, float]] = {
    "viridis": (cv2.COLORMAP_VIRIDIS, 0.30, 0.96),
    "inferno": (cv2.COLORMAP_INFERNO, 0.32, 0.86),
}
WEBP_SIDE = 16_383  # px; beyond it OpenCV writes nothing and says so by False alone
# SUB filter: half the time of the default filters for a few per cent of size (measured).
_PNG = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB]


def heat(
    points_xy: FloatArray, weights: FloatArray, size: tuple[int, int], sigma_px: float
) -> Heat:
    """Spread weighted points by a Gaussian whose peak is 1.

    A cell's value is so the weight within the kernel around it: one click of weight 1 gives
    1 where it landed and exp(-1/2) at `sigma_px` from there.

    Parameters
    ----------
    points_xy
        Shape (n, 2), CSS px on the page; points outside the page are left out.
    weights
        Shape (n,), of any unit.
    size
        Width and height of the page, CSS px.
    sigma_px
        Standard deviation of the kernel, CSS px, at least 2.

    Returns
    -------
    Heat
        Shape (ceil(height / 4), ceil(width / 4)), in the unit of the weights.
    """
    width, height = size
    columns, rows = -(-width // STEP), -(-height // STEP)
    inside = _inside(points_xy, size)
    if not inside.all():
        points_xy, weights = points_xy[inside], weights[inside]
    cells = (points_xy * (1 / STEP)).astype(np.int32)
    index = cells[:, 1] * np.int32(columns) + cells[:, 0]
    grid = np.bincount(index, weights, rows * columns).astype(np.float32).reshape(rows, columns)
    # Binning has itself the variance of a square of 4 px: taken off, the kernel stays as printed.
    sigma = math.sqrt(sigma_px**2 - STEP**2 / 12) / STEP
    blurred = cv2.GaussianBlur(grid, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(blurred * np.float32(2 * math.pi * sigma**2), dtype=np.float32)


def presence(
    points_xy: FloatArray, owners: npt.NDArray[np.int64], size: tuple[int, int], radius_px: float
) -> Heat:
    """Count, for each place, the owners with at least one point near it.

    Parameters
    ----------
    points_xy
        Shape (n, 2), CSS px on the page; points outside the page are left out.
    owners
        Shape (n,), which participant each point belongs to.
    size
        Width and height of the page, CSS px.
    radius_px
        What counts as near, CSS px.

    Returns
    -------
    Heat
        Shape (ceil(height / 4), ceil(width / 4)): number of owners.
    """
    width, height = size
    columns, rows = -(-width // STEP), -(-height // STEP)
    count = np.zeros((rows, columns), dtype=np.float32)
    inside = _inside(points_xy, size)
    cells = np.floor(points_xy[inside] / STEP).astype(np.int32)
    radius = max(1, round(radius_px / STEP))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    for owner in np.unique(owners[inside]):
        own = cells[owners[inside] == owner]
        left, top = np.maximum(own.min(axis=0) - radius, 0)
        right, bottom = own.max(axis=0) + radius + 1
        part = count[top:bottom, left:right]
        mask = np.zeros(part.shape, dtype=np.uint8)
        mask[own[:, 1] - top, own[:, 0] - left] = 1
        part += cv2.dilate(mask, disc)
    # Softened by less than a cell, or the discs' edges would show as stairs.
    return np.asarray(cv2.GaussianBlur(count, (0, 0), 0.8), dtype=np.float32)


def palette_colours(palette: Palette, steps: int = 9) -> list[str]:
    """Return a palette's colours from low to high, for a legend, as `#rrggbb`."""
    table, _ = _tables(palette)
    picked = table[np.linspace(0, 255, steps).round().astype(int)]
    return [f"#{red:02x}{green:02x}{blue:02x}" for blue, green, red in picked.tolist()]


def palette_alpha(steps: int = 9) -> list[float]:
    """Return how opaque heat is from low to high, in [0, 1]."""
    return [
        round(float(a) / 255, 3) for a in _alpha()[np.linspace(0, 255, steps).round().astype(int)]
    ]


def overlay(values: Heat, scale_max: float, palette: Palette) -> bytes:
    """Encode heat as a transparent PNG of a quarter of the page's scale.

    Parameters
    ----------
    values
        Heat from `heat` or `presence`.
    scale_max
        The value that takes the last colour; higher ones take it too.
    palette
        Which colours.

    Returns
    -------
    bytes
        A PNG to be stretched over the page's picture.
    """
    table, alpha = _tables(palette)
    levels = _levels(values, scale_max)
    coloured = np.dstack([table[levels], alpha[levels]])
    return encode_png(coloured)


def outline(values: Heat, scale_max: float) -> list[FloatArray]:
    """Trace where heat reaches 5 % of the scale.

    Returns
    -------
    list of FloatArray
        Closed lines, each of shape (n, 2), CSS px, smoothed.
    """
    rows, columns = values.shape
    fine = cv2.resize(_levels(values, scale_max), (columns * 2, rows * 2))
    # A frame of nothing closes lines that would run along the page's edge.
    mask = cv2.copyMakeBorder(
        (fine >= round(255 * CONTOUR_SHARE)).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT
    )
    chains, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return [_smooth(chain[:, 0, :].astype(np.float64)) for chain in chains if len(chain) > 8]


def compose(picture: Image, values: Heat, scale_max: float, palette: Palette) -> Image:
    """Lay heat and its outline over a picture of the page.

    Parameters
    ----------
    picture
        Shape (height, width, 3), BGR, of the whole page at any pixel ratio.
    values
        Heat from `heat` or `presence`.
    scale_max
        The value that takes the last colour.
    palette
        Which colours.

    Returns
    -------
    Image
        Shape and scale of `picture`.
    """
    height, width = picture.shape[:2]
    table, alpha = _tables(palette)
    over = (table.astype(np.float32) * (alpha[:, None] / 255)).round().astype(np.uint8)
    through = np.repeat((255 - alpha)[:, None], 3, axis=1)
    levels = cv2.resize(_levels(values, scale_max), (width, height))
    result = np.empty_like(picture)
    for top in range(0, height, STRIP_ROWS):
        strip = slice(top, min(top + STRIP_ROWS, height))
        _blend(picture[strip], np.asarray(levels[strip]), over, through, result[strip])
    scale = width / (values.shape[1] * STEP)
    _draw_lines(result, [line * scale for line in outline(values, scale_max)])
    return result


def _blend(below: Image, levels: Image, over: Image, through: Image, out: Image) -> None:
    """Mix one strip: what shines through of the picture plus the premultiplied heat."""
    if not levels.any():
        out[:] = below
        return
    level3 = cv2.merge([levels, levels, levels])
    cv2.multiply(below, cv2.LUT(level3, through[None]), out, scale=1 / 255)
    cv2.add(out, cv2.LUT(level3, over[None]), out)


def decode(data: bytes) -> Image:
    """Read a picture.

    Raises
    ------
    PictureError
        If the bytes are not a picture.
    """
    picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise PictureError("These bytes are not a picture (PNG, JPEG or WebP).")
    return np.asarray(picture, dtype=np.uint8)


def decode_flat(data: bytes) -> Image:
    """Read a picture as `decode` does, but on white where it lets something through."""
    picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != 4 or picture.dtype != np.uint8:
        return decode(data)
    flat = np.empty((*picture.shape[:2], 3), dtype=np.uint8)
    for top in range(0, len(picture), STRIP_ROWS):  # whole, wide numbers would take 600 MB
        strip = picture[top : top + STRIP_ROWS]
        alpha = strip[..., 3:].astype(np.uint16)
        flat[top : top + STRIP_ROWS] = (strip[..., :3] * alpha + 255 * (255 - alpha)) // 255
    return flat


def encode_png(picture: Image) -> bytes:
    """Write a picture of 3 (BGR) or 4 (BGRA) channels as PNG.

    Raises
    ------
    PictureError
        If OpenCV cannot, which it says by False alone.
    """
    done, data = cv2.imencode(".png", picture, _PNG)
    if not done:
        height, width = picture.shape[:2]
        raise PictureError(f"A picture of {width} x {height} px cannot be written as PNG.")
    return data.tobytes()


def to_webp(data: bytes, quality: int = 85) -> bytes:
    """Write a picture as WebP, a quarter of a PNG's size or less for a page.

    Parameters
    ----------
    data
        A picture of any format.
    quality
        0 to 100.

    Returns
    -------
    bytes
        WebP; `data` itself where that is smaller, or where a side is longer than WebP allows.

    Raises
    ------
    PictureError
        If the bytes are not a picture.
    """
    picture = decode(data)
    if max(picture.shape[:2]) > WEBP_SIDE:
        return data
    done, packed = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, quality])
    return packed.tobytes() if done and len(packed) < len(data) else data


def thumbnail(data: bytes, width: int, height: int) -> bytes:
    """Write a picture's top as WebP of at most that size, px."""
    picture = decode(data)
    share = min(1.0, width / picture.shape[1])
    top = picture[: max(1, round(height / share))]
    size = (width if share < 1 else top.shape[1], max(1, round(top.shape[0] * share)))
    small = cv2.resize(top, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()


def stack(above: Image, below: Image) -> Image:
    """Put two pictures of the same width on top of each other."""
    return np.concatenate([above, below])


def differing_share(one: Image, other: Image, threshold: int = 16) -> float:
    """Tell the share of pixels that differ by more than `threshold` of 255 in any channel.

    Pictures are compared from the top left; what only one of them has differs.
    """
    height, width = max(one.shape[0], other.shape[0]), max(one.shape[1], other.shape[1])
    rows, columns = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    difference = cv2.absdiff(one[:rows, :columns], other[:rows, :columns])
    same = int(np.count_nonzero(difference.max(axis=2) <= threshold))
    return 1.0 - same / float(height * width)


def _inside(points_xy: FloatArray, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    x, y = points_xy[:, 0], points_xy[:, 1]
    return np.asarray((x >= 0) & (y >= 0) & (x < size[0]) & (y < size[1]))


def _levels(values: Heat, scale_max: float) -> Image:
    return np.asarray(cv2.convertScaleAbs(values, alpha=255 / scale_max), dtype=np.uint8)


def _alpha() -> Image:
    """Rise from nothing, quickly up to the outline and then evenly, so that faint heat is seen."""
    value = np.linspace(0, 1, 256)
    edge = np.clip(value / CONTOUR_SHARE, 0, 1)
    shape = 0.4 * edge**2 * (3 - 2 * edge) + 0.6 * value**0.7
    return np.asarray((shape * 255 * ALPHA_MAX).round(), dtype=np.uint8)


def _tables(palette: Palette) -> tuple[Image, Image]:
    """Return a palette's colours, shape (256, 3) BGR, and opacities, shape (256,)."""
    name, low, high = _MAPS[palette]
    ramp = np.linspace(low * 255, high * 255, 256).round().astype(np.uint8)
    return np.asarray(cv2.applyColorMap(ramp[:, None], name)[:, 0], dtype=np.uint8), _alpha()


def _smooth(chain: FloatArray, reach: int = 3) -> FloatArray:
    """Turn a chain of pixels into a line in CSS px by a moving mean over the closed chain."""
    padded = np.concatenate([chain[-reach:], chain, chain[:reach]])
    sums = np.cumsum(np.concatenate([np.zeros((1, 2)), padded]), axis=0)
    mean = (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)
    # The frame moved the chain by one pixel; a pixel here is half a heat cell.
    return np.asarray((mean - 0.5) * (STEP / 2))


def _draw_lines(picture: Image, lines: list[FloatArray]) -> None:
    """Draw each line dark, then light: one of the two is seen on any page."""
    fixed = [(line * 8).round().astype(np.int32) for line in lines]  # 3 bits below the pixel
    for colour, thickness in (((255, 255, 255), 2), ((60, 30, 40), 1)):
        cv2.polylines(picture, fixed, True, colour, thickness, cv2.LINE_AA, 3)
