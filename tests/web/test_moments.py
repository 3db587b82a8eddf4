from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from analyzer.moment import Moment
from analyzer.painter import Drawing
from recorder.errors import NotFoundError, PictureError
from recorder.models import Session
from web import moments


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, bool]]:
    """What was drawn, by a painter without a browser."""
    told: list[tuple[float, bool]] = []

    @contextlib.contextmanager
    def painter() -> Iterator[None]:
        yield

    def draw(_painter: None, _store: object, _id: str, t_s: float, *, whole: bool) -> Moment:
        told.append((t_s, whole))
        if t_s > 100:
            raise PictureError("Chromium could not draw the page.")
        if t_s < 1:
            raise NotFoundError("Nothing had been recorded by 0.5 s.")
        boxes = {"#buy": (1.0, 2.0, 3.0, 4.0)}
        drawing = Drawing(b"PNG", 100, 50, 1.0, boxes, {}, ("http://a/b.css",), (100, 50))
        return Moment(drawing, "/lamps", "http://127.0.0.1/lamps", t_s)

    monkeypatch.setattr(moments, "open_painter", painter)
    monkeypatch.setattr(moments, "draw_moment", draw)
    monkeypatch.setattr(moments, "_drawn", type(moments._drawn)())
    return told


def at(session: Session, query: str, kind: str = "") -> str:
    return f"/studies/lamp-shop/sessions/{session.id}/picture{kind}?{query}"


def test_a_moment_is_drawn_once_and_given_with_its_boxes(
    researcher: FlaskClient, recorded: Session, drawn: list[tuple[float, bool]]
) -> None:
    answer = researcher.get(at(recorded, "t=5"))
    assert (answer.data, answer.mimetype) == (b"PNG", "image/png")
    beside = researcher.get(at(recorded, "t=5", ".json")).get_json()
    assert beside["boxes"] == {"#buy": [1, 2, 3, 4]}
    assert beside["missing"] == ["http://a/b.css"]
    assert beside["screen"] == "/lamps"
    assert drawn == [(5.0, True)]
    researcher.get(at(recorded, "t=5&part=viewport"))
    assert drawn == [(5.0, True), (5.0, False)]


def test_only_so_many_pictures_are_kept(
    researcher: FlaskClient, recorded: Session, drawn: list[tuple[float, bool]]
) -> None:
    for t_s in range(1, moments.KEPT + 4):
        researcher.get(at(recorded, f"t={t_s}"))
    assert len(moments._drawn) == moments.KEPT
    researcher.get(at(recorded, "t=1"))
    assert drawn.count((1.0, True)) == 2


@pytest.mark.parametrize("query", ["", "t=x", "t=-1", "t=nan", "t=1e12"])
@pytest.mark.usefixtures("drawn")
def test_what_is_no_moment_is_refused(
    researcher: FlaskClient, recorded: Session, query: str
) -> None:
    assert researcher.get(at(recorded, query)).status_code == 400


@pytest.mark.usefixtures("drawn")
def test_why_there_is_no_picture_is_told(researcher: FlaskClient, recorded: Session) -> None:
    missing = researcher.get(at(recorded, "t=0.5"))
    assert missing.status_code == 404
    assert "Nothing had been recorded" in missing.text
    failed = researcher.get(at(recorded, "t=200"))
    assert failed.status_code == 400
    assert "could not draw" in failed.text


@pytest.mark.usefixtures("drawn")
def test_a_stranger_gets_no_picture(stranger: FlaskClient, recorded: Session) -> None:
    assert stranger.get(at(recorded, "t=5")).status_code == 401
