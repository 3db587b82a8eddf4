"""How counts move with one threshold, drawn small; the numbers stand in a table beside it."""

from __future__ import annotations

from markupsafe import Markup

from analyzer.what_if import Curve
from web.charts import ACCENT, Spec, draw

WIDTH_PX = 270
HEIGHT_PX = 112


def threshold_chart(curve: Curve, current: float, name: str) -> Markup:
    """Draw signals and participants over the values of a threshold.

    Parameters
    ----------
    curve
        What was counted.
    current
        The study's value of now; a line stands there.
    name
        What a screen reader says.
    """
    values = [point.value for point in curve.points]
    most = max([1, *(point.signals for point in curve.points)])
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": [min(values), max(values)], "nice": False, "zero": False},
        "axis": {"title": None, "grid": False, "tickCount": 5},
    }
    y: Spec = {
        "type": "quantitative",
        "scale": {"domain": [0, most * 1.08], "nice": False},
        "axis": {"title": None, "tickCount": 3, "format": "~s", "tickMinStep": 1},
    }
    layers = [
        _line([(p.value, p.participants) for p in curve.points], x, y, is_main=False),
        _line([(p.value, p.signals) for p in curve.points], x, y, is_main=True),
    ]
    if min(values) <= current <= max(values):
        layers.insert(0, _current(current, x))
    return draw({"width": WIDTH_PX, "height": HEIGHT_PX, "layer": layers}, name)


def _line(points: list[tuple[float, int]], x: Spec, y: Spec, *, is_main: bool) -> Spec:
    # Shape and dash tell the lines apart, not colour.
    return {
        "data": {"values": [{"x": at, "y": count} for at, count in points]},
        "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}},
        "layer": [
            {"mark": {"type": "line", "color": "currentColor", "opacity": 0.75,
                      "strokeWidth": 1.8 if is_main else 1.2,
                      "strokeDash": [] if is_main else [4, 3]}},
            {"mark": {"type": "point", "shape": "circle" if is_main else "square",
                      "filled": is_main, "size": 44 if is_main else 36, "opacity": 0.9,
                      "color": "currentColor"}},
        ],
    }  # fmt: skip


def _current(value: float, x: Spec) -> Spec:
    return {
        "data": {"values": [{"x": value}]},
        "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3, "opacity": 0.55},
        "encoding": {"x": {"field": "x", **x}},
    }
