from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from analyzer.captured import captured_pictures, lay_captured
from analyzer.render import Image, decode, encode_png
from fixtures import media as made
from fixtures.collecting import NOW
from fixtures.synthetic import definition
from recorder.definition import ScreenRules
from recorder.media import add_piece
from recorder.media_door import parse
from recorder.models import Screen, Session, Study
from recorder.store import Store

WIDTH, WINDOW, PAGE = 800, 100, 240


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "data") as opened:
        opened.add_study(definition())
        yield opened


@pytest.fixture
def study(store: Store) -> Study:
    return store.study("shop")


def sit(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), made.AGREED, NOW)


def page(seed: int) -> Image:
    coarse = np.random.default_rng(seed).integers(0, 255, (24, 80, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (WIDTH, PAGE), interpolation=cv2.INTER_CUBIC))


def capture(
    store: Store, session: Session, whole: Image, *places: int, seq: int = 0, **about: object
) -> None:
    for number, y in enumerate(places, start=seq):
        done, data = cv2.imencode(".webp", whole[y : y + WINDOW], [cv2.IMWRITE_WEBP_QUALITY, 90])
        assert done
        head = made.frame(
            number, scroll_y=y, width=WIDTH, height=WINDOW, page_width=WIDTH, page_height=PAGE,
            **about,
        )  # fmt: skip
        piece, _ = parse(made.body(head, b""))
        add_piece(store, session, piece, data.tobytes(), "image/webp", now_ms=NOW)


def drawn(store: Store, study: Study, height: int = PAGE, source: str = "rendered") -> Screen:
    blank = np.zeros((height, WIDTH, 3), dtype=np.uint8)
    return store.put_screen(
        Screen(
            study_id=study.id or 0, key="/", viewport_class="tablet", source=source,
            digest=store.blobs.put(encode_png(blank)), boxes='{"#a":[1,2,3,4]}', width=WIDTH,
            height=height, scale=1.0, session_id="s", t=7.0,
        )
    )  # fmt: skip


def test_the_view_that_shows_most_of_its_screen_is_stitched(store: Store, study: Study) -> None:
    capture(store, sit(store, study), page(1), 0)
    best = sit(store, study)
    capture(store, best, page(2), 0, 80, 140)
    (found,) = captured_pictures(store, study)
    assert (found.key, found.session, found.frames) == (("/", "tablet"), best.id, 3)
    assert found.page.coverage == 1.0
    assert np.abs(found.page.picture.astype(int) - page(2)).mean() < 4


def test_captured_pixels_lie_over_the_drawn_picture_and_keep_its_boxes(
    store: Store, study: Study
) -> None:
    before = drawn(store, study)
    capture(store, sit(store, study), page(1), 0, 60)
    assert lay_captured(store, study) == ()
    (screen,) = store.screens(study.id or 0)
    assert (screen.source, screen.boxes, screen.t) == ("captured", '{"#a":[1,2,3,4]}', 7.0)
    picture = decode(store.blobs.read(screen.digest))
    assert np.abs(picture[:160].astype(int) - page(1)[:160]).mean() < 4
    assert (picture[160:] == 0).all()  # what was not captured is as it was drawn
    assert not store.blobs.has(before.digest)


def test_without_a_drawn_picture_the_captured_one_stands_alone(store: Store, study: Study) -> None:
    session = sit(store, study)
    capture(store, session, page(1), 0)
    assert lay_captured(store, study) == ()
    (screen,) = store.screens(study.id or 0)
    assert (screen.source, screen.session_id) == ("captured", session.id)
    assert (screen.width, screen.height, screen.boxes) == (WIDTH, PAGE, "{}")


def test_a_picture_of_another_size_is_left_out_and_named(store: Store, study: Study) -> None:
    drawn(store, study, height=PAGE + 50)
    capture(store, sit(store, study), page(1), 0)
    (note,) = lay_captured(store, study)
    assert "/ (tablet): captured at 800 x 240 px, drawn at 800 x 290" in note
    assert store.screens(study.id or 0)[0].source == "rendered"


def test_a_picture_that_a_person_gave_stays(store: Store, study: Study) -> None:
    drawn(store, study, source="uploaded")
    capture(store, sit(store, study), page(1), 0)
    assert lay_captured(store, study) == ()
    assert store.screens(study.id or 0)[0].source == "uploaded"


def test_frames_that_do_not_fit_are_named(store: Store, study: Study) -> None:
    session = sit(store, study)
    capture(store, session, page(1), 0, 100)
    capture(store, session, page(2), 50, seq=2, cause="click")
    (note,) = lay_captured(store, study)
    assert note.startswith("/ (tablet): 1 of 3 captured frames do not fit")


def test_a_frame_that_is_gone_from_the_disk_does_not_stop_the_others(
    store: Store, study: Study
) -> None:
    session = sit(store, study)
    capture(store, session, page(1), 0, 100)
    from recorder.media import media

    store.blobs.remove(media(store, session.id, "frame")[0].digest)
    (found,) = captured_pictures(store, study)
    assert not found.page.seen[:100].any()
    assert found.page.seen[100:200].all()


def test_screens_that_count_as_one_are_one(store: Store, study: Study) -> None:
    capture(store, sit(store, study), page(1), 0, screen="/a")
    capture(store, sit(store, study), page(1), 0, screen="/b")
    assert len(list(captured_pictures(store, study))) == 2
    rules = ScreenRules(merge={"/b": "/a"})
    study = store.update_study(msgspec.structs.replace(store.definition(study), screens=rules))
    (one,) = captured_pictures(store, study)
    assert one.key == ("/a", "tablet")


def test_a_study_without_frames_has_no_captured_picture(store: Store, study: Study) -> None:
    sit(store, study)
    assert list(captured_pictures(store, study)) == []
    assert lay_captured(store, study) == ()
