from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from fixtures.batches import click
from fixtures.replayed import event_batch, keep, page_event
from recorder.errors import PictureError, RefusedError
from recorder.models import Session, Study
from recorder.store import Store
from web import replay_data, replay_part, replay_video
from web.replay_data import Index


@pytest.fixture
def index(store: Store, study: Study, session: Session) -> Index:
    pages = [page_event(0), page_event(100, "p2", width=391, height=845)]
    keep(store, session, event_batch(0, [*pages, click(1_000), click(21_000), click(30_000)]))
    return replay_data.index(store, study, session)


def test_a_film_shows_every_twelfth_of_a_second(index: Index) -> None:
    times = replay_video.moments(index, skip_idle=False)
    assert len(times) == 30 * 12
    assert times[12] == pytest.approx(1_000)


def test_rests_are_left_out_but_for_their_ends(index: Index) -> None:
    times = replay_video.moments(index, skip_idle=True)
    assert len(times) < 30 * 12 / 3
    assert not [t for t in times if 2_100 < t < 20_300]
    assert [t for t in times if 20_400 <= t <= 21_000]
    assert replay_video.idle([], 4_000) == []
    assert replay_video.idle([], 6_000) == [(0, 6_000)]


def test_a_film_has_the_size_of_the_largest_viewport(index: Index) -> None:
    assert replay_video.viewport(index) == (800, 600)
    small = msgspec.structs.replace(index, pages=index.pages[1:])
    assert replay_video.viewport(small) == (390, 844)
    assert replay_video.viewport(msgspec.structs.replace(index, pages=[])) == (1280, 800)


def test_what_is_too_long_or_cannot_be_drawn_is_refused_and_leaves_nothing(
    store: Store, session: Session, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, part, out = store.study("lamp-shop"), replay_part.whole(index), tmp_path / "film.webm"
    monkeypatch.setattr(replay_video, "MAX_FILM_S", 10.0)
    with pytest.raises(RefusedError, match="Film a task"):
        replay_video.film(store, study, session, part, out)
    monkeypatch.setattr(replay_video.film_sound, "is_available", lambda: False)
    with pytest.raises(PictureError, match=r"thinkaloud\[video\]"):
        replay_video.film(store, study, session, part, out)
    assert not out.exists()
