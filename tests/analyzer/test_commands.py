import json
from pathlib import Path

import cv2
import msgspec
import pytest
from click.testing import CliRunner, Result

from analyzer import commands
from analyzer.results import StudyAnalysis
from fixtures.synthetic import BUTTON, NOTHING, Recording, keep
from recorder.errors import ThinkaloudError
from recorder.store import Store


def _run(command: str, *words: str) -> Result:
    return CliRunner().invoke(getattr(commands, command), list(words))


def _failure(command: str, *words: str) -> str:
    """Give the text of a failure: the command line prints it on one line and exits with 1."""
    result = _run(command, *words)
    assert isinstance(result.exception, ThinkaloudError)
    return str(result.exception)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    told = Recording("P01").page(0, "/").task(1, "buy").click(3, BUTTON, NOTHING)
    with Store.open(folder) as store:
        keep(store, told.task(12, "buy", "goal", "rule"))
    return folder


def _session(data: Path) -> str:
    with Store.open(data) as store:
        return store.sessions(store.study("shop"))[0].id


def test_analyze_prints_the_figures(data: Path) -> None:
    result = _run("analyze", "shop", "--data", str(data))
    assert result.exit_code == 0
    assert "The shop: 1 simulated participant, 1 session" in result.stdout
    assert "time on task  11.0 s, n = 1" in result.stdout


def test_analyze_writes_the_whole_value_and_the_same_bytes_again(
    data: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for file in (one, other):
        assert _run("analyze", "shop", "--data", str(data), "--json", str(file)).exit_code == 0
    assert one.read_bytes() == other.read_bytes()
    assert msgspec.json.decode(one.read_bytes(), type=StudyAnalysis).study == "shop"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "one.json", "other.json"]


def test_analyze_writes_to_the_terminal_too(data: Path) -> None:
    result = _run("analyze", "shop", "--data", str(data), "--json", "-")
    assert json.loads(result.stdout)["participants"] == 1


def test_the_data_folder_may_come_from_the_environment(data: Path) -> None:
    result = CliRunner(env={"THINKALOUD_DATA": str(data)}).invoke(commands.analyze, ["shop"])
    assert result.exit_code == 0


def test_an_unknown_study_is_named(data: Path) -> None:
    assert _failure("analyze", "shpo", "--data", str(data)) == (
        "There is no study `shpo`. Did you mean shop?"
    )


def test_a_file_that_cannot_be_written_is_named(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "no" / "such" / "folder.json"
    told = _failure("analyze", "shop", "--data", str(data), "--json", str(file))
    assert told == f"{file} cannot be written: No such file or directory."


def test_explain_tells_the_stages_of_a_session(data: Path) -> None:
    result = _run("explain", _session(data), "--data", str(data))
    assert result.exit_code == 0
    assert "segment: task events -> attempts" in result.stdout


def test_an_unknown_session_is_named(data: Path) -> None:
    told = _failure("explain", "nosuch", "--data", str(data))
    assert told == "There is no session `nosuch`."


def test_a_missing_word_is_misuse_and_exit_code_2() -> None:
    assert _run("analyze").exit_code == 2


def _examples(tmp_path: Path, lower: float) -> str:
    file = tmp_path / "examples.json"
    example = {
        "id": "five-of-five", "metric": "completion_ci_clopper_pearson", "source": "measuringu.com",
        "evidence": "seen", "kind": "published", "tolerance": 0.0001, "note": "",
        "inputs": {"successes": 5, "n": 5, "confidence": 0.95}, "expected": {"lower": lower},
    }  # fmt: skip
    file.write_text(json.dumps([example]))
    return str(file)


def test_verify_exits_with_0_only_if_all_agree(tmp_path: Path) -> None:
    assert _run("verify", _examples(tmp_path, 0.4782)).exit_code == 0
    result = _run("verify", _examples(tmp_path, 0.5))
    assert result.exit_code == 1
    assert "1 differ" in result.stdout


def test_verify_of_a_file_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    assert _run("verify", str(tmp_path / "none.json")).exit_code == 2


def test_heatmap_writes_a_picture_and_says_what_it_counts(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    result = _run(
        "heatmap", "shop", "--task", "buy", "--screen", "/", "--out", str(file), "--data", str(data)
    )
    assert result.exit_code == 0
    picture = cv2.imread(str(file))
    assert picture is not None
    assert picture.shape[1] > 150  # the click, 150 px from the left, lies on it
    assert "1 participant" in result.stdout


def test_a_heatmap_of_a_task_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    told = _failure("heatmap", "shop", "--task", "sell", "--out", str(file), "--data", str(data))
    assert told == "There is no task `sell`. There are: buy."
    assert not file.exists()


def test_a_heatmap_of_an_unknown_kind_is_named(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.png"
    words = ["shop", "--task", "buy", "--kind", "clack", "--out", str(file), "--data", str(data)]
    assert "There is no `clack`" in _failure("heatmap", *words)


def test_what_if_prints_a_table_and_json(data: Path) -> None:
    asked = ["shop", "--signal", "rage_click", "--threshold", "rage_clicks", "--data", str(data)]
    told = _run("what_if", *asked)
    assert "rage_click: rage_clicks (default 3)" in told.output
    assert "*        3         0" in told.output
    answer = json.loads(_run("what_if", *asked, "--json").output)
    assert answer["curves"][0]["points"][0]["value"] == 1.0
    assert "rage_click" in _failure("what_if", "shop", "--signal", "rge", "--data", str(data))


def test_another_interval_of_shares_can_be_had_for_once(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    words = ("shop", "--data", str(data), "--json", str(out))
    assert _run("analyze", *words, "--interval", "clopper-pearson").exit_code == 0
    task = msgspec.json.decode(out.read_bytes(), type=StudyAnalysis).tasks[0]
    assert task.completion.method == task.error_free.method == "Clopper-Pearson"
    assert _run("analyze", *words).exit_code == 0
    task = msgspec.json.decode(out.read_bytes(), type=StudyAnalysis).tasks[0]
    assert task.completion.method == "adjusted Wald"
    assert _run("analyze", *words, "--interval", "wald").exit_code == 2


def test_a_metric_that_is_not_there_fails_the_verification(tmp_path: Path) -> None:
    file = tmp_path / "examples.json"
    unknown = {"id": "x", "metric": "mind_reading", "inputs": {}, "expected": {"thought": 1}}
    file.write_text(json.dumps([unknown]))
    result = _run("verify", str(file))
    assert result.exit_code == 1
    assert "there is no metric `mind_reading`" in result.stdout
    assert "0 agree, 0 differ, 1 not there" in result.stdout
