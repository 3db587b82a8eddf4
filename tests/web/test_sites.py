from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from recorder.errors import StoreError
from tests.web.test_serving import first_port, wait_for
from web import sites
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
