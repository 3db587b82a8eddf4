from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recorder.definition import parse_study
from recorder.errors import StoreError
from recorder.store import Store
from web import serving
from web.ports import answers, free_port
from web.sites import Site

ROOT = Path(__file__).parent.parent.parent
WAIT_S = 90.0


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=WAIT_S)


def line_with(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return found[1]
    assert process.stderr is not None
    raise AssertionError(f"no {pattern} before the end: {process.stderr.read()}")


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]  # a callable
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def first_port() -> int:
    # Tests run side by side: each looks from a place of its own.
    return 20_000 + os.getpid() % 20_000


def test_serve_prints_an_address_that_opens_and_ends_on_a_signal(tmp_path: Path) -> None:
    port = free_port("127.0.0.1", first_port())
    with command("serve", "--data", str(tmp_path), "--port", str(port)) as process:
        url = line_with(process, r"(http://127\.0\.0\.1:\d+/\?key=\S+)")
        assert get(url.partition("?")[0])[0] == 401
        note = json.loads((tmp_path / "server.json").read_text())
        assert note["url"] == f"http://127.0.0.1:{port}"
        assert note["pid"] == process.pid
        process.send_signal(signal.SIGINT)
        assert process.wait(WAIT_S) == 0
    assert not (tmp_path / "server.json").exists()
    wait_for(lambda: not answers("127.0.0.1", port))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_sites_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    port = free_port("127.0.0.1", first_port() + 200)
    with command("serve", "--data", str(tmp_path), "--port", str(port)) as process:
        line_with(process, r"(http://127\.0\.0\.1:\d+/\?key=\S+)")
        process.kill()
        wait_for(lambda: not answers("127.0.0.1", port))


def test_a_registered_prototype_is_served_beside_the_web_app(tmp_path: Path) -> None:
    data, shop = tmp_path / "data", tmp_path / "shop"
    shop.mkdir()
    (shop / "index.html").write_text("<!doctype html><html><head></head><body>Shop</body></html>")
    text = "title: A\ntasks: [{id: a, title: A, instructions: A}]"
    with Store.open(data) as store:
        store.add_study(parse_study(text, "shop"))
        store.set_prototype("shop", str(shop), "")
        port = free_port("127.0.0.1", first_port() + 400)
        with command("serve", "--data", str(data), "--port", str(port)) as process:
            url = line_with(process, r"Prototype\s+(http://\S+)")
            status, page = get(url)
            assert status == 200
            assert "Shop" in page
            assert "/_thinkaloud/tracker/thinkaloud.js" in page
            assert store.study("shop").prototype_url == url.rstrip("/")
            assert get(f"{url}_thinkaloud/collect/v1/time")[0] == 200


def test_a_running_server_takes_over_what_the_prototype_command_names(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("shop", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(f"<!doctype html><head></head>{name}")
    with Store.open(data) as store:
        store.add_study(
            parse_study("title: A\ntasks: [{id: a, title: A, instructions: A}]", "shop")
        )
    port = free_port("127.0.0.1", first_port() + 450)
    with command("serve", "--data", str(data), "--port", str(port)) as house:
        line_with(house, r"Researcher\s+(http://\S+)")
        for name in ("shop", "shop", "other"):
            folder = str(tmp_path / name)
            options = ("prototype", folder, "--study", "shop", "--data", str(data))
            with command(*options) as handing:
                said, error = handing.communicate(timeout=WAIT_S)
            assert handing.returncode == 0, error
            url = re.search(r"http://\S+", said)
            assert url is not None
            assert name in get(url[0])[1]
        with Store.open(data) as store:
            assert store.study("shop").prototype == str(tmp_path / "other")


def test_a_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with command("serve", "--data", str(tmp_path), "--port", port) as process:
            _, error = process.communicate(timeout=WAIT_S)
    assert process.returncode == 1
    assert f"Port {port}" in error
    assert "Traceback" not in error


class Alive:
    """Stands for the web app's process: these tests are of the house around it."""

    url = "http://127.0.0.1:1"

    def __init__(self, site: Site) -> None:
        self.site = site

    def wait_until_ready(self) -> None:
        pass

    def keep_alive(self) -> bool:
        return True

    def stop(self) -> None:
        pass


def test_a_busy_database_does_not_end_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "Running", Alive)
    said: list[str] = []
    house = serving.House(tmp_path, "127.0.0.1", 1, said.append)
    turns = iter(range(2))

    def busy() -> None:
        if next(turns, None) is None:
            house.stop()
        raise StoreError("The database cannot be used: locked. Try again.")

    monkeypatch.setattr(house, "look_after_prototypes", busy)
    house.run()
    assert len(said) == 1
    assert "locked" in said[0]


def test_the_note_of_a_second_serve_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "Running", Alive)
    note = tmp_path / "server.json"
    house = serving.House(tmp_path, "127.0.0.1", 1, lambda _: None)
    house.open()
    mine = json.loads(note.read_text())
    note.write_text(json.dumps({**mine, "pid": mine["pid"] + 1}))
    house.close()
    assert note.exists()
    note.write_text(json.dumps(mine))
    house.close()
    assert not note.exists()


def test_a_prototype_whose_address_could_not_be_noted_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "Running", Alive)
    with Store.open(tmp_path) as store:
        text = "title: A\ntasks: [{id: a, title: A, instructions: A}]"
        store.add_study(parse_study(text, "shop"))
        store.set_prototype("shop", str(tmp_path), "")
    said: list[str] = []
    house = serving.House(tmp_path, "127.0.0.1", 1, said.append)

    def busy(*_: object) -> None:
        raise StoreError("The database cannot be used: locked. Try again.")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "set_prototype", busy)
        with pytest.raises(StoreError):
            house.look_after_prototypes()
    house.look_after_prototypes()
    house.close()
    assert len(said) == 1
    with Store.open(tmp_path) as store:
        assert store.study("shop").prototype_url == Alive.url


def test_without_live_views_the_house_opens_and_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoLive(Alive):
        def wait_until_ready(self) -> None:
            if self.site.web:
                raise StoreError("The server on port 1001 did not start; see above.")

        def keep_alive(self) -> bool:
            return not self.site.web

    monkeypatch.setattr(serving, "Running", NoLive)
    said: list[str] = []
    house = serving.House(tmp_path, "127.0.0.1", 1, said.append)
    house.open()
    turns = iter(range(2))
    monkeypatch.setattr(
        house, "look_after_prototypes", lambda: next(turns, None) is None and house.stop()
    )
    house.run()
    house.close()
    assert ["no live views" in line or "Live views ended" in line for line in said] == [True, True]


@pytest.mark.parametrize("port", [8_000, 64_900])
def test_live_views_get_a_port_away_from_the_prototypes(tmp_path: Path, port: int) -> None:
    found = serving._live_port("127.0.0.1", port)
    assert abs(found - port) >= 900
    assert found < 65_536


def test_where_no_port_is_left_there_are_no_live_views(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_host: str, _first: int) -> int:
        raise StoreError("No port is free.")

    monkeypatch.setattr(serving, "free_port", none)
    assert serving._live_port("127.0.0.1", 8_000) == 0
