from pathlib import Path

import pytest

from analyzer.evtrack_file import anchor_of, told_session
from recorder.errors import ArchiveError
from recorder.protocol import ClickEvent, PageEvent, PointerEvent, VisibilityEvent

HEAD = "cursor timestamp xpos ypos event xpath attrs extras\n"
LOG = (
    HEAD
    + """\
0 1405503114382 0 0 load / {}
0 1405503114500 10 20 mousemove //*[@id="results"]/div[2] {"class":"a b"} {"middle":12.5}
0 1405503114600 12.5 24 mousemove /html/body/div {}
0 1405503115000 40 50 click //*[@id="results"]/div[2]/a[1] {"id":"first","class":"a b"} {"m":1}
0 1405503115200 0 0 scroll / {}
0 1405503116000 0 0 blur / {}
"""
)
INFO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE data [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<data>
 <url>http://shop.test/search?a=1&amp;b=2</url>
 <ua>Mozilla/5.0 (X11)</ua>
 <window>1366x632</window>
 <document>1349x2064</document>
</data>
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "20140716.csv"
    file.write_text(LOG)
    return file


def test_a_log_becomes_pages_clicks_and_the_pointers_path(log: Path) -> None:
    told = told_session([log])
    page, pointer, click, visibility = told.events["w0"]
    assert isinstance(page, PageEvent)
    assert isinstance(pointer, PointerEvent)
    assert (pointer.t, pointer.dt, pointer.x, pointer.y) == (118.0, [0, 100], [10, 12], [20, 24])
    assert isinstance(click, ClickEvent)
    assert (click.t, click.x, click.y, click.anchor.key) == (618.0, 40.0, 50.0, "#first")
    assert click.anchor.path == "#results > div:nth-of-type(2) > a:nth-of-type(1)"
    assert isinstance(visibility, VisibilityEvent)
    assert visibility.state == "blurred"


def test_what_says_too_little_is_counted_not_guessed(log: Path) -> None:
    assert told_session([log]).remarks == ["Not taken over, for want of what they mean: scroll 1."]


def test_the_information_file_gives_address_sizes_and_browser(log: Path) -> None:
    log.with_suffix(".xml").write_text(INFO)
    told = told_session([log.with_suffix(".xml"), log])
    page = told.events["w0"][0]
    assert isinstance(page, PageEvent)
    assert (page.url, page.screen) == ("http://shop.test/search?a=1&b=2", "/search")
    assert (page.width, page.height, page.page_height) == (1366.0, 632.0, 2064.0)
    assert (told.user_agent, told.width) == ("Mozilla/5.0 (X11)", 1366.0)


def test_several_logs_are_the_pages_of_one_session_in_the_order_of_time(log: Path) -> None:
    later = log.with_name("later.csv")
    later.write_text(HEAD + "0 1405503120000 5 5 click /html/body/a {}\n")
    told = told_session([later, log])
    assert [event.page for event in told.events["w0"]] == ["p1"] * 4 + ["p2"] * 2
    assert told.events["w0"][-1].t == 120_000 - 114_382
    assert told.source == "evtrack (20140716.csv, later.csv)"


BAD = {
    "another file": ("a,b,c\n1,2,3\n", "line 1: an evtrack log begins with"),
    "nothing": ("", "line 1"),
    "no events": (HEAD, "has no event"),
    "a short line": (HEAD + "0 1405503114382 0 0 load / {}\n0 12\n", "line 3: it has not"),
    "no number": (HEAD + "0 soon 0 0 load / {}\n", "line 2"),
    "no time": (HEAD + "0 -5 0 0 load / {}\n", "line 2: `-5` is no time"),
    "no place": (HEAD + "0 5 nan 0 click / {}\n", "line 2"),
    "a broken clock": (HEAD + "0 5 0 0 load / {}\n0 1405503114382 0 0 load / {}\n", "a week"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_log_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    text, said = BAD[name]
    file = tmp_path / "bad.csv"
    file.write_text(text)
    with pytest.raises(ArchiveError, match=said):
        told_session([file])


def test_a_log_that_is_no_text_and_a_missing_log_are_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(HEAD.encode() + b"\xff")
    with pytest.raises(ArchiveError, match="not UTF-8"):
        told_session([file])
    with pytest.raises(ArchiveError, match="No log was given"):
        told_session([])


def test_attributes_that_cannot_be_read_leave_the_path(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + '0 5 1 2 click /html/body/a[2] {"id": {broken\n')
    click = told_session([file]).events["w0"][1]
    assert isinstance(click, ClickEvent)
    assert (click.anchor.key, click.anchor.tag) == (None, "a")
    assert callable(anchor_of)
