from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from recorder.models import Session
from recorder.store import Store
from web import commands, serving, showing


def test_report_writes_one_file_that_needs_no_server(
    store: Store, recorded: Session, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    answer = CliRunner().invoke(
        commands.report, ["lamp-shop", "--out", str(out), "--data", str(store.data)]
    )
    assert answer.exit_code == 0, answer.output
    assert "opens in any browser" in answer.output
    assert "Lamp shop, first round" in out.read_text(encoding="utf-8")


def test_doctor_says_what_is_missing_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import doctor

    monkeypatch.setattr(doctor, "TRACKER", tmp_path)
    answer = CliRunner().invoke(commands.doctor, ["--data", str(tmp_path)])
    assert answer.exit_code == 1
    assert "MISSING  Tracker" in answer.output


@pytest.mark.parametrize("flag", [[], ["--no-browser"]])
def test_demo_prepares_serves_and_opens_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: list[str]
) -> None:
    opened: list[str] = []

    class House:
        url = "http://127.0.0.1:1"

    monkeypatch.setattr(showing, "prepare", lambda *_: "sample")
    monkeypatch.setattr(showing, "tell_when_ready", lambda *_: None)
    monkeypatch.setattr(showing.webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "serve", lambda *arguments: arguments[-1](House()))
    answer = CliRunner().invoke(commands.demo, ["--data", str(tmp_path), *flag])
    assert answer.exit_code == 0, answer.output
    assert "http://127.0.0.1:1/?key=" in answer.output
    assert len(opened) == (not flag)
    assert all("/studies/sample/report?key=" in url for url in opened)
