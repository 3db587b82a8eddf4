"""Tidy tables as CSV: UTF-8 with a header, empty where there is no value."""

from __future__ import annotations

import csv as stdlib_csv
from collections.abc import Iterable
from pathlib import Path

from analyzer import data_dictionary
from analyzer.export_notes import write_dictionary, write_readme
from analyzer.exporting import ExportFormat
from analyzer.exports import exports
from analyzer.study_tables import TABLES
from analyzer.tables import Material, Value
from recorder.progress import Progress
from recorder.spreadsheet import text_cell


def cell(value: Value) -> str | int | float:
    """Write a value as it stands in a cell.

    Parameters
    ----------
    value
        Text that would be a formula gets a `'` before it; what is missing is empty.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text_cell(value)
    return value


def write_table(path: Path, head: Iterable[str], rows: Iterable[Iterable[Value]]) -> None:
    """Write one file."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = stdlib_csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([cell(value) for value in row] for row in rows)


def write(material: Material, folder: Path, progress: Progress) -> None:
    """Write all tables, their dictionary, and how to read them."""
    for done, table in enumerate(TABLES, 1):
        head = [column.name for column in table.columns]
        write_table(folder / f"{table.name}.csv", head, table.rows(material))
        progress(done, len(TABLES))
    entries = data_dictionary.entries()
    write_table(folder / "data_dictionary.csv", data_dictionary.HEAD, entries)
    write_dictionary(folder)
    write_readme("csv", material.analysis, folder)


csv = exports.register("csv")(
    ExportFormat(
        "CSV", "Tidy tables for spreadsheets, R and pandas, with a data dictionary.", write
    )
)
