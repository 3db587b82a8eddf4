from __future__ import annotations

import os
import signal
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import msgspec
import pytest

from fixtures import batches
from fixtures.replayed import keep
from recorder.definition import parse_study
from recorder.errors import StoreError
from recorder.store import Store
from tests.web.test_serving import first_port, wait_for
from web import security, sites
from web.ports import answers, free_port
from web.sites import Running, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(str(tmp_path), "127.0.0.1", free_port("127.0.0.1", first_port() + 600))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_site_that_died_is_started_again_and_ends_when_told(site: Site) -> None:
    running = Running(site)
    try:
        running.wait_until_ready()
        assert running.keep_alive()
        assert running.restarts == 0
        os.kill(running.pid, signal.SIGKILL)
        wait_for(lambda: running.keep_alive() and running.restarts == 1)
    finally:
        running.stop()
    wait_for(lambda: not answers(site.host, site.port))


def test_a_site_that_cannot_start_is_told_and_left_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "MAX_RESTARTS", 0)
    broken = Site(site.data, site.host, site.port, slug="none", source="/no/such/folder")
    running = Running(broken)
    try:
        with pytest.raises(StoreError, match=f"port {site.port}"):
            running.wait_until_ready()
        wait_for(lambda: not running.keep_alive())
    finally:
        running.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_live_views_go_on_after_a_crash_where_they_were(site: Site, tmp_path: Path) -> None:
    live = Site(site.data, site.host, site.port, web=8321)
    cookie = f"thinkaloud-8321=n.{security._signed(security.load_key(tmp_path), 'cookie', 'n')}"
    headers = {"Origin": f"http://{site.host}:8321", "Cookie": cookie}

    def rows(after: int, count: int) -> list[int]:
        """Read so many messages of a stream."""
        with closing(HTTPConnection(site.host, site.port, timeout=30)) as line:
            line.request("GET", f"/live/{session.id}?after={after}", headers=headers)
            answer = line.getresponse()
            assert answer.status == 200
            found: list[int] = []
            while len(found) < count:
                said = answer.readline().decode()
                found += [int(said.removeprefix("id: "))] if said.startswith("id: ") else []
            return found

    with Store.open(tmp_path) as store:
        study = store.add_study(parse_study(batches.STUDY, "checkout"))
        session = store.open_session(store.invite(study), "yes", 1)
        running = Running(live)
        try:
            running.wait_until_ready()
            keep(store, session, batches.batch(0), batches.batch(1))
            assert rows(0, 2) == [1, 2]
            os.kill(running.pid, signal.SIGKILL)
            keep(store, session, batches.batch(2))
            wait_for(lambda: running.keep_alive() and running.restarts == 1)
            running.wait_until_ready()
            assert rows(2, 1) == [3]
        finally:
            running.stop()


@pytest.mark.parametrize("web", [0, 8321])
def test_a_site_ends_without_a_word(
    site: Site, capfd: pytest.CaptureFixture[str], web: int
) -> None:
    running = Running(msgspec.structs.replace(site, web=web))
    running.wait_until_ready()
    running.stop()
    assert capfd.readouterr().err == ""  # one in eight live sites wrote a Rust backtrace
