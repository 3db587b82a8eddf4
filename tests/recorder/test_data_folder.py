from pathlib import Path

import pytest
from click.testing import CliRunner

from recorder.data_folder import DATABASE, existing
from recorder.errors import StoreError
from recorder.store import Store
from web.cli import main

READING = [
    ["study", "list"],
    ["study", "show", "shop"],
    ["study", "export", "shop", "shop.zip"],
    ["invite", "shop"],
    ["erase", "shop", "P01", "--yes"],
    ["analyze", "shop"],
    ["explain", "0123456789abcdef"],
    ["heatmap", "shop", "--task", "buy", "--out", "map.png"],
    ["report", "shop", "--out", "report.html"],
    ["prototype", "http://127.0.0.1:9", "--study", "shop"],
]


@pytest.mark.parametrize("command", READING, ids=lambda command: " ".join(command[:2]))
def test_a_command_that_reads_makes_no_folder(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [*command, "--data", str(tmp_path / "tpyo")])
    assert done.exit_code == 1
    assert "tpyo is not there; look at --data" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_told_from_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="has no studies in it"):
        existing(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_is_found(tmp_path: Path) -> None:
    Store.open(tmp_path / "data").close()
    assert existing(tmp_path / "data") == tmp_path / "data"
    assert (tmp_path / "data" / DATABASE).is_file()
