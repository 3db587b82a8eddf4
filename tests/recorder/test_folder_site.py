from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from recorder.errors import NotFoundError, StudyError
from recorder.models import Study
from recorder.prototype import create_prototype_app
from recorder.script_tag import TAG
from recorder.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "lamps").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "empty").mkdir()
    (tmp_path / "secret.html").write_text("secret")
    (folder / "index.html").write_text("<!doctype html><html><head><title>Shop</title>")
    (folder / "lamps" / "index.html").write_text("<head></head>lamps")
    (folder / "about.html").write_text("<head></head>about")
    (folder / "latin.html").write_bytes(b"<head><meta charset=latin-1></head>\xe4")
    (folder / "style.css").write_text("a{}")
    (folder / "app.js").write_text("1")
    (folder / "photo one.png").write_bytes(PNG)
    (folder / "film.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(range(200)))
    (folder / "font.woff2").write_bytes(b"wOF2 font")
    (folder / ".env").write_text("secret")
    (folder / ".git" / "config").write_text("secret")
    (folder / "out").symlink_to(tmp_path / "secret.html")
    (folder / "leak.html").symlink_to(tmp_path / "secret.html")
    return folder


class Reader(FlaskClient):
    """Reads each answer to its end and closes it, as a server does."""

    def open(self, *args: Any, **more: Any) -> Any:
        return super().open(*args, buffered=True, **more)


@pytest.fixture
def client(store: Store, study: Study, folder: Path) -> FlaskClient:
    app = create_prototype_app(store.data, "checkout", str(folder))
    app.test_client_class = Reader
    return app.test_client()


def archived(client: FlaskClient, store: Store) -> dict[str, str]:
    archivist: Any = client.application.extensions["thinkaloud_archivist"]
    archivist.wait()
    study = store.study("checkout")
    return {asset.url: asset.content_type for asset in store.assets(study.id or 0)}


@pytest.mark.parametrize("path", ["/", "/index.html", "/lamps/", "/about", "/about.html"])
def test_a_page_has_the_tracker_first_in_its_head(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert f"<head>{TAG}" in answer.text
    assert answer.text.count(TAG) == 1


def test_a_page_fetched_by_a_script_is_left_alone(client: FlaskClient) -> None:
    assert TAG not in client.get("/", headers={"Sec-Fetch-Dest": "empty"}).text


def test_the_documents_own_charset_is_kept(client: FlaskClient) -> None:
    answer = client.get("/latin.html")
    assert answer.content_type == "text/html"
    assert answer.data.endswith(b"\xe4")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/style.css", "text/css; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/photo%20one.png", "image/png"),
        ("/font.woff2", "font/woff2"),
        ("/film.mp4", "video/mp4"),
    ],
)
def test_a_file_has_its_type(client: FlaskClient, path: str, kind: str) -> None:
    assert client.get(path).content_type == kind


@pytest.mark.parametrize("path", ["/", "/style.css"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_part_of_a_film_is_given(client: FlaskClient) -> None:
    answer = client.get("/film.mp4", headers={"Range": "bytes=12-21"})
    assert (answer.status_code, answer.data) == (206, bytes(range(10)))
    assert client.get("/film.mp4", headers={"Range": "bytes=9999-"}).status_code == 416


@pytest.mark.parametrize(
    "path",
    ["/.env", "/.git/config", "/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html",
     "/out", "/leak", "/leak.html", "/lamps/../../secret.html", "/empty/", "/none", "/a%00b",
     "/" + "a" * 5_000, "/..\\secret.html", "/C:/x"],
)  # fmt: skip
def test_nothing_outside_or_hidden_is_given(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert TAG in answer.text


def test_the_prototypes_own_404_page_is_shown(client: FlaskClient, folder: Path) -> None:
    (folder / "404.html").write_text("<head></head>our own")
    answer = client.get("/none")
    assert (answer.status_code, "our own" in answer.text) == (404, True)


def test_a_folder_is_asked_for_with_a_slash(client: FlaskClient) -> None:
    answer = client.get("/lamps?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/lamps/?a=1")


def test_only_reading_is_possible(client: FlaskClient) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_assets_are_archived_on_the_way_under_the_pages_address(
    client: FlaskClient, store: Store
) -> None:
    for path in ("/", "/style.css?v=2", "/photo%20one.png", "/app.js", "/film.mp4", "/none.png"):
        client.get(path)
    assert archived(client, store) == {
        "http://localhost/style.css?v=2": "text/css",
        "http://localhost/photo%20one.png": "image/png",
        "http://localhost/film.mp4": "video/mp4",
    }


def test_a_changed_asset_is_archived_again(client: FlaskClient, store: Store, folder: Path) -> None:
    client.get("/style.css")
    archived(client, store)
    (folder / "style.css").write_text("b{color:red}")
    client.get("/style.css")
    archived(client, store)
    assert len(store.assets(store.study("checkout").id or 0)) == 2


def test_a_folder_that_is_not_there_is_named(store: Store, study: Study, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no folder"):
        create_prototype_app(store.data, "checkout", str(tmp_path / "none"))


def test_a_data_folder_within_the_prototype_is_never_served(store: Store, study: Study) -> None:
    # `thinkaloud prototype .` beside `thinkaloud-data`: the key and all recordings lie there.
    root = store.data.parent
    (root / "index.html").write_text("<head></head>")
    (store.data / "key").write_text("secret")
    app = create_prototype_app(store.data, "checkout", str(root))
    app.test_client_class = Reader
    client = app.test_client()
    assert client.get("/").status_code == 200
    for path in ("key", "thinkaloud.db", "x/../key"):
        assert client.get(f"/{store.data.name}/{path}").status_code == 404


def test_the_data_folder_is_no_prototype(store: Store, study: Study) -> None:
    with pytest.raises(StudyError, match="data folder"):
        create_prototype_app(store.data, "checkout", str(store.data))
