from __future__ import annotations

import sys

import pytest

from analyzer.terminal import counting


def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counting("sessions")(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    counting("sessions")(1, 2)
    counting("sessions")(2, 2)
    assert capsys.readouterr().err == "\rsessions: 1 of 2\rsessions: 2 of 2\n"
