from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from recorder.errors import StoreError
from recorder.models import Session, Study
from tests.web.conftest import csrf_of
from web.security import load_key

PAGES = [
    "/",
    "/studies/new",
    "/studies/lamp-shop",
    "/studies/lamp-shop/report",
    "/studies/lamp-shop/report.json",
    "/studies/lamp-shop/report.html",
    "/studies/lamp-shop/report/progress",
    "/studies/lamp-shop/pictures/r/heat-1.png",
    "/palette.json",
]


@pytest.mark.parametrize("path", PAGES)
def test_without_the_key_every_page_asks_for_it(
    stranger: FlaskClient, study: Study, path: str
) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "Your key, please" in answer.text
    assert study.title not in answer.text


def test_a_session_page_asks_for_the_key(stranger: FlaskClient, session: Session) -> None:
    assert stranger.get(f"/studies/lamp-shop/sessions/{session.id}").status_code == 401


def test_the_key_in_the_address_opens_the_page_and_leaves_the_address(
    stranger: FlaskClient, tmp_path: Path
) -> None:
    answer = stranger.get(f"/studies/new?a=1&key={load_key(tmp_path)}")
    assert answer.status_code == 303
    assert answer.location == "/studies/new?a=1"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert load_key(tmp_path) not in cookie
    assert stranger.get("/studies/new").status_code == 200


@pytest.mark.parametrize("key", ["", "wrong", "schlüssel", "x" * 10_000])
def test_a_wrong_key_is_refused(stranger: FlaskClient, key: str) -> None:
    assert stranger.get("/", query_string={"key": key}).status_code == 403
    assert stranger.post("/login", data={"key": key}).status_code == 403
    assert stranger.get("/").status_code == 401


def test_the_login_form_opens_the_page_that_was_asked_for(
    stranger: FlaskClient, tmp_path: Path
) -> None:
    form = {"key": load_key(tmp_path) + " ", "next": "/studies/new"}
    assert stranger.post("/login", data=form).location == "/studies/new"


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example"]
)
def test_the_login_form_never_leads_to_another_host(
    stranger: FlaskClient, tmp_path: Path, target: str
) -> None:
    answer = stranger.post("/login", data={"key": load_key(tmp_path), "next": target})
    assert answer.location in {"/", "/evil.example"}


@pytest.mark.parametrize("cookie", ["", "a", "a.b", ".", "ä.ö", "a." + "0" * 64])
def test_a_forged_cookie_is_worth_nothing(stranger: FlaskClient, cookie: str) -> None:
    stranger.set_cookie("thinkaloud-80", cookie)
    assert stranger.get("/").status_code == 401


def test_a_form_without_its_token_is_refused(researcher: FlaskClient, study: Study) -> None:
    answer = researcher.post(f"/studies/{study.slug}/invitations")
    assert answer.status_code == 403
    assert "The form has expired" in answer.text


def test_the_token_of_another_browser_is_refused(
    researcher: FlaskClient, study: Study, tmp_path: Path
) -> None:
    token = csrf_of(researcher, "/studies/new")
    other = researcher.application.test_client()
    other.get(f"/?key={load_key(tmp_path)}")
    answer = other.post(f"/studies/{study.slug}/invitations", data={"csrf": token})
    assert answer.status_code == 403


def test_another_sites_page_may_link_here_and_nothing_else(
    researcher: FlaskClient, study: Study
) -> None:
    token = csrf_of(researcher, "/studies/new")
    foreign = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}
    assert researcher.get("/palette.json", headers=foreign).status_code == 403
    form = {"csrf": token}
    post = researcher.post(f"/studies/{study.slug}/invitations", data=form, headers=foreign)
    assert post.status_code == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert researcher.get("/", headers=link).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost", "[::1]:8321", "192.168.1.7:80"])
def test_addresses_of_this_machine_are_answered(stranger: FlaskClient, host: str) -> None:
    assert stranger.get("/", headers={"Host": host}).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "x" * 300])
def test_a_rebound_name_is_refused(researcher: FlaskClient, host: str) -> None:
    answer = researcher.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "THINKALOUD_HOSTS" in answer.text


def test_every_page_forbids_framing_foreign_scripts_and_sniffing(researcher: FlaskClient) -> None:
    headers = researcher.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert len(key) >= 43
    assert load_key(tmp_path) == key
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"short\n", b"\xff" * 43])
def test_a_file_that_holds_no_key_opens_nothing(tmp_path: Path, content: bytes) -> None:
    # As a full disk leaves it: an empty key would let in whoever gives none.
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(StoreError, match="holds no key"):
        load_key(tmp_path)


def test_programs_that_start_at_once_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_key(tmp_path), range(8)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
