from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from recorder.store import Store
from web import cli

CPU_BUDGET_S = 0.5


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(Path(cli.__file__).parent.parent)!r}); "
    code += "from web.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=60, check=False,
    )  # fmt: skip


def test_help_lists_every_command_within_half_a_second_of_cpu() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = run("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert answer.returncode == 0
    for name, (_, _, line) in cli.COMMANDS.items():
        assert name in answer.stdout
        assert line in answer.stdout
    assert spent < CPU_BUDGET_S


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_listed_command_exists_and_explains_itself(name: str) -> None:
    module, attribute, _ = cli.COMMANDS[name]
    command = cli.main.get_command(None, name)  # type: ignore[arg-type]  # it is not used
    assert command is not None, f"{module}.{attribute}"
    assert command.help


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("thinkaloud, version ")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "--port", "0"], ["serve", "--port", "x"], ["report"]]
)
def test_misuse_exits_with_2_and_no_traceback(arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_failure_exits_with_1_and_one_line(tmp_path: Path) -> None:
    answer = run("report", "none", "--out", "a.html", cwd=tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "--port", "x"], ["report", "none", "--out", "a.html"],
                  ["study", "show", "none"], ["compare", "none", "--by", "variant"]],
)  # fmt: skip
def test_misuse_and_failure_are_told_in_one_form(arguments: list[str], tmp_path: Path) -> None:
    answer = run(*arguments, cwd=tmp_path)
    assert answer.stderr.splitlines()[-1].startswith("Error: ")
    assert "thinkaloud: " not in answer.stderr


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = run("serve", "--data", str(tmp_path / "file" / "data"))
    assert answer.returncode in {1, 2}
    assert "Traceback" not in answer.stderr


def test_an_interrupted_command_says_so_in_a_line_and_keeps_the_last_result(
    tmp_path: Path,
) -> None:
    Store.open(tmp_path / "data").close()
    kept = tmp_path / "result.json"
    kept.write_text("the last result")
    code = (
        # Python leaves an interrupt alone where whoever started it ignored it.
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"sys.path.insert(0, {str(Path(cli.__file__).parent.parent)!r}); "
        "import analyzer.pipeline as pipeline; "
        "pipeline.analyze_study = lambda *args, **more: os.kill(os.getpid(), signal.SIGINT); "
        "from web.cli import main; main()"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, "analyze", "shop", "--json", str(kept), "--data",
         str(tmp_path / "data")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == cli.INTERRUPTED
    assert answer.stderr == "\nInterrupted; the last whole result stands.\n"
    assert kept.read_text() == "the last result"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "result.json"]
