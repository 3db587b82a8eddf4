from __future__ import annotations

import socket
from pathlib import Path

import pytest

from recorder.errors import NotFoundError, StoreError, StudyError
from web.prototype_site import checked_source, is_served_alone, serve


def test_a_folder_is_kept_as_a_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop").mkdir()
    monkeypatch.chdir(tmp_path)
    assert checked_source("shop") == str(tmp_path / "shop")


def test_an_address_is_kept_as_it_is() -> None:
    assert checked_source("http://localhost:3000/") == "http://localhost:3000"


@pytest.mark.parametrize(
    "source", ["ftp://example", "http://", "http://[x", "http://x:port", "http://localhost:3000/a"]
)
def test_an_address_that_cannot_be_passed_through_is_told_at_once(source: str) -> None:
    with pytest.raises(StudyError, match="give "):
        checked_source(source)


@pytest.mark.parametrize("source", ["", "/no/such/folder", "javascript:alert(1)"])
def test_what_is_neither_is_refused(source: str) -> None:
    with pytest.raises(NotFoundError, match="give a folder or an http address"):
        checked_source(source)


def test_a_wrong_study_is_told_before_anything_is_served(tmp_path: Path) -> None:
    said: list[str] = []
    with pytest.raises((NotFoundError, StoreError), match="none"):
        serve(tmp_path, "none", str(tmp_path), host="127.0.0.1", port=None, say=said.append)
    assert not said


def test_a_prototype_is_served_alone_while_its_command_runs(tmp_path: Path) -> None:
    assert not is_served_alone(tmp_path, "shop")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        note = tmp_path / "prototype-shop.url"
        note.write_text(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert is_served_alone(tmp_path, "shop")
        assert not is_served_alone(tmp_path, "other")
    assert not is_served_alone(tmp_path, "shop")  # the note of a command that was killed
