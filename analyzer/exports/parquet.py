"""Tidy tables as Parquet: typed columns, with their units and meanings in the schema."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from analyzer.export_notes import write_dictionary, write_readme
from analyzer.exporting import ExportFormat
from analyzer.exports import exports
from analyzer.study_tables import TABLES
from analyzer.tables import Material, Table, Value
from recorder.errors import StoreError
from recorder.progress import Progress

_ROWS = 50_000  # of one group: tables of any length are written in bounded memory


def _arrow(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise StoreError(
            "Parquet needs the package pyarrow: pip install 'thinkaloud[parquet]'. "
            "CSV works without it."
        ) from error


def schema(table: Table) -> Any:
    """Give a table's Arrow schema; a field's metadata holds its unit and meaning."""
    arrow = _arrow("pyarrow")
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "real": arrow.float64(),
        "boolean": arrow.bool_(),
    }
    return arrow.schema(
        [
            arrow.field(
                one.name,
                kinds[one.kind],
                nullable=True,
                metadata={"unit": one.unit, "meaning": one.meaning, "missing": one.missing},
            )
            for one in table.columns
        ],
        metadata={"thinkaloud.table": table.meaning},
    )


def write_table(path: Path, table: Table, material: Material) -> None:
    """Write one file, group by group."""
    arrow, files = _arrow("pyarrow"), _arrow("pyarrow.parquet")
    form = schema(table)
    with files.ParquetWriter(path, form) as out:
        for rows in _groups(table.rows(material)):
            columns = [
                arrow.array([_typed(row[at], one.kind) for row in rows], form.field(at).type)
                for at, one in enumerate(table.columns)
            ]
            out.write_table(arrow.Table.from_arrays(columns, schema=form))


def _typed(value: Value, kind: str) -> Value:
    # A wall clock is a whole number in a column of reals.
    return float(value) if kind == "real" and isinstance(value, int) else value


def _groups(rows: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    while group := list(islice(rows, _ROWS)):
        yield group


def write(material: Material, folder: Path, progress: Progress) -> None:
    """Write all tables, their dictionary, and how to read them."""
    for done, table in enumerate(TABLES, 1):
        write_table(folder / f"{table.name}.parquet", table, material)
        progress(done, len(TABLES))
    write_dictionary(folder)
    write_readme("parquet", material.analysis, folder)


parquet = exports.register("parquet")(
    ExportFormat("Parquet", "The same tables with types, small and quick to read.", write)
)
