from __future__ import annotations

import sys
from pathlib import Path

import pytest

from web import doctor


def by_name(data: Path) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.examine(data)}


def test_every_need_is_checked_and_nothing_is_made(tmp_path: Path) -> None:
    found = by_name(tmp_path / "data")
    assert set(found) == {"Python", "Tracker", "Chromium", "Films", "Data folder", "Port", "Fonts"}
    assert found["Python"].state == "good"
    assert found["Data folder"].state == "good"
    assert not (tmp_path / "data").exists()


def test_a_missing_browser_limits_but_does_not_forbid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THINKALOUD_CHROMIUM", str(tmp_path / "none"))
    finding = by_name(tmp_path)["Chromium"]
    assert finding.state == "limited"
    assert finding.text


def test_a_folder_that_cannot_be_written_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)  # root may write everywhere
    finding = by_name(tmp_path)["Data folder"]
    assert finding.state == "bad"
    assert "--data" in finding.text


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_FREE_BYTES", 10**18)
    assert by_name(tmp_path)["Data folder"].state == "limited"


def test_a_tracker_that_was_not_built_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "TRACKER", tmp_path)
    assert by_name(tmp_path)["Tracker"].state == "bad"


def test_films_are_limited_without_pyav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    finding = by_name(tmp_path)["Films"]
    assert finding.state == "limited"
    assert "thinkaloud[video]" in finding.text


def test_films_name_how_they_are_coded(tmp_path: Path) -> None:
    pytest.importorskip("av")
    finding = by_name(tmp_path)["Films"]
    assert finding.state == "good"
    assert "webm by libvpx" in finding.text
    assert "mp4 by " in finding.text
