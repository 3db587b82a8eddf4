"""The tidy tables of a study: each column's name, unit, meaning and value in one line.

Writers and the data dictionary read the same columns, so a column cannot be written without
being described, nor be described without being written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from analyzer.events import SessionEvents
from analyzer.results import StudyAnalysis
from recorder.definition import StudyDefinition
from recorder.models import Note, Participant

Kind = Literal["text", "integer", "real", "boolean"]
Value = str | int | float | bool | None

EMPTY = "empty: there is no such value"


@dataclass(frozen=True, slots=True)
class Material:
    """What the tables are made of; sessions are read one at a time, as often as asked."""

    analysis: StudyAnalysis
    definition: StudyDefinition
    people: tuple[Participant, ...]
    notes: tuple[tuple[str, Note], ...]  # participant's code, note
    sessions: Callable[[], Iterable[SessionEvents]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how it is called, what it means, and how a row gives its value."""

    name: str
    kind: Kind
    unit: str  # empty: none
    meaning: str
    of: Callable[[Any], Value]
    missing: str = ""  # what an empty cell says; empty: never missing


@dataclass(frozen=True, slots=True)
class Table:
    """One table: one thing a row."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    things: Callable[[Material], Iterable[Any]]

    def rows(self, material: Material) -> Iterator[tuple[Value, ...]]:
        """Yield the rows, a value for each column; None where there is none."""
        for thing in self.things(material):
            yield tuple(column.of(thing) for column in self.columns)


def text(name: str, meaning: str, of: Callable[[Any], Value], missing: str = "") -> Column:
    """Describe a column of text."""
    return Column(name, "text", "", meaning, of, missing)


def integer(name: str, meaning: str, of: Callable[[Any], Value], missing: str = "") -> Column:
    """Describe a column of counts or ordinals."""
    return Column(name, "integer", "", meaning, of, missing)


def boolean(name: str, meaning: str, of: Callable[[Any], Value], missing: str = "") -> Column:
    """Describe a column of claims."""
    return Column(name, "boolean", "", meaning, of, missing)


def real(
    name: str, unit: str, meaning: str, of: Callable[[Any], Value], missing: str = ""
) -> Column:
    """Describe a column of measurements."""
    return Column(name, "real", unit, meaning, of, missing)


def columns_of(table: Table, material: Material) -> dict[str, list[Value]]:
    """Turn a table's rows into columns; a table without rows has empty ones."""
    names = [column.name for column in table.columns]
    rows = list(table.rows(material))
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}
