"""Columns that several tables have: who it was, and a figure with its interval."""

from __future__ import annotations

from operator import attrgetter as its
from typing import Any

from analyzer.tables import Column, integer, real, text

NO_BOUND = "empty: n does not allow an interval"

WHO = (
    text("session", "id of the session", its("session")),
    text("participant", "code of the participant", its("participant")),
)
INTERVAL = (
    integer("n", "what it rests on: participants, successes or page loads", its("n")),
    real("estimate", "see unit", "the figure", its("estimate"), "empty: no data"),
    real("lower", "see unit", "lower bound of its interval", its("lower"), NO_BOUND),
    real("upper", "see unit", "upper bound of its interval", its("upper"), NO_BOUND),
    real("level", "share", "coverage of the interval", its("level")),
    text("method", "name of the formula", its("method")),
)


def on(part: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Read columns from a part of the row."""
    return tuple(
        Column(one.name, one.kind, one.unit, one.meaning, _through(part, one), one.missing)
        for one in columns
    )


def _through(part: str, column: Column) -> Any:
    return lambda row: column.of(getattr(row, part))
