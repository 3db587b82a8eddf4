from __future__ import annotations

import cv2
import numpy as np
import pytest

from analyzer.load import load_study
from analyzer.pipeline import analyze
from recorder.models import Screen, Session, Study
from recorder.store import Store
from web.gallery import FIRST, _most_telling_first, gallery
from web.pictures import ScreenView


@pytest.fixture
def screen(store: Store, study: Study, recorded: Session) -> Screen:
    png = cv2.imencode(".png", np.full((1000, 640, 3), 240, np.uint8))[1].tobytes()
    return store.put_screen(
        Screen(
            study_id=study.id or 0, key="/lamps", viewport_class="desktop", source="uploaded",
            digest=store.blobs.put(png), boxes='{"#buy": [10, 20, 30, 40]}', width=1280,
            height=2000, scale=0.5, session_id=recorded.id, t=9_000.0,
        )
    )  # fmt: skip


def test_each_task_shows_the_screens_it_led_over_and_no_other(
    store: Store, study: Study, screen: Screen
) -> None:
    events = load_study(store, study.slug)
    told: list[tuple[str, int, int]] = []
    pictures, files = gallery(
        store, study, events, analyze(events), lambda *step: told.append(step)
    )
    assert pictures["task-1"] == ()  # nobody tried it
    (view,) = pictures["task-2"]
    assert (view.key, view.width, view.height) == ("/lamps", 1280, 2000)
    assert view.boxes == {"#buy": (10.0, 20.0, 30.0, 40.0)}
    assert [layer.kind for layer in view.layers][: len(FIRST)] == sorted(FIRST)
    assert view.layers[0].counts.startswith("1 click by 1 of 1 participant")
    assert {view.src, *(layer.src for layer in view.layers)} == set(files)
    assert told[-1][1] == told[-1][2]


def test_without_pictures_there_is_no_gallery(
    store: Store, study: Study, recorded: Session
) -> None:
    events = load_study(store, study.slug)
    pictures, files = gallery(store, study, events, analyze(events), lambda *_: None)
    assert not files
    assert set(pictures.values()) == {()}


def test_a_task_without_hotspots_opens_with_the_screen_it_clicked_most(
    store: Store, study: Study, recorded: Session
) -> None:
    events = load_study(store, study.slug)
    task = next(task for task in analyze(events).tasks if task.id == "task-1")
    assert not task.hotspots
    views = [
        (clicks, ScreenView(key, "desktop", key, 640, 900, "a.webp", {}, ()))
        for clicks, key in ((0, "/checkout"), (9, "/help"), (9, "/a"), (3, "/"))
    ]
    shown = [view.key for view in _most_telling_first(views, task)]
    assert shown == ["/a", "/help", "/", "/checkout"]
