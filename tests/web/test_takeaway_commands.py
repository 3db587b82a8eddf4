from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analyzer.film import Film
from recorder.models import Session
from recorder.store import Store
from web import replay_video
from web.cli import main


def run(store: Store, session: str, out: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["replay", session, "--out", str(out), *words, "--data", str(store.data)]
    )


def test_a_task_is_written_as_one_file(store: Store, recorded: Session, tmp_path: Path) -> None:
    out = tmp_path / "task.html"
    answer = run(store, recorded.id, out, "--task", "task-2")
    assert answer.exit_code == 0, answer.output
    assert "Buy it, 8.0 s" in answer.output
    assert "plays in any browser" in answer.output
    assert "participant's data" in answer.output
    assert 'id="data-index"' in out.read_text(encoding="utf-8")


def test_a_moment_is_filmed(
    store: Store, recorded: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def film(_store: Any, _study: Any, _row: Any, part: Any, out: Path, **how: Any) -> Film:
        asked.append((part.from_t, part.until, how["skip_idle"]))
        how["progress"](1, 2)
        out.write_bytes(b"film")
        return Film((1280, 800), 48, 4.0, "libvpx-vp9", has_sound=False)

    monkeypatch.setattr(replay_video, "film", film)
    answer = run(
        store, recorded.id, tmp_path / "a.webm", "--t", "5", "--around", "2", "--skip-idle"
    )
    assert answer.exit_code == 0, answer.output
    assert asked == [(3_000, 7_000, True)]
    assert "1280 × 800 px, 4.0 s, libvpx-vp9, without sound" in answer.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--out", "a.gif"], ".html, .webm or .mp4"), (["--task", "x", "--t", "1"], "not both"),
        (["--number", "2"], "belongs to --task"), (["--skip-idle"], "for films"),
    ],
)  # fmt: skip
def test_misuse_is_told(
    store: Store, recorded: Session, tmp_path: Path, words: list[str], said: str
) -> None:
    answer = run(store, recorded.id, tmp_path / "a.html", *words)
    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.parametrize("words", [["--task", "nope"], ["--t", "9999"]])
def test_what_is_not_there_is_told_and_nothing_is_written(
    store: Store, recorded: Session, tmp_path: Path, words: list[str]
) -> None:
    answer = run(store, recorded.id, tmp_path / "a.html", *words)
    assert answer.exit_code == 1
    assert not (tmp_path / "a.html").exists()
    assert run(store, "nobody", tmp_path / "a.html").exit_code == 1
