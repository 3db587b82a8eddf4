"""What every part of a result is made of: estimates with their intervals, and moments."""

from __future__ import annotations

import msgspec

MEDIAN_FROM = 25  # successes; below, the geometric mean errs less. Sauro & Lewis (2010), CHI '10


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all parts: plain, immutable, comparable, written as JSON by msgspec."""


class Interval(Result, frozen=True):
    """An estimate with its confidence interval; `None` where n does not allow one."""

    estimate: float | None
    lower: float | None
    upper: float | None
    n: int
    method: str
    level: float = 0.95


class Moment(Result, frozen=True):
    """A place in a recording: where a figure comes from."""

    session: str
    participant: str
    t_s: float
