"""How numbers, times and intervals are written, everywhere in the same way.

What is missing is said ("no data"), never shown as zero.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_datetime
from babel.numbers import format_decimal

from analyzer.results import Health, Interval
from recorder.health import RecordingHealth

LOCALE = "en"
NO_DATA = "no data"
NB = "\u00a0"  # a number and its unit stay on one line
OUTCOMES = {  # word, and a sign that does not need colour
    "success": ("Success", "●"),
    "false_success": ("Claimed, not reached", "◐"),
    "fail": ("Fail", "✕"),
    "give_up": ("Gave up", "✕"),
    "timeout": ("Time over", "✕"),
    "unfinished": ("Unfinished", "○"),
    "running": ("Still running", "…"),
    "pending": ("Awaits a verdict", "?"),
}
LIGHTS = {  # of a recording's health, likewise
    "good": ("Whole", "●"),
    "gaps": ("Has gaps", "◐"),
    "poor": ("Poor", "○"),
    "none": ("No recording", "✕"),
}
IMPACTS = {1: "irritant", 2: "minor", 3: "major", 4: "blocker"}


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with thousands separators and fixed digits; halves are rounded up."""
    if value is None:
        return NO_DATA
    # 5 of 8 is 63 %, as people round; Babel would round the half to the even 62.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    shape = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(rounded, format=shape, locale=LOCALE)


def share(value: float | None) -> str:
    """Write a share in [0, 1] as a percentage."""
    return NO_DATA if value is None else f"{number(value * 100)}{NB}%"


def seconds(value: float | None) -> str:
    """Write a duration: tenths below ten seconds, minutes from ninety on."""
    if value is None:
        return NO_DATA
    if value < 10:
        return f"{number(value, 1)}{NB}s"
    if value < 90:
        return f"{number(value)}{NB}s"
    minutes, rest = divmod(round(value), 60)
    return f"{number(minutes)}{NB}min {rest:02}{NB}s"


def clock(value: float | None) -> str:
    """Write a moment of a recording as on a stop watch: 1:07.4."""
    if value is None:
        return NO_DATA
    tenths = int(max(value, 0.0) * 10 + 0.5)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def day(epoch_ms: float | None) -> str:
    """Write a wall-clock instant as day and minute, UTC."""
    if epoch_ms is None:
        return NO_DATA
    when = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    return format_datetime(when, "d MMM y, HH:mm", locale=LOCALE) + " UTC"


def plural(n: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def share_interval(interval: Interval) -> str:
    """Write the bounds of a share: `30–87 %`."""
    if interval.lower is None or interval.upper is None:
        return "no interval"
    return f"{number(interval.lower * 100)}–{number(interval.upper * 100)}{NB}%"


def seconds_interval(interval: Interval) -> str:
    """Write the bounds of a duration: `31–75 s`."""
    if interval.lower is None or interval.upper is None:
        return "no interval"
    return _bounds(seconds(interval.lower), seconds(interval.upper))


def count_interval(interval: Interval) -> str:
    """Write the bounds of a mean count: `0.9–2.6`."""
    if interval.lower is None or interval.upper is None:
        return "no interval"
    return f"{number(interval.lower, 1)}–{number(interval.upper, 1)}"


def share_bounds(interval: Interval) -> str:
    """Write an interval of a share with its coverage, or why there is none."""
    return _worded(interval, share_interval(interval))


def seconds_bounds(interval: Interval) -> str:
    """Write an interval of a duration with its coverage, or why there is none."""
    return _worded(interval, seconds_interval(interval))


def count_bounds(interval: Interval) -> str:
    """Write an interval of a mean count with its coverage, or why there is none."""
    return _worded(interval, count_interval(interval))


def plain_bounds(interval: Interval, digits: int = 0) -> str:
    """Write an interval of a figure whose unit stands beside it; an open end is said."""
    if interval.lower is None and interval.upper is None:
        return f"{n(interval.n)} is too few for an interval"
    ends = [
        "open" if end is None else number(end, digits) for end in (interval.lower, interval.upper)
    ]
    return f"{level(interval)} {ends[0]} to {ends[1]}"


def level(interval: Interval) -> str:
    """Write the coverage of an interval: `95 % interval`."""
    return f"{number(interval.level * 100)}{NB}% interval"


def outcome(name: str) -> str:
    """Name an outcome in words."""
    return OUTCOMES.get(name, (name.replace("_", " "), ""))[0]


def outcome_sign(name: str) -> str:
    """Give the sign of an outcome."""
    return OUTCOMES.get(name, ("", "·"))[1]


def impact(rank: int) -> str:
    """Name an impact from 1 to 4."""
    return IMPACTS.get(rank, str(rank))


def kind(name: str) -> str:
    """Name a signal where its rule gives no title."""
    return name.replace("_", " ").capitalize()


def size(n_bytes: int) -> str:
    """Write a number of bytes."""
    value = float(n_bytes)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{number(value, 0 if unit == 'B' else 1)} {unit}"
        value /= 1000
    return f"{number(value, 1)} GB"


def n(count: int) -> str:
    """Write a sample size: `n = 8`."""
    return f"n{NB}={NB}{number(count)}"


def _worded(interval: Interval, bounds: str) -> str:
    if interval.estimate is None:
        return f"no interval, {n(interval.n)}"
    if interval.lower is None or interval.upper is None:
        return f"{n(interval.n)} is too few for an interval"
    return f"{level(interval)} {bounds}"


def _bounds(lower: str, upper: str) -> str:
    """Say the unit once where both bounds are plain seconds."""
    if " " in lower or " " in upper:
        return f"{lower} to {upper}"
    return f"{lower.partition(NB)[0]}–{upper}"


def light(health: RecordingHealth | Health) -> tuple[str, str, str]:
    """Give a recording's light with its word and sign."""
    return (health.light, *LIGHTS[health.light])


FILTERS = {
    "number": number,
    "share": share,
    "seconds": seconds,
    "clock": clock,
    "day": day,
    "plural": plural,
    "share_interval": share_interval,
    "seconds_interval": seconds_interval,
    "count_interval": count_interval,
    "share_bounds": share_bounds,
    "seconds_bounds": seconds_bounds,
    "count_bounds": count_bounds,
    "plain_bounds": plain_bounds,
    "level": level,
    "n": n,
    "outcome": outcome,
    "outcome_sign": outcome_sign,
    "impact": impact,
    "kind": kind,
    "light": light,
    "size": size,
}
