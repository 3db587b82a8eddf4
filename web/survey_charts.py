"""The chart of a questionnaire: who answered what, and the score on the whole of its scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.questionnaires.sus import CURVED_GRADES
from analyzer.results import QuestionnaireResult, Reference
from web.charts import ACCENT, NARROW_PX, WIDE_PX, Chart, Spec, draw
from web.survey_sentences import finding, value

BARS_PX = 92
SCORE_PX = 30
BAND_PX = 22
BINS = 20  # of the scores of a questionnaire with several items: 5 points of 100 each
_ENDS_PX = 44  # what labels at both ends of a scale take beyond it, such as −100


def survey_chart(found: QuestionnaireResult) -> Chart | None:
    """Draw the answers as bars, and the score with its interval below.

    Returns
    -------
    Chart or None
        None where there is no score.
    """
    if found.score.estimate is None:
        return None
    title = finding(found)
    wide, narrow = (_spec(found, width) for width in (WIDE_PX, NARROW_PX))
    return Chart(title=title, wide=draw(wide, title), narrow=draw(narrow, title))


def _spec(found: QuestionnaireResult, total: int) -> Spec:
    width = total - _ENDS_PX
    is_single = len(found.items) == 1
    bars = _rating_bars(found) if is_single else _score_bars(found)
    edge = 0.5 if is_single else 0.0
    rated = (found.rating_low - edge, found.rating_high + edge)
    scored = (found.low, found.high)
    is_shared = found.unit == "points"  # bars and score stand on one scale
    domain = (scored[0] - edge, scored[1] + edge) if is_shared else rated
    panels = [
        _bars(found, bars, domain, width, has_axis=not is_shared),
        _score(found, domain if is_shared else scored, width),
    ]
    if found.questionnaire == "sus":
        panels.append(_bands(domain, width))
    return {
        "vconcat": panels,
        "spacing": 8 if is_shared else 14,
        "padding": 2,
    }


def _rating_bars(found: QuestionnaireResult) -> list[Spec]:
    """Make a bar a rating, marked where its group is the one that the score counts."""
    counted = {group.name for group in found.groups[:1]}
    bars: list[Spec] = []
    for box in found.items[0].distribution:
        groups = [one.name for one in found.groups if one.low <= box.rating <= one.high]
        bars.append(
            {"a": box.rating - 0.4, "b": box.rating + 0.4, "n": box.count,
             "strong": not found.groups or bool(counted & set(groups)),
             "name": f"{box.rating:g}: {box.count}"}
        )  # fmt: skip
    return bars


def _score_bars(found: QuestionnaireResult) -> list[Spec]:
    step = (found.high - found.low) / BINS
    bins = Counter(min(int((score - found.low) / step), BINS - 1) for score in found.scores)
    return [
        {"a": found.low + (at + 0.06) * step, "b": found.low + (at + 0.94) * step, "n": count,
         "strong": True,
         "name": f"{found.low + at * step:g} to {found.low + (at + 1) * step:g}: {count}"}
        for at, count in sorted(bins.items())
    ]  # fmt: skip


def _x(domain: tuple[float, float], axis: Spec | None) -> Spec:
    scale = {"domain": list(domain), "nice": False, "zero": False}
    return {"type": "quantitative", "scale": scale, "axis": axis}


def _bars(
    found: QuestionnaireResult,
    bars: Sequence[Spec],
    domain: tuple[float, float],
    width: int,
    *,
    has_axis: bool,
) -> Spec:
    most = max([bar["n"] for bar in bars] + [1])
    x = _x(domain, _ratings_axis(found) if has_axis else None)
    y = {"type": "quantitative", "axis": None,
         "scale": {"domain": [0, most * 1.25], "nice": False}}  # fmt: skip
    shown = [bar for bar in bars if bar["n"]]
    layers: list[Spec] = [
        {
            "data": {"values": [bar for bar in shown if bar["strong"] == strong]},
            "mark": {"type": "rect", "color": ACCENT if strong else "currentColor",
                     "opacity": 0.75 if strong else 0.3},
            "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"},
                         "y": {"field": "n", **y}, "y2": {"datum": 0},
                         "description": {"field": "name"}},
        }
        for strong in (True, False)
    ]  # fmt: skip
    middles = [{**bar, "m": (bar["a"] + bar["b"]) / 2} for bar in shown]
    layers.append(
        {
            "data": {"values": middles},
            "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": "currentColor"},
            "encoding": {"x": {"field": "m", **x}, "y": {"field": "n", **y},
                         "text": {"field": "n"}},
        }
    )  # fmt: skip
    layers += _group_names(found, x, is_narrow=width < WIDE_PX / 2 + NARROW_PX / 2)
    if found.reference is not None:
        layers += _reference(found.reference, x, BARS_PX)
    return {"width": width, "height": BARS_PX, "layer": layers}


def _group_names(found: QuestionnaireResult, x: Spec, *, is_narrow: bool) -> list[Spec]:
    """Name the groups of answers above their bars, with a line as wide as each."""
    names = [
        {"a": one.low - 0.4, "b": one.high + 0.4, "m": (one.low + one.high) / 2,
         "name": f"{one.name} {one.count}"}
        for one in found.groups
    ]  # fmt: skip
    if not names:
        return []
    # On a phone neighbours would write over each other, so every second one stands higher.
    rows = [(names[::2], -9), (names[1::2], -23)] if is_narrow else [(names, -9)]
    return [
        {
            "data": {"values": names},
            "mark": {"type": "rule", "color": "currentColor", "opacity": 0.5, "y": -6},
            "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"}},
        },
        *(
            {
                "data": {"values": row},
                "mark": {"type": "text", "fontSize": 12, "color": "currentColor", "opacity": 0.8,
                         "baseline": "bottom", "y": y},
                "encoding": {"x": {"field": "m", **x}, "text": {"field": "name"}},
            }
            for row, y in rows if row
        ),
    ]  # fmt: skip


def _ratings_axis(found: QuestionnaireResult) -> Spec:
    ticks = [box.rating for box in found.items[0].distribution]
    return {"values": ticks, "title": None, "format": "d", "grid": False}


def _score(found: QuestionnaireResult, domain: tuple[float, float], width: int) -> Spec:
    """Draw the score as a tick in the bar of its interval, on the whole of its scale."""
    score, axis = found.score, _score_axis(found)
    x = _x(domain, axis)
    layers: list[Spec] = [
        {
            "data": {"values": [{"a": found.low, "b": found.high}]},
            "mark": {"type": "rule", "color": "currentColor", "opacity": 0.25},
            "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"}},
        }
    ]
    if score.lower is not None and score.upper is not None:
        layers.append(
            {
                "data": {"values": [{"a": score.lower, "b": score.upper}]},
                "mark": {"type": "rule", "strokeWidth": 8, "color": ACCENT, "opacity": 0.4},
                "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"}},
            }
        )
    layers.append(
        {
            "data": {"values": [{"m": score.estimate, "name": value(found, score.estimate)}]},
            "mark": {"type": "tick", "thickness": 3, "height": 20, "color": ACCENT, "opacity": 1},
            "encoding": {"x": {"field": "m", **x}, "description": {"field": "name"}},
        }
    )
    if found.reference is not None:
        layers += _reference(found.reference, x, SCORE_PX)[:1]
    return {"width": width, "height": SCORE_PX, "layer": layers}


def _reference(known: Reference, x: Spec, height: int) -> list[Spec]:
    """Draw a published value as a dashed line through a panel, and name it."""
    data = {"values": [{"m": known.value, "name": f"{known.name} {known.value:g}"}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": "currentColor", "strokeDash": [3, 3],
                     "y": -10, "y2": height + 8},
            "encoding": {"x": {"field": "m", **x}},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "right", "baseline": "middle", "dx": -5,
                     "y": -5, "fontSize": 12, "color": "currentColor", "opacity": 0.8},
            "encoding": {"x": {"field": "m", **x}, "text": {"field": "name"}},
        },
    ]  # fmt: skip


def _score_axis(found: QuestionnaireResult) -> Spec:
    if found.unit == "share":
        return {"title": None, "format": "%", "tickCount": 5}
    if found.unit == "net share":
        said = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + abs(datum.value * 100)"
        return {"title": None, "values": [-1, -0.5, 0, 0.5, 1], "labelExpr": said}
    if len(found.items) == 1:
        return {**_ratings_axis(found), "grid": True}
    return {"title": None, "tickCount": 5}


def _bands(domain: tuple[float, float], width: int) -> Spec:
    """Draw the letters of the curved grading scale over the scores that they stand for."""
    edges: dict[str, float] = {}
    for name, low, *_ in CURVED_GRADES:
        edges.setdefault(name[0], low)
    ends = [*list(edges.values())[1:], domain[1]]
    bands = [
        {"a": low, "b": end, "m": (low + end) / 2, "name": letter, "odd": at % 2}
        for at, ((letter, low), end) in enumerate(zip(edges.items(), ends, strict=True))
    ]
    x = _x(domain, None)
    drawn: list[Spec] = [
        {
            "data": {"values": [one for one in bands if one["odd"] == odd]},
            "mark": {"type": "rect", "color": "currentColor", "opacity": 0.06 + 0.1 * odd},
            "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"}},
        }
        for odd in (0, 1)
    ]
    drawn.append(
        {
            "data": {"values": bands},
            "mark": {"type": "text", "fontSize": 12, "color": "currentColor", "opacity": 0.9},
            "encoding": {"x": {"field": "m", **x}, "text": {"field": "name"}},
        }
    )
    return {"width": width, "height": BAND_PX, "layer": drawn}
