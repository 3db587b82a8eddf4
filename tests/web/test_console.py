from __future__ import annotations

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from web.console import INTERRUPTED

ROOT = Path(__file__).parent.parent.parent
# Runs the console script as its wrapper does, and stops where a module is about to be imported.
SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # as it is where nobody ignored it
sys.path.insert(0, {root!r})

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            print("importing", flush=True)
            while True:
                signal.pause()

sys.meta_path.insert(0, Stop())
from web.console import main
sys.exit(main())
"""


def test_the_installed_command_begins_here() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"thinkaloud": "web.console:main"}


@pytest.mark.parametrize("module", ["web.cli", "click", "recorder.errors", "recorder.commands"])
def test_an_interrupt_while_modules_are_imported_ends_in_a_line(module: str) -> None:
    code = SCRIPT.format(root=str(ROOT), module=module)
    with subprocess.Popen(
        [sys.executable, "-c", code, "invite", "none"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        try:
            out, error = process.communicate(timeout=60)
        finally:
            process.kill()  # nothing is left behind where it did not end
    assert (process.returncode, out) == (INTERRUPTED, "")
    assert error == "\nInterrupted; the last whole result stands.\n"


def test_the_command_is_run_as_it_is() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from web.console import main; main()"
    told = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout.startswith("thinkaloud, version ")
