import pytest

from analyzer.data_dictionary import HEAD, as_markdown, entries
from analyzer.study_tables import TABLES
from analyzer.tables import Table


def test_every_column_is_described_and_no_other() -> None:
    described = [(row[0], row[1]) for row in entries()]
    assert described == [(table.name, column.name) for table in TABLES for column in table.columns]
    assert len(set(described)) == len(described)


def test_a_description_says_what_it_means_and_what_an_empty_cell_means() -> None:
    for row in entries():
        entry = dict(zip(HEAD, row, strict=True))
        assert entry["type"] in {"text", "integer", "real", "boolean"}
        assert entry["meaning"]
        assert entry["missing_value"] == "never missing" or entry["missing_value"].startswith(
            "empty:"
        )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_markdown_has_a_section_for_each_table(table: Table) -> None:
    text = as_markdown().split(f"## {table.name}\n")[1].split("\n## ")[0]
    assert text.count("\n| `") == len(table.columns)
