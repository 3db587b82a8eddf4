from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import moment
from analyzer.moment import anchors_of, anchors_script, draw_moment, files_of
from analyzer.render import decode, differing_share
from fixtures import recorded_pages
from fixtures.studio import FINDER, open_studio
from fixtures.synthetic import definition, element
from recorder.errors import NotFoundError, PictureError
from recorder.store import Store
from tests.analyzer.test_screens import keep_files, sit, visit

browser = pytest.mark.browser


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    finder = tmp_path / "anchors.js"
    finder.write_text(FINDER)
    monkeypatch.setattr(moment, "ANCHORS", finder)
    with Store.open(tmp_path / "data") as opened:
        opened.add_study(definition())
        yield opened


@browser
def test_any_moment_is_drawn_whole_or_as_the_viewport_showed_it(store: Store) -> None:
    session = sit(store, visit().click(12, element("more")), {"shop": 1})
    keep_files(store)
    with open_studio() as studio:
        whole = studio(lambda painter: draw_moment(painter, store, session, 9.5))
        part = studio(lambda painter: draw_moment(painter, store, session, 9.5, whole=False))
        truth = studio(lambda painter: recorded_pages.true_picture(painter.browser, "shop"))
    assert (whole.screen, whole.t_s) == ("/shop", 9.5)
    assert differing_share(decode(truth), decode(whole.drawing.png)) < 0.005
    assert whole.drawing.boxes["#prices"][2] > 100
    assert part.drawing.height < whole.drawing.height == whole.drawing.page_size[1]
    top = decode(whole.drawing.png)[: part.drawing.height]
    assert decode(part.drawing.png).shape == top.shape
    assert part.drawing.is_cut
    assert not whole.drawing.is_cut


def test_before_the_first_page_there_is_nothing_to_draw(store: Store) -> None:
    session = sit(store, visit(), {"shop": 3})
    with pytest.raises(NotFoundError, match=r"from 3\.\d s"):
        draw_moment(None, store, session, 1.0)  # type: ignore[arg-type]  # it comes to no drawing


def test_a_session_without_dom_recording_says_so(store: Store) -> None:
    session = sit(store, visit())
    with pytest.raises(NotFoundError, match="No page of this session was recorded"):
        draw_moment(None, store, session, 9.0)  # type: ignore[arg-type]  # it comes to no drawing


def test_files_are_found_by_their_normal_address(store: Store) -> None:
    keep_files(store)
    files = files_of(store, store.study("shop").id or 0)
    found = files(recorded_pages.ORIGIN + "shop.css#x")
    assert found is not None
    assert found.content_type == "text/css"
    assert files("data:text/css,") is None


def test_elements_are_given_with_their_names() -> None:
    assert anchors_of({"#a": {"tag": "a"}}) == [{"id": "#a", "anchor": {"tag": "a"}}]


def test_a_tracker_that_is_not_built_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moment, "ANCHORS", tmp_path / "none.js")
    with pytest.raises(PictureError, match="not built"):
        anchors_script()
