import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recorder.tracker_files import chunks, offline_viewer, tracker_files, viewer_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "thinkaloud.js").write_text("core")
    (tmp_path / "capture-A1b2C3d4.js").write_text("capture")
    (tmp_path / "secret.txt").write_text("no")
    names = {"core": "thinkaloud.js", "capture": "capture-A1b2C3d4.js", "source": "abc"}
    (tmp_path / "manifest.json").write_text(json.dumps(names))
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(tracker_files(folder))
    return app.test_client()


def test_the_core_is_asked_for_again_and_answered_by_its_tag(client: FlaskClient) -> None:
    answer = client.get("/tracker/thinkaloud.js")
    assert (answer.data, answer.mimetype) == (b"core", "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/tracker/thinkaloud.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_chunk_is_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get("/tracker/capture-A1b2C3d4.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_any_page_may_import_a_chunk(client: FlaskClient) -> None:
    for path in ("/tracker/thinkaloud.js", "/tracker/none.js"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "name", ["none.js", "secret.txt", "manifest.json", "../x.js", "%2e%2e%2fx.js", ".js", "a\0.js"]
)
def test_nothing_else_is_given_out(client: FlaskClient, name: str) -> None:
    assert client.get(f"/tracker/{name}").status_code == 404


def test_chunks_are_named_by_the_manifest(folder: Path) -> None:
    assert chunks(folder) == {"capture": "capture-A1b2C3d4.js"}
    assert chunks(folder / "none") == {}
    (folder / "manifest.json").write_text("{")
    assert chunks(folder) == {}


def test_the_viewer_is_named_by_the_manifest(folder: Path) -> None:
    assert viewer_file(folder) == ""
    (folder / "manifest.json").write_text('{"viewer": "viewer-A1b2C3d4.js"}')
    assert viewer_file(folder) == "viewer-A1b2C3d4.js"
    assert viewer_file(folder / "none") == ""


def test_the_viewer_of_one_file_is_given_as_text(folder: Path) -> None:
    assert offline_viewer(folder) == ""
    (folder / "manifest.json").write_text(json.dumps({"offline": "offline-A1b2C3d4.js"}))
    (folder / "offline-A1b2C3d4.js").write_text("viewer")
    assert offline_viewer(folder) == "viewer"
    assert offline_viewer(folder / "none") == ""
