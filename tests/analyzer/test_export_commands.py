import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.export_commands import export
from analyzer.exports import exports
from fixtures.synthetic import BUTTON, NOTHING, Recording, keep
from recorder.errors import ThinkaloudError
from recorder.store import Store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    told = Recording("P01").page(0, "/").task(1, "buy").click(3, BUTTON, NOTHING)
    with Store.open(tmp_path / "data") as store:
        keep(store, told.task(12, "buy", "goal", "rule"))
    return tmp_path / "data"


def _run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(export, [*words, "--data", str(data)])


@pytest.mark.parametrize("name", exports.names())
def test_every_format_is_written_and_its_files_are_named(
    data: Path, tmp_path: Path, name: str
) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    out = tmp_path / name
    result = _run(data, "shop", "--format", name, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert all(str(path) in result.stdout for path in out.iterdir())
    assert list(out.iterdir())


def test_an_export_of_the_same_study_has_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for place in ("one", "other"):
        _run(data, "shop", "--out", str(tmp_path / place))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_the_json_is_what_analyze_writes(data: Path, tmp_path: Path) -> None:
    from analyzer.commands import analyze

    _run(data, "shop", "--format", "json", "--out", str(tmp_path / "out"))
    told = CliRunner().invoke(analyze, ["shop", "--json", "-", "--data", str(data)])
    assert json.loads((tmp_path / "out" / "analysis.json").read_text()) == json.loads(told.stdout)


def test_an_unknown_format_and_an_unknown_study_are_named(data: Path, tmp_path: Path) -> None:
    for words, said in ((["shop", "--format", "cvs"], "csv"), (["shpo"], "Did you mean shop")):
        result = _run(data, *words, "--out", str(tmp_path / "out"))
        assert isinstance(result.exception, ThinkaloudError)
        assert said in str(result.exception)
    assert not (tmp_path / "out").exists()
