from pathlib import Path

from analyzer.exporting import export_to
from analyzer.exports import exports
from fixtures.exported import material


def test_the_folder_holds_one_page(tmp_path: Path) -> None:
    (path,) = export_to(exports["cif"], material(), tmp_path / "out")
    assert path.name == "cif.html"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
