"""Where something happened: on an element, in a cell of the page, or on the page as a whole."""

from __future__ import annotations

from analyzer.events import PAGE

CELL_PX = 40  # ours: about the size of a target


def place_id(location: str | None, xy_px: tuple[float, float] | None) -> str:
    """Name a place: the element there, else a cell of the page, else the page as a whole.

    Parameters
    ----------
    location
        As `location_id` names an element; None where there is none.
    xy_px
        A point on the page; None where there is none.
    """
    if location is not None:
        return location
    if xy_px is None:
        return PAGE
    x, y = xy_px
    return f"(cell {int(x // CELL_PX) * CELL_PX},{int(y // CELL_PX) * CELL_PX})"
