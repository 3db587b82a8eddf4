"""Groups drawn beside each other: dots with their intervals, and curves with the failures kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.estimates import Interval
from analyzer.task_figures import FailuresKept
from web.charts import ACCENT, NARROW_PX, WIDE_PX, Chart, Spec, draw
from web.curves import HEIGHT_PX, done, keys, step_band, step_line

ROW_PX = 44
# An interval's end beyond so many times the largest figure is cut, with an arrow: the table has it.
_FAR = 3.0
# Arrow heads with their points on the edge, in a box of 2 by 2 as Vega draws shapes.
_UP_ARROW, _DOWN_ARROW = "M-0.7,-0.8L0,0L-0.7,0.8", "M0.7,-0.8L0,0L0.7,0.8"
# Shape and dash tell groups apart, not colour.
_SHAPES = ("circle", "diamond", "square", "triangle-up", "cross")
_LOOKS = (
    (ACCENT, [1, 0]), ("currentColor", [7, 4]), (ACCENT, [2, 4]), ("currentColor", [1, 0]),
    (ACCENT, [7, 4]), ("currentColor", [2, 4]),
)  # fmt: skip
_MAX_BANDS = 2  # more of them lie over each other unreadably


@dataclass(frozen=True, slots=True)
class Axis:
    """What a dot plot's axis spans: `high` None ends at the data."""

    low: float
    high: float | None
    label: str  # Vega expression of a tick


SHARE = Axis(0.0, 1.0, "round(datum.value * 100) + ' %'")
SECONDS = Axis(0.0, None, "datum.value < 120 ? datum.value + ' s' : "
               "(round(datum.value / 6) / 10) + ' min'")  # fmt: skip
COUNT = Axis(0.0, None, "datum.value")
NET = Axis(-1.0, 1.0, "round(datum.value * 100)")


def dots(groups: Sequence[tuple[str, Interval]], axis: Axis, title: str) -> Chart | None:
    """Draw each group's figure with its interval, one below the other on one axis.

    Parameters
    ----------
    groups
        Names and figures; without an estimate the line stays empty.
    axis
        What it spans.
    title
        What the drawing says; which intervals go on beyond its edge is added.

    Returns
    -------
    Chart or None
        None where no group has a figure.
    """
    if all(interval.estimate is None for _, interval in groups):
        return None
    high = axis.high if axis.high is not None else _end([one for _, one in groups])
    wide, narrow = (_dots(groups, axis, high, width) for width in (WIDE_PX, NARROW_PX))
    title = ". ".join(filter(None, (title, _beyond(groups, axis.low, high))))
    return Chart(title=title, wide=draw(wide, title), narrow=draw(narrow, title))


def curves(groups: Sequence[tuple[str, FailuresKept]], title: str) -> Chart | None:
    """Draw who had succeeded by when, in Kaplan-Meier's way, a line a group.

    Returns
    -------
    Chart or None
        None where nobody has a time, and of more groups than there are looks to tell them apart.
    """
    shown = [(name, kept) for name, kept in groups if kept.not_done.n and kept.at_s]
    if not shown or len(shown) > len(_LOOKS):
        return None
    end_s = max(max([kept.at_s or 0.0, *kept.not_done.times_s]) for _, kept in shown)
    wide, narrow = (_curves(shown, end_s, width) for width in (WIDE_PX, NARROW_PX))
    return Chart(title=title, wide=draw(wide, title), narrow=draw(narrow, title))


def _end(intervals: Sequence[Interval]) -> float:
    """Find where an open axis ends: at the furthest bound that is not absurdly far."""
    figures = [one.estimate for one in intervals if one.estimate is not None]
    bounds = [one.upper for one in intervals if one.upper is not None]
    return min(max(figures + bounds), _FAR * max(figures)) or max(bounds, default=1.0) or 1.0


def _dots(groups: Sequence[tuple[str, Interval]], axis: Axis, high: float, width: int) -> Spec:
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [axis.low, high], "nice": False, "zero": False},
        "axis": {"title": None, "labelExpr": axis.label, "tickCount": 5},
    }
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [-0.55, len(groups) - 0.45], "reverse": True},
        "axis": None,
    }
    layers: list[Spec] = []
    for at, (name, interval) in enumerate(groups):
        layers.append(_name(at, name, y))
        if interval.lower is not None and interval.upper is not None:
            ends = {"a": max(axis.low, interval.lower), "b": min(high, interval.upper), "y": at}
            layers.append(
                {
                    "data": {"values": [ends]},
                    "mark": {"type": "rule", "strokeWidth": 6, "strokeCap": "round",
                             "opacity": 0.3, "color": "currentColor"},
                    "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"},
                                 "y": {"field": "y", **y}},
                }
            )  # fmt: skip
            if interval.upper > high:
                layers.append(_arrow({"x": high, "y": at}, _UP_ARROW, x, y))
            if interval.lower < axis.low:
                layers.append(_arrow({"x": axis.low, "y": at}, _DOWN_ARROW, x, y))
        if interval.estimate is not None:
            layers.append(
                {
                    "data": {"values": [{"x": min(high, interval.estimate), "y": at}]},
                    "mark": {"type": "point", "shape": _SHAPES[at % len(_SHAPES)], "filled": True,
                             "size": 110, "opacity": 1, "color": "currentColor"},
                    "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}},
                }
            )  # fmt: skip
    return {"width": width - 30, "height": ROW_PX * len(groups), "layer": layers}


def _arrow(place: Spec, shape: str, x: Spec, y: Spec) -> Spec:
    """Mark the end of an interval that goes on beyond the drawing."""
    return {
        "data": {"values": [place]},
        "mark": {"type": "point", "shape": shape, "filled": False, "size": 260,
                 "strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round", "opacity": 1,
                 "color": "currentColor"},
        "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}},
    }  # fmt: skip


def _beyond(groups: Sequence[tuple[str, Interval]], low: float, high: float) -> str:
    """Say whose intervals are cut at the drawing's edge; empty where none is."""
    names = [
        name
        for name, one in groups
        if (one.upper is not None and one.upper > high)
        or (one.lower is not None and one.lower < low)
    ]
    if not names:
        return ""
    told = "interval goes" if len(names) == 1 else "intervals go"
    return f"The {told} on beyond the drawing, where an arrow stands: {', '.join(names)}"


def _name(at: int, name: str, y: Spec) -> Spec:
    """Write a group's name above its line."""
    return {
        "data": {"values": [{"y": at, "name": name}]},
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "x": 0, "dy": -8,
                 "fontSize": 12, "color": "currentColor", "opacity": 0.8, "limit": 280},
        "encoding": {"y": {"field": "y", **y}, "text": {"field": "name"}},
    }  # fmt: skip


def _curves(groups: Sequence[tuple[str, FailuresKept]], end_s: float, width: int) -> Spec:
    drawn = [(name, done(kept.not_done), *_LOOKS[at]) for at, (name, kept) in enumerate(groups)]
    bands = [step_band(curve, end_s, colour) for _, curve, colour, _ in drawn]
    lines = [step_line(curve, end_s, name, colour, dash) for name, curve, colour, dash in drawn]
    shown = [*bands, *lines] if len(groups) <= _MAX_BANDS else lines
    return {
        "width": width - 46,
        "height": HEIGHT_PX,
        "layer": [
            *(layer for layer in shown if layer),
            *keys(width - 46, [(name, colour, dash) for name, _, colour, dash in drawn]),
        ],
    }
