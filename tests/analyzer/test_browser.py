from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import browser
from recorder.errors import PictureError


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser; the folder is its PATH."""
    monkeypatch.delenv("THINKALOUD_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser.sys, "platform", "linux")
    return tmp_path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def test_without_any_browser_the_remedy_is_told(bare: Path) -> None:
    with pytest.raises(PictureError, match="apt-get install chromium"):
        browser.find_chromium()


def test_a_browser_on_the_path_is_found(bare: Path) -> None:
    chrome = program(bare / "google-chrome")
    assert browser.find_chromium() == chrome


def test_playwrights_own_browser_comes_first(bare: Path, tmp_path: Path) -> None:
    program(bare / "chromium")
    own = program(tmp_path / "ms-playwright" / "chrome")
    assert browser.find_chromium(str(own)) == own


def test_a_browser_of_playwright_that_was_never_installed_is_passed_over(bare: Path) -> None:
    chromium = program(bare / "chromium")
    assert browser.find_chromium(str(bare / "not" / "there")) == chromium


def test_the_named_browser_comes_before_all(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "chromium")
    named = program(bare / "my-browser")
    monkeypatch.setenv("THINKALOUD_CHROMIUM", str(named))
    assert browser.find_chromium() == named


def test_a_named_browser_that_is_not_there_is_told(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bare / "chromium")
    monkeypatch.setenv("THINKALOUD_CHROMIUM", str(bare / "gone"))
    with pytest.raises(PictureError, match="gone"):
        browser.find_chromium()


def test_an_app_of_macos_is_found(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.sys, "platform", "darwin")
    monkeypatch.setattr(browser.Path, "home", lambda: bare)
    app = program(bare / "Applications" / browser.MAC_APPS[1])
    assert browser.find_chromium() == app


@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_only_root_runs_without_a_sandbox(
    monkeypatch: pytest.MonkeyPatch, user: int, expected: bool
) -> None:
    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    assert ("--no-sandbox" in browser.launch_arguments()) is expected


def test_the_network_is_closed() -> None:
    assert set(browser.CLOSED) <= set(browser.launch_arguments())
