"""Another interval for every share of a result, where a study or a researcher asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

import msgspec
from msgspec.structs import fields, replace

from analyzer.estimates import Interval
from analyzer.intervals import adjusted_wald
from analyzer.share_intervals import clopper_pearson, mid_p, wilson
from recorder.definition import ShareInterval

Value = TypeVar("Value")

_FORMULAS: Mapping[ShareInterval, Callable[[int, int, float], Interval]] = {
    "adjusted_wald": adjusted_wald,
    "wilson": wilson,
    "clopper_pearson": clopper_pearson,
    "mid_p": mid_p,
}


@cache
def _methods() -> frozenset[str]:
    """Name the intervals; asked for late, since only then scipy is read."""
    return frozenset(formula(1, 2, 0.95).method for formula in _FORMULAS.values())


def with_share_intervals(value: Value, name: ShareInterval) -> Value:
    """Take another interval for every share of people in a result.

    Parameters
    ----------
    value
        A result, or any part of one.
    name
        Of the interval.

    Returns
    -------
    The same
        Every interval of a simple share has the bounds and the method of that name; estimates, n
        and levels stay, and so do the ranks of hotspots, which rest on adjusted Wald throughout.

    Notes
    -----
    The intervals: `intervals.adjusted_wald` and `share_intervals`.
    """
    found: Value = _walked(value, _FORMULAS[name])  # type: ignore[assignment]  # same type as it was
    return found


def named(word: str) -> ShareInterval:
    """Read the name of an interval as the command line writes it: `clopper-pearson`."""
    return next(name for name in _FORMULAS if name == word.replace("-", "_"))


def _walked(value: object, formula: Callable[[int, int, float], Interval]) -> object:
    if isinstance(value, Interval):
        return _of_share(value, formula)
    if isinstance(value, msgspec.Struct):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        walked = {key: _walked(part, formula) for key, part in parts.items()}
        changed = {key: part for key, part in walked.items() if part is not parts[key]}
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        found = tuple(_walked(one, formula) for one in value)
        is_same = all(one is other for one, other in zip(value, found, strict=True))
        return value if is_same else found
    return value


def _of_share(interval: Interval, formula: Callable[[int, int, float], Interval]) -> Interval:
    if interval.method not in _methods():
        return interval
    return formula(round((interval.estimate or 0.0) * interval.n), interval.n, interval.level)
