from __future__ import annotations

import io
import threading
from types import SimpleNamespace

import pytest

from recorder import progress
from recorder.progress import patience, silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    screen = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))
    return screen


def test_a_bar_grows_to_the_end_of_its_line(terminal: Terminal) -> None:
    told = progress.counting("sessions")
    told(1, 4)
    told(4, 4)
    first, last = terminal.getvalue().split("\r\x1b[K")[1:]
    assert first == "sessions [#####...............] 1 of 4"
    assert last == "sessions [####################] 4 of 4\n"


def test_nothing_to_do_is_done_at_once(terminal: Terminal) -> None:
    progress.counting("sessions")(0, 0)
    assert "0 of 0\n" in terminal.getvalue()


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    progress.counting("sessions")(1, 2)
    with patience("reading"):
        pass
    assert capsys.readouterr().err == ""


def test_who_tells_nobody_tells_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    silent(1, 2)
    assert capsys.readouterr() == ("", "")


def test_what_takes_long_is_said_and_wiped_away(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "QUIET_S", 1.5)
    patched = SimpleNamespace(Event=Impatient, Thread=threading.Thread)
    monkeypatch.setattr(progress, "threading", patched)
    with patience("reading session.json"):
        pass
    assert terminal.getvalue().startswith("\r\x1b[Kreading session.json: 0 s")
    assert terminal.getvalue().endswith("\r\x1b[K")


class Impatient:
    """An event that is waited for twice in vain, and for no time."""

    def __init__(self) -> None:
        self.left = 2

    def wait(self, seconds: float) -> bool:
        assert seconds > 0
        self.left -= 1
        return self.left < 0

    def set(self) -> None:
        pass
