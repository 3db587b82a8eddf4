"""The whole road, live: two simulated participants, from the join link to the heatmap."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from analyzer import heatmap
from analyzer.load import load_study
from analyzer.pipeline import analyze_study
from analyzer.screens import draw_screens
from fixtures.agreement import disagreements
from fixtures.participants import record
from fixtures.road import Road, open_road
from fixtures.shoppers import SHOPPERS
from fixtures.truth import Truth

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample study")]

DESKTOP, PHONE = SHOPPERS[1], SHOPPERS[5]
Live = tuple[Road, Truth]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with open_road(tmp_path_factory.mktemp("live")) as road:
        yield road, record(road, [DESKTOP, PHONE], seed=5, pace=0.1)


def test_a_live_recording_agrees_with_what_really_happened(live: Live):
    road, truth = live
    assert sum(len(person.clicks) for person in truth.participants) > 40
    assert disagreements(truth, road.store) == []


def test_the_analysis_of_a_live_recording_has_the_outcomes_of_the_truth(live: Live):
    road, truth = live
    analysis = analyze_study(road.store, truth.study)
    found = {
        (attempt.participant, attempt.task): attempt.outcome
        for task in analysis.tasks
        for attempt in task.attempts
    }
    assert found == {
        (person.code, task.id): task.outcome
        for person in truth.participants
        for task in person.tasks
    }


def test_both_sessions_are_closed_and_whole(live: Live):
    road, truth = live
    study = road.store.study(truth.study)
    assert {session.state for session in road.store.sessions(study)} == {"closed"}
    analysis = analyze_study(road.store, truth.study)
    assert [session.missing_batches for session in analysis.sessions] == [0, 0]
    assert analysis.excluded == ()


def test_the_heat_peaks_inside_the_picture_that_was_pressed(live: Live):
    road, truth = live
    draw_screens(road.store, truth.study)
    analysis = analyze_study(road.store, truth.study)
    drawn = heatmap.draw(
        "click", load_study(road.store, truth.study), analysis, road.store,
        task="sale", screen="/", viewport_class="desktop", normalisation="count",
    )  # fmt: skip
    row, column = np.unravel_index(int(drawn.values.argmax()), drawn.values.shape)
    study = road.store.study(truth.study)
    (screen,) = [
        screen
        for screen in road.store.screens(study.id or 0)
        if (screen.key, screen.viewport_class) == ("/", "desktop")
    ]
    x, y, width, height = _box(screen.boxes, "#winter-sale")
    assert drawn.picture == screen.digest
    assert x <= 4 * column + 2 <= x + width
    assert y <= 4 * row + 2 <= y + height


def _box(boxes: str, key: str) -> tuple[float, float, float, float]:
    x, y, width, height = json.loads(boxes)[key]
    assert width > 600  # the element is seen on the picture
    return x, y, width, height
