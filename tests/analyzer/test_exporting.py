from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.exporting import ExportFormat, Progress, export_to
from analyzer.tables import Material
from fixtures.exported import material
from recorder.errors import StoreError


def _form(second: Callable[[], str]) -> ExportFormat:
    def write(_: Material, folder: Path, progress: Progress) -> None:
        (folder / "a.txt").write_text("new")
        (folder / "b.txt").write_text(second())
        progress(1, 1)

    return ExportFormat("T", "Test.", write)


def test_files_are_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    told: list[tuple[int, int]] = []
    paths = export_to(_form(lambda: "b"), material(), out, lambda *at: told.append(at))
    assert [path.name for path in paths] == ["a.txt", "b.txt"]
    assert sorted(path.name for path in out.iterdir()) == ["a.txt", "b.txt"]
    assert told == [(1, 1)]


def test_interrupted_the_files_of_before_stand_and_no_half_one(tmp_path: Path) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        export_to(_form(interrupt), material(), tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_interrupted_a_new_folder_is_not_left_behind(tmp_path: Path) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_to(_form(interrupt), material(), tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file.* cannot be written"):
        export_to(_form(lambda: "b"), material(), tmp_path / "file" / "out")
