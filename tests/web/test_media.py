from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures import media as made
from recorder.media import add_piece
from recorder.media_door import parse
from recorder.models import Session
from recorder.store import Store
from tests.web.conftest import NOW_MS
from web.media import audio_pieces

BYTES = made.SOUND + made.block(b"two")


@pytest.fixture
def heard(store: Store, session: Session) -> Session:
    """A session with a run of two pieces, and another whose beginning was lost."""
    pieces = [
        (made.audio(0), made.SOUND), (made.audio(1), made.block(b"two")),
        (made.audio(4, run="r2", part=1), made.CLUSTER),
    ]  # fmt: skip
    for head, data in pieces:
        piece, _ = parse(made.body(head, data))
        add_piece(store, session, piece, data, "audio/webm", now_ms=NOW_MS)
    return session


@pytest.fixture
def url(app: Flask, store: Store, heard: Session) -> str:
    with app.test_request_context():
        (piece,) = audio_pieces(store, "lamp-shop", heard.id)
    assert (piece["first_t"], piece["last_t"]) == (1_000, 5_000)
    return piece["url"]


def test_a_run_is_one_file_of_sound_and_never_a_page(researcher: FlaskClient, url: str) -> None:
    answer = researcher.get(url)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/webm", BYTES)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("asked", "status", "data"),
    [
        ("bytes=0-3", 206, BYTES[:4]),
        ("bytes=5-", 206, BYTES[5:]),
        ("bytes=-4", 206, BYTES[-4:]),
        ("bytes=9999-", 416, None),
    ],
)
def test_a_part_of_it_can_be_asked_for(
    researcher: FlaskClient, url: str, asked: str, status: int, data: bytes | None
) -> None:
    answer = researcher.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if data is not None:
        assert answer.data == data
        assert answer.headers["Content-Range"].endswith(f"/{len(BYTES)}")


def test_the_viewer_is_told_where_the_sound_is(
    researcher: FlaskClient, heard: Session, url: str
) -> None:
    place = f"/studies/lamp-shop/sessions/{heard.id}/replay/audio.json"
    told = [{"url": url, "first_t": 1_000, "last_t": 5_000}]
    assert researcher.get(place).json == told


def test_only_the_researcher_hears_it(app: Flask, url: str) -> None:
    assert app.test_client().get(url).status_code == 401


def test_sound_that_is_not_there_is_a_404(researcher: FlaskClient, heard: Session) -> None:
    base = f"/studies/lamp-shop/sessions/{heard.id}/audio"
    assert researcher.get(f"{base}/none").status_code == 404
    assert researcher.get(f"{base}/m1-r2").status_code == 404  # its beginning was lost
    assert researcher.get("/studies/lamp-shop/sessions/none/audio/m1-r1").status_code == 404


def test_the_pages_may_play_sound_of_their_own(researcher: FlaskClient) -> None:
    assert "media-src 'self'" in researcher.get("/").headers["Content-Security-Policy"]
