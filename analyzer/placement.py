"""Where on a screen's picture a recorded point belongs.

A point is placed by its element first, because pages move: on the measured changes of a page
(other width, opened parts, inserted rows) page coordinates land 67 to 1,600 px beside the
element that was clicked; the fraction inside the element's box lands on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analyzer.heat_points import Points

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Boxes = Mapping[str, Sequence[float]]  # location id -> x, y, width, height, CSS px on the page

# In a screen's boxes, before the id of an element that was looked for and is not to be seen: one
# that is scrolled out of its scroller has a box all the same, one that is not there has none.
UNSEEN: Final = "!"
NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)

BY_ELEMENT: Final = 0
BY_POSITION: Final = 1
UNPLACED: Final = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Points on a picture.

    Attributes
    ----------
    xy
        Shape (n, 2), CSS px on the picture; NaN where a point has no place.
    how
        Shape (n,): `BY_ELEMENT`, `BY_POSITION` or `UNPLACED`.
    """

    xy: FloatArray
    how: IntArray

    def count(self, how: int) -> int:
        """Count the points that were placed in one way."""
        return int((self.how == how).sum())


def place(points: Points, boxes: Boxes, size: tuple[float, float]) -> Placed:
    """Place points by their element's box, else by page coordinates, else not at all.

    Parameters
    ----------
    points
        What was recorded.
    boxes
        The elements' boxes on the picture. An element without a box, or with an empty one,
        is not seen on it. One that is scrolled out of its scroller (see `UNSEEN`) leaves its
        points unplaced.
    size
        Width and height of the picture, CSS px.

    Returns
    -------
    Placed
        In the order of the points.
    """
    table = np.array([_box(boxes, name) for name in points.elements]).reshape(-1, 4)
    is_away = np.array([_is_scrolled_away(boxes, name) for name in points.elements], dtype=bool)
    box = table[points.element]
    by_element = box[:, :2] + points.inside * box[:, 2:]
    has_element = np.isfinite(by_element).all(axis=1) & _inside(by_element, size)
    # Another element stands now where a scrolled one was clicked: there the point would lie.
    has_position = ~has_element & ~is_away[points.element] & _inside(points.page_xy, size)
    xy = np.where(has_element[:, None], by_element, points.page_xy)
    xy[~(has_element | has_position)] = np.nan
    how = np.where(has_element, BY_ELEMENT, np.where(has_position, BY_POSITION, UNPLACED))
    return Placed(xy=xy, how=how.astype(np.int64))


def _box(boxes: Boxes, location: str) -> tuple[float, float, float, float]:
    """Return a box, or NaN for one that is not there or not seen."""
    box = boxes.get(location)
    if box is None or box[2] <= 0 or box[3] <= 0:
        return (np.nan, np.nan, np.nan, np.nan)
    return (box[0], box[1], box[2], box[3])


def _is_scrolled_away(boxes: Boxes, location: str) -> bool:
    return boxes.get(UNSEEN + location, NOWHERE)[2] > 0


def _inside(xy: FloatArray, size: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Tell which points lie on the picture; NaN does not."""
    x, y = xy[:, 0], xy[:, 1]
    return np.asarray((x >= 0) & (y >= 0) & (x <= size[0]) & (y <= size[1]))
