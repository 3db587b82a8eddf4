"""How a rule writes down what it found: episodes at a click, at an element, or on a page."""

from __future__ import annotations

from analyzer.detection import Episode
from analyzer.events import Clicks


def at_click(
    clicks: Clicks, row: int, detail: str, end_s: float | None = None, count: int = 1
) -> Episode:
    """Put an episode where a click landed.

    Parameters
    ----------
    clicks, row
        The click.
    detail
        The values that met the rule.
    end_s
        When it was over, s; absent: at once.
    count
        Events in it.
    """
    t_s = float(clicks.t_s[row])
    return Episode(
        t_s=t_s,
        end_s=t_s if end_s is None else end_s,
        screen=int(clicks.screen[row]),
        location=int(clicks.location[row]),
        count=count,
        detail=detail,
        xy_px=(float(clicks.xy_px[row, 0]), float(clicks.xy_px[row, 1])),
    )


def over(span_s: tuple[float, float], place: tuple[int, int], detail: str,
         count: int = 1) -> Episode:  # fmt: skip
    """Put an episode at an element, or on the page as a whole.

    Parameters
    ----------
    span_s
        Its start and end, s.
    place
        Screen and location, as indexes of the session; location -1: the page.
    detail
        The values that met the rule.
    count
        Events in it.
    """
    return Episode(span_s[0], span_s[1], *place, count, detail)
