from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recorder.models import Study
from recorder.store import Store
from web.app import create_app, data_folder


def test_the_data_folder_is_made(tmp_path: Path) -> None:
    create_app(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "key").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_on_the_machine_reads_the_data_folder(tmp_path: Path) -> None:
    create_app(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_data_folder_is_the_one_given_else_the_environments_else_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("THINKALOUD_DATA", raising=False)
    assert data_folder() == tmp_path / "thinkaloud-data"
    monkeypatch.setenv("THINKALOUD_DATA", str(tmp_path / "x"))
    assert data_folder() == tmp_path / "x"
    assert data_folder(tmp_path / "y") == tmp_path / "y"


def test_participants_and_trackers_need_no_key(
    stranger: FlaskClient, store: Store, study: Study
) -> None:
    person = store.invite(study)
    assert stranger.get("/collect/v1/time").status_code == 200
    assert stranger.get(f"/join/{person.join_token}").status_code in {200, 503}
    assert stranger.get("/join/unknown").status_code == 404


def test_the_collector_keeps_its_own_problems(stranger: FlaskClient) -> None:
    answer = stranger.post("/collect/v1/hello", data=b"{")
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "bad_json"


def test_two_apps_of_one_folder_share_what_is_stored(app: Flask, tmp_path: Path) -> None:
    other = create_app(tmp_path)
    assert other.secret_key == app.secret_key
