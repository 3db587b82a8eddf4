import csv
from pathlib import Path

import pytest

from analyzer.export_notes import PANDAS
from analyzer.exporting import export_to
from analyzer.exports import exports
from analyzer.exports.csv import cell
from analyzer.study_tables import TABLES
from fixtures.exported import FORMULA, material


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export_to(exports["csv"], material(), tmp_path / "out")
    return tmp_path / "out"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_table_has_its_file_with_its_columns_and_as_many_rows(folder: Path) -> None:
    for table in TABLES:
        rows = _rows(folder / f"{table.name}.csv")
        assert len(rows) == len(list(table.rows(material())))
        assert list(rows[0]) == [column.name for column in table.columns]


def test_missing_is_empty_and_never_zero(folder: Path) -> None:
    attempt = _rows(folder / "attempts.csv")[0]
    assert attempt["touches_gap_s"] == ""
    assert attempt["hidden_s"] == "0.0"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    assert [cell(value) for value in (-1.5, 0, "a=b", True, None)] == [-1.5, 0, "a=b", "true", ""]


def test_no_cell_of_free_text_is_a_formula(folder: Path) -> None:
    labels = {row["label"] for row in _rows(folder / "events.csv")}
    assert f"'{FORMULA}" in labels
    assert _rows(folder / "notes.csv")[0]["text"] == "'@sum: lost"
    for path in folder.glob("*.csv"):
        for row in _rows(path):
            for name, value in row.items():
                is_number = value.removeprefix("-").replace(".", "", 1).replace("e-", "").isdigit()
                assert is_number or not value.startswith(("=", "+", "-", "@")), (path.name, name)


def test_the_dictionary_lies_beside_the_tables(folder: Path) -> None:
    described = {(row["table"], row["column"]) for row in _rows(folder / "data_dictionary.csv")}
    written = {
        (path.stem, name)
        for path in folder.glob("*.csv")
        if path.stem != "data_dictionary"
        for name in _rows(path)[0]
    }
    assert described == written
    assert (folder / "data_dictionary.md").is_file()


def test_the_pandas_lines_of_the_readme_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(folder)
    exec(PANDAS["csv"], {})
    assert "buy" in capsys.readouterr().out
