"""A comparison in words: the same sentences in the terminal and on the page.

Nothing here says "equal" or "the same": a difference that is not shown may be there.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from analyzer.comparison_family import NAMES
from analyzer.comparison_results import ComparedFigure, Comparison
from analyzer.comparison_untested import MIN_EACH
from analyzer.estimates import Interval

NO_DATA = "no data"
MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "completion": "Completion",
        "time": "Time of successes",
        "failures": "Time with the failures kept",
        "error_points": "Error points",
        "score": "Score",
    }
)
_HOW: Mapping[str, str] = MappingProxyType(
    {
        "completion": " completed",
        "time": " for a success",
        "error_points": " error points per participant",
        "score": "",
    }
)
_ENDLESS_S = 1e6  # bounds of two unlike times run to absurd lengths; nobody reads their minutes
_VERDICTS = {"none_shown": "No difference shown", "too_few": "Not enough data to tell"}
RULES = (
    f"A verdict needs {MIN_EACH} participants in each group, of times {MIN_EACH} successes in "
    f"each, of the same people {MIN_EACH} who are in both.",
    "A group is called better where the adjusted p is not above the level. “No difference shown” "
    "says that these people did not show one, never that there is none: the interval holds what "
    "may be.",
)


def finding(figure: ComparedFigure) -> str:
    """Say what a figure shows, in one sentence without a stop: its verdict, then the facts."""
    if figure.verdict == "no_verdict":
        return facts(figure)
    verdict = _VERDICTS.get(figure.verdict, f"{figure.better} is better")
    return f"{verdict}: {facts(figure)}"


def facts(figure: ComparedFigure) -> str:
    """Say the two figures, or their ratio."""
    if figure.measure == "time" and figure.effect.estimate is not None:
        return f"{figure.first} takes {figure.effect.estimate:.2f} times as long as {figure.second}"
    told: list[str] = []
    lacking: list[str] = []
    for name, own in ((figure.first, figure.of_first), (figure.second, figure.of_second)):
        if own.n == 0:
            lacking.append(name)
        elif figure.measure == "failures":
            told.append(f"{_half(own)} with {name}")
        else:
            how = "" if told else _HOW[figure.measure]
            told.append(f"{value(own.estimate, figure.unit)}{how} with {name}")
    if told and figure.measure == "failures":
        told[0] = f"Failures kept, half had succeeded {told[0]}"
    if lacking:
        none = NO_DATA if told or figure.verdict != "no_verdict" else NO_DATA.capitalize()
        told.append(f"{none} with {' and '.join(lacking)}")
    return ", ".join(told)


def effect(figure: ComparedFigure) -> str:
    """Write the difference or ratio with its interval; empty where there is none."""
    found = figure.effect
    if found.estimate is None:
        return ""
    sign = "/" if figure.scale == "ratio" else "−"
    unit = _change_unit(figure)
    bounds = "no interval"
    if found.lower is not None and found.upper is not None:
        lower, upper = (_change(figure, one) for one in (found.lower, found.upper))
        bounds = f"{_level(found)} interval {lower} to {upper}"
    told = f"{figure.first} {sign} {figure.second} = {_change(figure, found.estimate)}{unit}"
    return f"{told} ({bounds})"


def test(figure: ComparedFigure, comparison: Comparison) -> str:
    """Write the test with its p, raw and adjusted, and the number of tests."""
    if figure.p is None:
        return "not tested"
    raw = f"{figure.test}, {p_value(figure.p)}"
    if figure.p_adjusted is None:
        return f"{raw}, not in the family"
    return f"{raw}, adjusted {p_value(figure.p_adjusted)} ({family(comparison)})"


def family(comparison: Comparison) -> str:
    """Name the correction and the number of tests."""
    count = f"{comparison.tests} test{'' if comparison.tests == 1 else 's'}"
    return f"{NAMES[comparison.correction]}, {count}"


def compared_pairs(comparison: Comparison) -> str:
    """Say which pairs are compared, and that their tests are the family; empty for one pair."""
    groups, pairs = len(comparison.groups), len(comparison.pairs)
    if comparison.base is None:
        every = f"Each group is compared with each other: the {pairs} pairs are one family."
        return every if pairs > 1 else ""
    if pairs == 1:
        return ""
    return (
        f"Each group is compared with {comparison.base} alone: these {pairs} pairs are the family. "
        f"The other {groups * (groups - 1) // 2 - pairs} pairs are not tested, and nothing is "
        "said of them."
    )


def detectable(figure: ComparedFigure) -> str:
    """Say how large a difference must be to be shown by four of five such studies."""
    least = figure.detectable
    if least is None:
        return ""
    if figure.scale == "ratio":
        told = f"a ratio of {least:.2f} or more (or {1 / least:.2f} or less)"
    else:
        told = f"a difference of {_change(figure, least).lstrip('+')}{_change_unit(figure)} or more"
    return f"Four of five studies of this size would show {told}, before correction."


def value(number: float | None, unit: str) -> str:
    """Write a group's own figure with its unit."""
    if number is None:
        return NO_DATA
    if unit == "share":
        return f"{_half_up(number * 100)} %"
    if unit == "net share":
        return _signed(number * 100, 0)
    return _seconds(number) if unit == "s" else f"{_half_up(number, 1)}"


def bounds(interval: Interval, unit: str) -> str:
    """Write a group's interval, or why there is none."""
    if interval.lower is None or interval.upper is None:
        return "no interval"
    lower, upper = (value(one, unit) for one in (interval.lower, interval.upper))
    return f"{_level(interval)} interval {lower} to {upper}"


def p_value(p: float) -> str:
    """Write a p-value: three places, and never 0."""
    return "p < 0.001" if p < 0.001 else f"p = {min(p, 1.0):.3f}"


def _change(figure: ComparedFigure, number: float) -> str:
    """Write a difference or ratio without its unit."""
    if figure.scale == "ratio":
        return f"{number:.2f}"
    if figure.unit in ("share", "net share"):
        return _signed(number * 100, 0)
    return _signed(number, 1)


def _change_unit(figure: ComparedFigure) -> str:
    if figure.scale == "ratio":
        return ""
    return " per participant" if figure.unit == "per participant" else " points"


def _half(median: Interval) -> str:
    return "never" if median.estimate is None else f"after {value(median.estimate, 's')}"


def _signed(number: float, digits: int) -> str:
    written = _half_up(abs(number), digits)
    if not written:
        return f"{written}"
    return f"{'+' if number > 0 else '−'}{written}"


def _seconds(number: float) -> str:
    """Write a duration as the report does: tenths below ten seconds, minutes from ninety on."""
    if number < 90:
        return f"{_half_up(number, 0 if number >= 10 else 1)} s"
    if number >= _ENDLESS_S:
        return f"{number:.0e} s"
    minutes, rest = divmod(round(number), 60)
    return f"{minutes} min {rest:02} s"


def _half_up(number: float, digits: int = 0) -> Decimal:
    """Round halves up, as people do and the report does: 62.5 is 63."""
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _level(interval: Interval) -> str:
    return f"{interval.level * 100:g} %"
