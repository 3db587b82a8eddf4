"""Charts as inline SVG: Vega-Lite specifications, drawn once by vl-convert.

The drawings take `currentColor` and the custom property `--accent`, so that one drawing
serves light, dark and print. Numbers stand in a table beside each chart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from analyzer.results import Interval, TaskResult
from web.figure_rows import typical
from web.formats import clock, outcome, seconds

WIDE_PX = 600  # drawing area; a figure is at most some 720 px wide
NARROW_PX = 318  # what a phone of 390 px leaves
TICKS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
LANES = ("Success", "Claimed, not reached", "No success", "Unfinished or unjudged")
_LANE_OF = {
    "success": 0,
    "false_success": 1,
    "fail": 2,
    "give_up": 2,
    "timeout": 2,
    "unfinished": 3,
    "running": 3,
    "pending": 3,
}
_SHAPES = ("circle", "diamond", "cross", "triangle-up")
ACCENT = "var(--accent, currentColor)"
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing at two widths; the page shows the one that fits.

    `title` states the finding, `wide` and `narrow` are SVG.
    """

    title: str
    wide: Markup
    narrow: Markup


def interval_strip(interval: Interval, low: float, high: float, name: str) -> Markup:
    """Draw one estimate and its interval on a bare line.

    Parameters
    ----------
    interval
        What to draw; without an estimate the line stays empty.
    low, high
        Ends of the line, in the interval's unit.
    name
        What a screen reader says.
    """
    layers: list[Spec] = [_rule(low, high, width=1, opacity=0.25)]
    if interval.lower is not None and interval.upper is not None:
        layers.append(
            _rule(max(low, interval.lower), min(high, interval.upper), width=5, opacity=0.32)
        )
    if interval.estimate is not None:
        layers.append(
            {
                "data": {"values": [{"x": interval.estimate}]},
                "mark": {"type": "point", "filled": True, "size": 64, "opacity": 1,
                         "color": "currentColor"},
                "encoding": {"x": {"field": "x", "type": "quantitative"}},
            }
        )  # fmt: skip
    spec = {
        "width": 168,
        "height": 16,
        "padding": {"left": 6, "right": 6, "top": 0, "bottom": 0},
        "layer": layers,
        "encoding": {
            "x": {"scale": {"domain": [low, high], "nice": False, "zero": False}, "axis": None},
        },
    }
    return draw(spec, name)


def time_plot(task: TaskResult, title: str) -> Chart | None:
    """Draw every attempt's time by outcome, with the typical time and its interval.

    Returns
    -------
    Chart or None
        None where no attempt has a time.
    """
    points: list[Spec] = [
        {
            "x": attempt.time_s,
            "lane": _LANE_OF.get(attempt.outcome, 3),
            "name": f"{attempt.participant}: {outcome(attempt.outcome)}, {seconds(attempt.time_s)}",
        }
        for attempt in task.attempts
        if attempt.time_s > 0
    ]
    if not points:
        return None
    lanes = sorted({point["lane"] for point in points})
    for point in points:
        point["y"] = lanes.index(point["lane"])
    return Chart(
        title=title,
        wide=draw(_time_spec(points, lanes, typical(task), WIDE_PX), title),
        narrow=draw(_time_spec(points, lanes, typical(task), NARROW_PX), title),
    )


def session_strip(
    bars: Sequence[tuple[float, float, str]],
    marks: Sequence[tuple[float, str]],
    duration_s: float,
    title: str,
) -> Chart:
    """Draw a session's time line: tasks as bars, lanes of events as ticks.

    Parameters
    ----------
    bars
        Start and end in seconds and name of each attempt.
    marks
        Time in seconds and lane of each event.
    duration_s
        Length of the line.
    title
        What the figure says.
    """
    lanes = ["Tasks", *dict.fromkeys(lane for _, lane in marks)]
    wide = _session_spec(bars, marks, lanes, duration_s, WIDE_PX + 160)
    narrow = _session_spec(bars, marks, lanes, duration_s, NARROW_PX)
    return Chart(title=title, wide=draw(wide, title), narrow=draw(narrow, title))


def _time_spec(points: list[Spec], lanes: list[int], typical: Interval, width: int) -> Spec:
    times = [float(point["x"]) for point in points]
    edges = [x for x in (typical.lower, typical.upper) if x is not None]
    low, high = min(times + edges) * 0.8, max(times + edges) * 1.25
    if sum(low <= tick <= high for tick in TICKS_S) < 2:  # one tick alone tells no scale
        low = max((tick for tick in TICKS_S if tick <= low), default=low)
        high = min((tick for tick in TICKS_S if tick >= high), default=high)
    ticks = [tick for tick in TICKS_S if low <= tick <= high]
    x = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": [low, high], "nice": False},
        "axis": {
            "values": ticks,
            "labelExpr": "datum.value < 60 ? datum.value + ' s' : datum.value < 3600 ? "
            "(datum.value / 60) + ' min' : (datum.value / 3600) + ' h'",
            "title": None,
        },
    }
    y = {"type": "quantitative", "scale": {"domain": [-0.6, len(lanes) - 0.4], "reverse": True},
         "axis": None}  # fmt: skip
    layers: list[Spec] = []
    if typical.lower is not None and typical.upper is not None and 0 in lanes:
        layers.append(_typical_band(typical, x, y))
    layers += [
        {
            "data": {"values": [p for p in points if p["lane"] == lane]},
            "mark": {"type": "point", "shape": _SHAPES[lane], "filled": lane != 3, "size": 90,
                     "opacity": 0.72, "color": "currentColor", "strokeWidth": 1.5},
            "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y},
                         "description": {"field": "name"}},
        }
        for lane in lanes
    ]  # fmt: skip
    is_wide = width > NARROW_PX
    # Beside the lanes where there is room, above their marks where there is none.
    place: Spec = (
        {"align": "right", "baseline": "middle", "x": -14}
        if is_wide
        else {"align": "left", "baseline": "bottom", "dy": -9, "x": 0}
    )
    layers.append(
        {
            "data": {"values": [{"y": i, "label": LANES[lane]} for i, lane in enumerate(lanes)]},
            "mark": {
                "type": "text",
                "fontSize": 12,
                "color": "currentColor",
                "opacity": 0.8,
                **place,
            },
            "encoding": {"y": {"field": "y", **y}, "text": {"field": "label"}},
        }
    )
    return {"width": width, "height": (38 if is_wide else 52) * len(lanes), "layer": layers}


def _typical_band(typical: Interval, x: Spec, y: Spec) -> Spec:
    """Draw the interval as a thick line under the successes, the estimate as a tick in it."""
    value = {"l": typical.lower, "u": typical.upper, "e": typical.estimate, "y": 0}
    return {
        "data": {"values": [value]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 6, "yOffset": 13, "color": ACCENT,
                         "opacity": 0.4},
                "encoding": {"x": {"field": "l", **x}, "x2": {"field": "u"},
                             "y": {"field": "y", **y}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "height": 16, "yOffset": 13,
                         "color": ACCENT, "opacity": 1},
                "encoding": {"x": {"field": "e", **x}, "y": {"field": "y", **y}},
            },
        ],
    }  # fmt: skip


def _session_spec(
    bars: Sequence[tuple[float, float, str]],
    marks: Sequence[tuple[float, str]],
    lanes: list[str],
    duration_s: float,
    width: int,
) -> Spec:
    x = {"type": "quantitative", "scale": {"domain": [0, max(duration_s, 1.0)], "nice": False},
         "axis": {"title": None, "labelExpr": "floor(datum.value / 60) + ':' + "
                  "slice('0' + floor(datum.value % 60), -2)", "tickCount": 8}}  # fmt: skip
    y = {"type": "nominal", "sort": lanes, "scale": {"domain": lanes},
         "axis": {"title": None, "domain": False, "ticks": False, "labelPadding": 8}}  # fmt: skip
    tasks = [{"a": a, "b": b, "name": name, "lane": "Tasks"} for a, b, name in bars]
    ticks = [{"t": t, "lane": lane, "name": f"{lane} at {clock(t)}"} for t, lane in marks]
    return {
        "width": width - 84,
        "height": {"step": 26},
        "layer": [
            {
                "data": {"values": tasks},
                "mark": {"type": "bar", "height": 12, "color": ACCENT, "opacity": 0.75},
                "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"},
                             "y": {"field": "lane", **y}, "description": {"field": "name"}},
            },
            {
                "data": {"values": ticks},
                "mark": {"type": "tick", "thickness": 1.5, "height": 14, "color": "currentColor",
                         "opacity": 0.6},
                "encoding": {"x": {"field": "t", **x}, "y": {"field": "lane", **y},
                             "description": {"field": "name"}},
            },
        ],
    }  # fmt: skip


def _rule(low: float, high: float, *, width: float, opacity: float) -> Spec:
    return {
        "data": {"values": [{"a": low, "b": high}]},
        "mark": {"type": "rule", "strokeWidth": width, "strokeCap": "round", "opacity": opacity,
                 "color": "currentColor"},
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "x2": {"field": "b"}},
    }  # fmt: skip


_CONFIG: Spec = {
    "font": "Instrument Sans",
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "labelColor": "currentColor",
        "labelFontSize": 12,
        "labelOpacity": 0.8,
        "gridColor": "currentColor",
        "gridOpacity": 0.14,
        "labelPadding": 6,
        "labelFlush": False,
    },
}


def draw(spec: Spec, name: str) -> Markup:
    """Draw a Vega-Lite specification as SVG with a name, once for equal ones.

    Parameters
    ----------
    spec
        Without schema and config, which all drawings share.
    name
        What a screen reader says.
    """
    return _drawn(json.dumps(spec, sort_keys=True), name)


@lru_cache(maxsize=512)
def _drawn(spec_json: str, name: str) -> Markup:
    """Turn a specification into SVG that scales with its box and has a name."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _CONFIG,
        **json.loads(spec_json),
    }
    svg: str = vl_convert.vegalite_to_svg(spec)
    # Vega escapes text and attributes; the root gets its name from us.
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(name)}" ', 1))  # noqa: S704
