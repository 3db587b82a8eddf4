from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.picture_commands import picture, screen
from fixtures.synthetic import Recording, definition
from recorder.errors import NotFoundError, RefusedError
from recorder.store import Store
from tests.analyzer.test_screens import keep_files, sit, visit
from tests.analyzer.test_uploads import png

browser = pytest.mark.browser


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with Store.open(folder) as store:
        store.add_study(definition())
        sit(store, Recording("P01").page(0, "/shop", width=1280).click(3))
    return folder


def run(*arguments: object) -> Result:
    command = screen if arguments[0] == "screen" else picture
    return CliRunner().invoke(command, [str(one) for one in arguments[1:]])


def uploaded(data: Path) -> list[str]:
    with Store.open(data) as store:
        return [one.source for one in store.screens(store.study("shop").id or 0)]


def test_a_picture_is_bound_to_a_screen_and_taken_away(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "shop.png"
    file.write_bytes(png(2560, 900))
    told = run("picture", "shop", file, "--screen", "/shop", "--data", data)
    assert told.output == "/shop (desktop): 1280 x 450 px at scale 2\n"
    assert uploaded(data) == ["uploaded"]
    told = run("picture", "shop", "--remove", "--screen", "/shop", "--data", data)
    assert "drawn from the recording" in told.output
    assert uploaded(data) == []


def test_a_file_or_removing_one_of_both(data: Path) -> None:
    told = run("picture", "shop", "--screen", "/shop", "--data", data)
    assert told.exit_code == 2
    assert "either a FILE or --remove" in told.output


def test_what_is_no_picture_is_refused(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no picture")
    told = run("picture", "shop", file, "--screen", "/shop", "--data", data)
    assert isinstance(told.exception, RefusedError)


def test_a_wrong_session_is_told_before_a_browser_starts(data: Path, tmp_path: Path) -> None:
    told = run("screen", "nobody", "--t", 1, "--out", tmp_path / "a.png", "--data", data)
    assert isinstance(told.exception, NotFoundError)


@browser
def test_a_moment_is_written_with_the_boxes_beside_it(data: Path, tmp_path: Path) -> None:
    with Store.open(data) as store:
        session = sit(store, visit("P02"), {"shop": 1})
        keep_files(store)
    out, boxes = tmp_path / "a.png", tmp_path / "a.json"
    told = run("screen", session, "--t", 9.5, "--out", out, "--boxes", boxes, "--data", data)
    assert told.output.startswith("/shop at 9.5 s: 1000 x "), told.output
    assert out.read_bytes()[:4] == b"\x89PNG"
    beside = json.loads(boxes.read_text())
    assert "#prices" in beside["boxes"]
    assert beside["page_size"] == [beside["width"], beside["height"]]
