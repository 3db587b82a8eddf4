"""The chart of failures kept: who had succeeded, and who had given up, by when."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.results import Curve, FailuresKept
from web.charts import ACCENT, NARROW_PX, WIDE_PX, Chart, Spec, draw
from web.formats import n, seconds, share

HEIGHT_PX = 190
LINES = ("Succeeded", "If failures had gone on", "Ended without success")
_DASHES = ([1, 0], [2, 4], [7, 4])  # colour is never the only sign


def failures_chart(kept: FailuresKept) -> Chart | None:
    """Draw the cumulative incidences with their bands, and Kaplan-Meier beside.

    Returns
    -------
    Chart or None
        None where nobody has a time.
    """
    if kept.not_done.n == 0 or not kept.at_s:
        return None
    title = failures_title(kept)
    end_s = max([kept.at_s, *kept.succeeded.times_s, *kept.gave_up.times_s])
    wide, narrow = (_spec(kept, end_s, width) for width in (WIDE_PX, NARROW_PX))
    return Chart(title=title, wide=draw(wide, title), narrow=draw(narrow, title))


def failures_title(kept: FailuresKept) -> str:
    """State the finding: how many had succeeded and given up in the end, when half had."""
    people = kept.not_done.n
    if people == 0:
        return "Nobody has a time yet (n = 0)"
    won = sum(kept.succeeded.events)
    # Not Kaplan-Meier's median, which pretends that who gave up went on.
    reached = zip(kept.succeeded.times_s, kept.succeeded.share, strict=True)
    median = next((time_s for time_s, won in reached if won >= 0.5), None)
    half = (
        f"half had succeeded after {seconds(median)}"
        if median is not None
        else "fewer than half succeeded"
    )
    if won == people:
        return f"All {people} succeeded; {half} ({n(people)})"
    cut = f", {kept.cut_off} cut off" if kept.cut_off else ""
    return (
        f"{won} succeeded, {kept.ended_without} ended without success{cut}; "
        f"of everybody, {half} ({n(people)})"
    )


def curve_rows(kept: FailuresKept) -> list[tuple[str, int, str, str]]:
    """List the numbers of the chart: time, still trying, share succeeded, share ended without."""
    times_s = sorted({0.0, *kept.succeeded.times_s, *kept.gave_up.times_s})
    return [
        (
            seconds(time_s),
            kept.not_done.n - _before(kept, time_s),
            _said(kept.succeeded, time_s),
            _said(kept.gave_up, time_s),
        )
        for time_s in times_s
    ]


def _before(kept: FailuresKept, time_s: float) -> int:
    """Count who was certainly no longer trying just before a time, as the risk sets tell."""
    for curve in (kept.succeeded, kept.gave_up):
        for at, at_risk in zip(curve.times_s, curve.at_risk, strict=True):
            if at == time_s:
                return kept.not_done.n - at_risk
    return 0


def _said(curve: Curve, time_s: float) -> str:
    step = sum(at <= time_s for at in curve.times_s) - 1
    if step < 0:
        return share(0.0)
    lower, upper = curve.lower[step], curve.upper[step]
    band = "" if lower is None or upper is None else f" ({share(lower)} to {share(upper)})"
    return f"{share(curve.share[step])}{band}"


def _spec(kept: FailuresKept, end_s: float, width: int) -> Spec:
    curves = (kept.succeeded, done(kept.not_done), kept.gave_up)
    colours = (ACCENT, ACCENT, "currentColor")
    drawn = list(zip(curves, LINES, colours, _DASHES, strict=True))
    bands = [step_band(curve, end_s, colour) for curve, _, colour, _ in (drawn[0], drawn[2])]
    lines = [step_line(curve, end_s, name, colour, dash) for curve, name, colour, dash in drawn]
    layers = [layer for layer in (*bands, *lines) if layer]
    return {
        "width": width - 46,
        "height": HEIGHT_PX,
        "layer": [*layers, *keys(width - 46, [(name, c, d) for _, name, c, d in drawn])],
    }


def _x(end_s: float) -> Spec:
    return {
        "type": "quantitative",
        "scale": {"domain": [0, end_s], "nice": False},
        "axis": {
            "title": None,
            "tickCount": 5,
            "grid": False,
            "labelExpr": "datum.value < 120 ? datum.value + ' s' : "
            "(round(datum.value / 6) / 10) + ' min'",
        },
    }


_Y: Spec = {
    "type": "quantitative",
    "scale": {"domain": [0, 1]},
    "axis": {"title": None, "values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%"},
}


def _steps(curve: Curve, end_s: float) -> list[Spec]:
    """Give the corners of a curve from the start to the end of the axis."""
    rows = zip(curve.times_s, curve.share, curve.lower, curve.upper, strict=True)
    corners: list[Spec] = [{"t": 0.0, "s": 0.0, "l": 0.0, "u": 0.0}]
    corners += [
        {"t": t, "s": s, "l": s if low is None else low, "u": s if high is None else high}
        for t, s, low, high in rows
    ]
    return [*corners, {**corners[-1], "t": end_s}]


def step_line(curve: Curve, end_s: float, name: str, colour: str, dash: Sequence[int]) -> Spec:
    """Draw a curve that rises from 0 as steps."""
    return {
        "data": {"values": _steps(curve, end_s)},
        "mark": {"type": "line", "interpolate": "step-after", "color": colour,
                 "strokeWidth": 2, "strokeDash": list(dash), "description": name},
        "encoding": {"x": {"field": "t", **_x(end_s)}, "y": {"field": "s", **_Y}},
    }  # fmt: skip


def step_band(curve: Curve, end_s: float, colour: str) -> Spec:
    """Draw such a curve's band; empty where it has no step."""
    if not curve.times_s:
        return {}
    return {
        "data": {"values": _steps(curve, end_s)},
        "mark": {"type": "area", "interpolate": "step-after", "color": colour, "opacity": 0.14,
                 "line": False},
        "encoding": {"x": {"field": "t", **_x(end_s)}, "y": {"field": "l", **_Y},
                     "y2": {"field": "u"}},
    }  # fmt: skip


def done(not_done: Curve) -> Curve:
    """Turn the share not yet done into the share done."""
    return Curve(
        times_s=not_done.times_s,
        share=tuple(1 - value for value in not_done.share),
        lower=tuple(None if value is None else 1 - value for value in not_done.upper),
        upper=tuple(None if value is None else 1 - value for value in not_done.lower),
        at_risk=not_done.at_risk,
        events=not_done.events,
        n=not_done.n,
        method=not_done.method,
        level=not_done.level,
    )


def keys(width: int, looks: Sequence[tuple[str, str, Sequence[int]]]) -> list[Spec]:
    """Draw the legend above the curves: one line of sample and name each."""
    layers: list[Spec] = []
    for at, (name, colour, dash) in enumerate(looks):
        y = -14 - 18 * (len(looks) - 1 - at)
        layers += [
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": colour, "strokeWidth": 2,
                         "strokeDash": list(dash)},
                "encoding": {"x": {"value": 0}, "x2": {"value": 28}, "y": {"value": y}},
            },
            {
                "data": {"values": [{"name": name}]},
                "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12,
                         "color": "currentColor", "opacity": 0.8, "x": 36, "y": y,
                         "limit": width - 36},
                "encoding": {"text": {"field": "name"}},
            },
        ]  # fmt: skip
    return layers
