import gzip
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from recorder.errors import StudyError
from recorder.models import Study
from recorder.prototype import create_prototype_app
from recorder.script_tag import TAG
from recorder.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PAGE = "<!doctype html><html><head><title>Ä</title></head>"


def site() -> Flask:
    """A small site as frameworks make them."""
    app = Flask("upstream")

    @app.get("/")
    def home() -> Response:
        answer = Response(PAGE, content_type="text/html; charset=utf-8")
        answer.headers.extend(
            [("Set-Cookie", "a=1; Domain=shop.example; Path=/; Secure; SameSite=None"),
             ("Set-Cookie", "b=2; HttpOnly"), ("Content-Security-Policy", "script-src 'self'"),
             ("Strict-Transport-Security", "max-age=9"), ("ETag", '"x"')]
        )  # fmt: skip
        return answer

    @app.get("/zipped")
    def zipped() -> Response:
        body = gzip.compress(PAGE.encode())
        kind = request.args.get("kind", "text/html")
        return Response(body, headers={"Content-Encoding": "gzip"}, content_type=kind)

    @app.get("/latin")
    def latin() -> Response:
        return Response(b"<head></head>\xe4", content_type="text/html; charset=iso-8859-1")

    @app.get("/go")
    def go() -> Response:
        return Response(status=302, headers={"Location": request.args["to"]})

    @app.get("/a.png")
    def png() -> Response:
        return Response(PNG, content_type="image/png")

    @app.get("/style.css")
    def css() -> Response:
        packed = gzip.compress(b"a{}")
        return Response(packed, headers={"Content-Encoding": "gzip"}, content_type="text/css")

    @app.get("/save")
    def save() -> Response:
        headers = {"Content-Disposition": "attachment; filename=x.html"}
        return Response(PAGE, headers=headers, content_type="text/html")

    @app.route("/echo/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
    def echo(rest: str) -> dict[str, Any]:
        return {
            "method": request.method,
            "path": request.environ["REQUEST_URI"],
            "headers": dict(request.headers),
            "body": request.get_data(as_text=True),
            "rest": rest,
        }

    return app


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(store: Store, study: Study, upstream: str) -> FlaskClient:
    app = create_prototype_app(store.data, "checkout", upstream)
    return app.test_client(use_cookies=False)


def test_a_page_passes_with_the_tracker_in_it(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.text == PAGE.replace("<head>", f"<head>{TAG}")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "ETag" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == "script-src 'self'"


def test_cookies_become_ours(client: FlaskClient) -> None:
    assert client.get("/").headers.getlist("Set-Cookie") == ["a=1; Path=/", "b=2; HttpOnly"]


def test_no_cookie_of_one_visitor_is_sent_for_another(client: FlaskClient) -> None:
    client.get("/")
    assert "Cookie" not in client.get("/echo/x").get_json()["headers"]
    mine = client.get("/echo/x", headers={"Cookie": "c=3"}).get_json()["headers"]
    assert mine["Cookie"] == "c=3"


def test_the_researchers_cookie_does_not_reach_the_site(client: FlaskClient) -> None:
    sent = {"Cookie": "thinkaloud-8321=secret; c=3; thinkaloud-notice=x"}
    assert client.get("/echo/x", headers=sent).get_json()["headers"]["Cookie"] == "c=3"
    alone = {"Cookie": "thinkaloud-8321=secret"}
    assert "secret" not in str(client.get("/echo/x", headers=alone).get_json())


@pytest.mark.parametrize("accepted", ["gzip, br", "br", ""])
def test_a_packed_page_is_unpacked_for_the_tag(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/zipped", headers={"Accept-Encoding": accepted})
    assert TAG in answer.text
    assert "Content-Encoding" not in answer.headers


def test_a_packed_file_passes_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/zipped?kind=text/javascript")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == PAGE.encode()


def test_a_charset_is_kept(client: FlaskClient) -> None:
    answer = client.get("/latin")
    assert answer.content_type == "text/html; charset=iso-8859-1"
    assert answer.data.endswith(b"\xe4")


def test_a_fragment_and_a_download_are_left_alone(client: FlaskClient) -> None:
    assert TAG not in client.get("/", headers={"Sec-Fetch-Dest": "empty"}).text
    assert TAG not in client.get("/save").text


def test_a_redirect_stays_with_us(client: FlaskClient, upstream: str) -> None:
    host = upstream.removeprefix("http:")
    for to, ours in (
        (f"{upstream}/basket?a=1", "/basket?a=1"),
        (upstream, "/"),
        (f"{host}/basket", "/basket"),
        ("/basket", "/basket"),
        ("https://other.example/x", "https://other.example/x"),
        (upstream.replace("127.0.0.1", "127.0.0.2"), upstream.replace("127.0.0.1", "127.0.0.2")),
    ):
        answer = client.get("/go", query_string={"to": to})
        assert (answer.status_code, answer.headers["Location"]) == (302, ours)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_method_path_query_and_body_pass(client: FlaskClient, method: str) -> None:
    data = None if method == "GET" else "käse=1"
    told = client.open("/echo/a%20b/c?x=1&y=%2F", method=method, data=data).get_json()
    assert told["method"] == method
    assert told["path"] == "/echo/a%20b/c?x=1&y=%2F"
    assert told["body"] == (data or "")


def test_the_site_sees_its_own_name(client: FlaskClient, upstream: str) -> None:
    sent = {"Origin": "http://localhost", "Referer": "http://localhost/shop", "X-Own": "1",
            "Connection": "keep-alive, X-Hop", "X-Hop": "1", "User-Agent": "Browser"}  # fmt: skip
    seen = client.get("/echo/x", headers=sent).get_json()["headers"]
    assert seen["Host"] == upstream.removeprefix("http://")
    assert (seen["Origin"], seen["Referer"]) == (upstream, f"{upstream}/shop")
    assert (seen["X-Own"], seen["User-Agent"]) == ("1", "Browser")
    assert "X-Hop" not in seen
    assert not [name for name in seen if name.lower().startswith("x-forwarded")]


def test_assets_are_archived_on_the_way(client: FlaskClient, store: Store) -> None:
    for path in ("/a.png", "/style.css", "/zipped", "/none.png"):
        _ = client.get(path, headers={"Accept-Encoding": "gzip"}).data
    archivist: Any = client.application.extensions["thinkaloud_archivist"]
    archivist.wait()
    study_id = store.study("checkout").id or 0
    kept = {asset.url: store.blobs.read(asset.digest) for asset in store.assets(study_id)}
    assert kept == {"http://localhost/a.png": PNG, "http://localhost/style.css": b"a{}"}


def test_a_status_passes(client: FlaskClient) -> None:
    assert client.get("/none").status_code == 404
    assert client.delete("/").status_code == 405


def test_a_site_that_is_not_there_is_said_so(store: Store, study: Study) -> None:
    client = create_prototype_app(store.data, "checkout", "http://127.0.0.1:9").test_client()
    answer = client.get("/")
    assert (answer.status_code, "Is it running?" in answer.text) == (502, True)


@pytest.mark.parametrize("url", ["ftp://x", "http://", "http://x/app", "http://x?a=1"])
def test_what_is_no_site_is_named(store: Store, study: Study, url: str) -> None:
    with pytest.raises(StudyError):
        create_prototype_app(store.data, "checkout", url)
