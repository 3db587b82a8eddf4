import importlib
from pathlib import Path

import pytest

from analyzer.export_notes import PANDAS
from analyzer.exporting import export_to
from analyzer.exports import exports
from analyzer.study_tables import TABLES
from analyzer.tables import columns_of
from fixtures.exported import material
from recorder.errors import StoreError


def test_every_table_is_read_back_as_it_was_with_its_units(tmp_path: Path) -> None:
    files = pytest.importorskip("pyarrow.parquet")
    export_to(exports["parquet"], material(), tmp_path / "out")
    for table in TABLES:
        read = files.read_table(tmp_path / "out" / f"{table.name}.parquet")
        assert read.to_pydict() == columns_of(table, material())
        for column in table.columns:
            about = read.schema.field(column.name).metadata
            assert about[b"unit"].decode() == column.unit
            assert about[b"meaning"].decode() == column.meaning


def test_without_pyarrow_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    form = exports["parquet"]  # found before: the registry imports by the same function
    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(StoreError, match=r"pip install 'thinkaloud\[parquet\]'"):
        export_to(form, material(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_pandas_lines_of_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    export_to(exports["parquet"], material(), tmp_path / "out")
    monkeypatch.chdir(tmp_path / "out")
    exec(PANDAS["parquet"], {})
    assert "buy" in capsys.readouterr().out
