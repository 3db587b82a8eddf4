"""The data dictionary: every column of every table, from the columns themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.study_tables import TABLES
from analyzer.tables import Table

HEAD = ("table", "column", "type", "unit", "meaning", "missing_value")
NEVER = "never missing"


def entries(tables: Sequence[Table] = TABLES) -> Iterator[tuple[str, ...]]:
    """Yield a row for each column, as `HEAD` names its parts."""
    for table in tables:
        for one in table.columns:
            yield table.name, one.name, one.kind, one.unit, one.meaning, one.missing or NEVER


def as_markdown(tables: Sequence[Table] = TABLES) -> str:
    """Write the dictionary as Markdown, a section for each table."""
    parts = [
        "# Data dictionary",
        "Times are seconds, shares lie between 0 and 1, lengths are CSS px. A missing value is an "
        "empty cell (null in Parquet), never 0.",
    ]
    for table in tables:
        parts += [f"## {table.name}", table.meaning]
        lines = ["| column | type | unit | meaning | missing value |", "| --- " * 5 + "|"]
        for row in entries([table]):
            lines.append(
                "| " + " | ".join(_cell(text) for text in (f"`{row[1]}`", *row[2:])) + " |"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
