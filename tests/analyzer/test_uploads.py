from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest

from analyzer.heatmap import draw
from analyzer.load import load_study
from analyzer.pipeline import analyze
from analyzer.placement import BY_POSITION
from analyzer.render import decode
from analyzer.screens import draw_screens
from analyzer.uploads import remove_picture, scale_for, upload_picture
from fixtures.synthetic import Recording, definition
from recorder.errors import NotFoundError, PictureError, RefusedError
from recorder.models import Screen
from recorder.store import Store
from tests.analyzer.test_screens import sit
from tests.recorder.test_picture_size import bomb


def png(width: int, height: int, kind: str = ".png") -> bytes:
    picture = np.full((height, width, 3), 200, np.uint8)
    picture[: height // 2] = (10, 120, 250)
    return cv2.imencode(kind, picture)[1].tobytes()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        opened.add_study(definition())
        sit(opened, Recording("P01").page(0, "/shop", width=1280).click(3, xy=(150, 120)))
        yield opened


def screens(store: Store) -> list[Screen]:
    return store.screens(store.study("shop").id or 0)


@pytest.mark.parametrize("kind", [".png", ".jpg", ".webp"])
def test_a_picture_is_bound_to_a_screen_at_the_participants_width(store: Store, kind: str) -> None:
    screen = upload_picture(store, "shop", "/shop", "desktop", png(2560, 1800, kind))
    assert (screen.source, screen.scale) == ("uploaded", 2.0)
    assert (screen.width, screen.height) == (1280, 900)
    assert decode(store.blobs.read(screen.digest)).shape == (1800, 2560, 3)


def test_a_scale_that_is_given_holds(store: Store) -> None:
    screen = upload_picture(store, "shop", "/shop", "desktop", png(1000, 500), scale=0.5)
    assert (screen.width, screen.height, screen.scale) == (2000, 1000, 0.5)


@pytest.mark.parametrize("scale", [0.0, -1.0, 9.0, float("nan"), float("inf")])
def test_a_scale_that_cannot_be_is_refused(store: Store, scale: float) -> None:
    with pytest.raises(RefusedError, match="scale"):
        upload_picture(store, "shop", "/shop", "desktop", png(10, 10), scale=scale)


def test_heat_is_placed_by_page_coordinates_on_an_uploaded_picture(store: Store) -> None:
    upload_picture(store, "shop", "/shop", "desktop", png(1280, 900))
    study = load_study(store, "shop")
    heat = draw("click", study, analyze(study), store, screen="/shop")
    assert (heat.width, heat.height, heat.legend.points) == (1280, 900, 1)
    row, column = np.unravel_index(int(heat.values.argmax()), heat.values.shape)
    assert abs(column * 4 - 150) <= 8
    assert abs(row * 4 - 120) <= 8
    assert BY_POSITION == 1


def test_a_drawing_leaves_an_uploaded_picture_and_fills_its_place_when_it_is_removed(
    store: Store,
) -> None:
    given = upload_picture(store, "shop", "/shop", "desktop", png(1280, 900))
    assert draw_screens(store, "shop").kept == 1
    assert screens(store)[0].digest == given.digest
    remove_picture(store, "shop", "/shop", "desktop")
    assert screens(store) == []
    assert not store.blobs.has(given.digest)
    # Its page was not recorded here; a recorded one is drawn, see test_screens.
    assert draw_screens(store, "shop").failed == ("/shop (desktop): its page was not recorded.",)


def test_only_an_uploaded_picture_can_be_removed(store: Store) -> None:
    with pytest.raises(NotFoundError, match="No picture was uploaded"):
        remove_picture(store, "shop", "/shop", "desktop")


def test_a_screen_that_nobody_saw_is_told_with_those_that_were(store: Store) -> None:
    with pytest.raises(NotFoundError, match=r"There are: /shop \(desktop\)"):
        upload_picture(store, "shop", "/shop", "phone", png(10, 10))


def test_a_bomb_is_refused_before_a_pixel_is_unpacked(store: Store) -> None:
    tracemalloc.start()
    with pytest.raises(RefusedError, match="megapixels"):
        upload_picture(store, "shop", "/shop", "desktop", bomb(40_000, 40_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30e6
    assert screens(store) == []


def test_a_picture_that_breaks_off_is_refused(store: Store) -> None:
    with pytest.raises((PictureError, RefusedError)):
        upload_picture(store, "shop", "/shop", "desktop", png(100, 100, ".webp")[:40])


def test_what_shows_through_shows_white(store: Store) -> None:
    clear = np.zeros((20, 20, 4), np.uint8)
    clear[10:] = (0, 0, 255, 255)
    data = cv2.imencode(".png", clear)[1].tobytes()
    screen = upload_picture(store, "shop", "/shop", "desktop", data, scale=1)
    picture = decode(store.blobs.read(screen.digest))
    assert picture[0, 0].tolist() == [255, 255, 255]
    assert picture[15, 5].tolist() == [0, 0, 255]


def test_a_merged_screen_takes_a_picture_under_its_new_name(store: Store) -> None:
    study = definition()
    rules = msgspec.structs.replace(study.screens, merge={"/shop": "/all"})
    store.update_study(msgspec.structs.replace(study, screens=rules))
    assert upload_picture(store, "shop", "/all", "desktop", png(640, 10)).key == "/all"


def test_the_scale_is_a_usual_one_if_one_is_near() -> None:
    assert scale_for(2560, 1280) == 2
    assert scale_for(2530, 1280) == 2  # without the scrollbar
    assert scale_for(1000, 1280) == pytest.approx(1000 / 1280)
    assert scale_for(1000, float("nan")) == scale_for(1000, 0) == 1
