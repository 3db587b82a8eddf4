from pathlib import Path

import msgspec
from click.testing import CliRunner, Result

from analyzer.import_commands import study
from analyzer.load import load_session
from analyzer.pipeline import analyze_study
from fixtures.recorded import visit
from recorder.notes import notes
from recorder.store import Store

YAML = """
title: Lamps
slug: lamps
tasks:
  - {id: look, title: Look, instructions: Look around.}
  - {id: buy, title: Buy, instructions: Buy one., success: {url: /thanks}}
"""


def _run(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(study, [*words, "--data", str(tmp_path / "data")])


def _file(tmp_path: Path) -> str:
    file = tmp_path / "visit.json"
    file.write_bytes(msgspec.json.encode(visit()))
    return str(file)


def test_a_recording_without_a_study_makes_one(tmp_path: Path) -> None:
    result = _run(tmp_path, "import-rrweb", _file(tmp_path))
    assert result.exit_code == 0, result.output
    with Store.open(tmp_path / "data") as store:
        analysis = analyze_study(store, "visit")
        (attempt,) = analysis.tasks[0].attempts
        assert (attempt.outcome, attempt.wall_s) == ("pending", 12.0)
        (session,) = store.sessions(store.study("visit"))
        assert load_session(store, session).clicks.t_s.tolist() == [1.0, 5.0, 8.0]
        assert (session.state, session.tracker) == ("closed", "imported from rrweb (visit.json)")
        assert notes(store, session.id)[0].text.startswith("Imported from rrweb (visit.json).")


def test_a_recording_joins_a_study_under_a_code_and_a_task(tmp_path: Path) -> None:
    yaml = tmp_path / "lamps.yaml"
    yaml.write_text(YAML)
    _run(tmp_path, "new", str(yaml))
    words = ("import-rrweb", _file(tmp_path), "--study", "lamps", "--participant", "Q7")
    assert _run(tmp_path, *words, "--task", "look").exit_code == 0
    decided = _run(tmp_path, *words, "--task", "buy")
    assert decided.exit_code == 1
    assert "decided by a rule" in decided.output
    assert "no task `pay`" in _run(tmp_path, *words, "--task", "pay").output
    with Store.open(tmp_path / "data") as store:
        (session,) = store.sessions(store.study("lamps"))
        assert [one.task for one in store.attempts(session.id)] == ["look"]
        assert [person.code for person in store.participants(store.study("lamps"))] == ["Q7"]


def test_evtrack_logs_make_a_session(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "cursor timestamp xpos ypos event xpath attrs extras\n"
        "0 1405503114382 0 0 load / {}\n0 1405503115000 40 50 click /html/body/a {}\n"
    )
    result = _run(tmp_path, "import-evtrack", str(log))
    assert result.exit_code == 0, result.output
    with Store.open(tmp_path / "data") as store:
        (session,) = store.sessions(store.study("log"))
        assert load_session(store, session).clicks.t_s.tolist() == [0.618]


def test_a_bad_file_leaves_nothing_behind_and_says_why_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text("[1]")
    result = _run(tmp_path, "import-rrweb", str(file))
    assert result.exit_code == 1
    assert "bad.json, event 0" in result.output
    assert not (tmp_path / "data").exists()


def test_the_commands_stand_beside_those_for_archives() -> None:
    assert {"export", "import", "import-rrweb", "import-evtrack"} <= set(study.commands)
