import re
from pathlib import Path

import pytest

from analyzer import notebook
from analyzer.load import open_study
from analyzer.study_tables import TABLES
from fixtures.synthetic import BUTTON, NOTHING, Recording, keep
from recorder.errors import ThinkaloudError
from recorder.store import Store

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    told = [
        Recording(f"P0{n}").page(0).task(1, "buy").click(2 + n, BUTTON, NOTHING)
        .task(9 + n, "buy", "goal", "rule")
        for n in (1, 2)
    ]  # fmt: skip
    folder = tmp_path / "thinkaloud-data"
    with Store.open(folder) as store:
        keep(store, *told)
    return folder


def test_the_tables_are_data_frames_where_pandas_is_installed(data: Path) -> None:
    pandas = pytest.importorskip("pandas")
    tables = open_study(data, "shop").tables()
    assert list(tables) == [table.name for table in TABLES]
    attempts = tables["attempts"]
    assert isinstance(attempts, pandas.DataFrame)
    assert attempts["wall_s"].tolist() == [9.0, 10.0]
    assert attempts["touches_gap_s"].isna().all()


def test_without_pandas_they_are_columns(data: Path) -> None:
    tables = notebook.tables(data, "shop", as_pandas=False)
    assert tables["attempts"]["wall_s"] == [9.0, 10.0]
    assert tables["attempts"]["touches_gap_s"] == [None, None]
    assert tables["notes"]["text"] == []


def test_an_open_store_serves_too(data: Path) -> None:
    with Store.open(data) as store:
        study = open_study(store, "shop")
        assert len(study.sessions) == 2
        assert len(study.tables()["sessions"]["session"]) == 2


def test_a_folder_that_is_no_data_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThinkaloudError):
        open_study(tmp_path / "nothing", "shop")


def test_the_code_in_the_documentation_runs(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(data.parent)
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "notebook.md").read_text(), re.DOTALL)
    assert len(blocks) >= 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "notebook.md", "exec"), names)
    assert "buy" in capsys.readouterr().out
