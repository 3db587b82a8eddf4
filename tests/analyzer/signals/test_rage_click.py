import pytest

from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals.rage_click import detector
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element
from recorder.protocol import Anchor


def _found(told: Recording, **thresholds: float) -> list[Episode]:
    events = told.session()
    study = definition(thresholds=thresholds)
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return detector.detect(scene, applied(detector, study.thresholds))


def _clicks(
    times_s: tuple[float, ...] = (1, 1.5, 2), at: Anchor = BUTTON, **options: object
) -> Recording:
    told = Recording().page(0)
    for t_s in times_s:
        told.click(t_s, at, NOTHING, **options)  # type: ignore[arg-type]  # passed through
    return told


def test_three_clicks_within_a_second_of_each_other_are_one_rage_click() -> None:
    (episode,) = _found(_clicks())
    assert (episode.t_s, episode.end_s, episode.count) == (1, 2, 3)
    assert episode.detail == "3 clicks in 1.0 s"
    assert episode.xy_px == (150, 120)


def test_two_clicks_are_none() -> None:
    assert _found(_clicks((1, 1.5))) == []


@pytest.mark.parametrize(("gap_ms", "is_rage"), [(999, True), (1_000, True), (1_001, False)])
def test_a_gap_of_a_second_still_counts(gap_ms: int, is_rage: bool) -> None:
    times_s = (7.3, 7.3 + gap_ms / 1_000, 7.3 + 2 * gap_ms / 1_000)
    assert bool(_found(_clicks(times_s))) == is_rage


@pytest.mark.parametrize(("apart_px", "is_rage"), [(30, True), (31, False)])
def test_a_distance_of_thirty_pixels_still_counts(apart_px: int, is_rage: bool) -> None:
    told = Recording().page(0)
    for number in range(3):
        told.click(1 + number * 0.3, BUTTON, NOTHING, xy=(100 + number * apart_px, 100))
    assert bool(_found(told)) == is_rage


def test_a_longer_burst_is_one_rage_click_of_all_its_clicks() -> None:
    (episode,) = _found(_clicks((1, 1.4, 1.8, 2.2, 2.6, 3)))
    assert episode.count == 6


def test_a_click_elsewhere_breaks_the_burst() -> None:
    told = _clicks((1, 1.3)).click(1.6, element("other"), NOTHING).click(1.9, BUTTON, NOTHING)
    assert _found(told) == []


def test_a_page_change_breaks_the_burst() -> None:
    told = _clicks((1, 1.3)).page(1.4, "/").click(1.6, BUTTON, NOTHING)
    assert _found(told) == []


@pytest.mark.parametrize(
    "at",
    [
        element("more", label="+"),
        element("next", label="Next", tag="a"),
        element("day", role="gridcell", label="14"),
        element("volume", role="slider"),
        element("board", tag="canvas"),
        element("cookie-banner"),
        element("dots", path="div.carousel>button"),
        element("note", tag="textarea"),
    ],
    ids=lambda at: at.key,
)
def test_what_is_meant_for_repeats_is_ignored(at: Anchor) -> None:
    assert _found(_clicks(at=at)) == []


def test_clicks_that_select_text_are_ignored() -> None:
    assert _found(_clicks(selected_text=True)) == []
    assert _found(_clicks(cursor="text")) == []


def test_a_key_held_down_is_ignored() -> None:
    assert _found(_clicks(pointer="keyboard")) == []


def test_clicks_by_a_script_are_ignored() -> None:
    assert _found(_clicks(is_trusted=False)) == []


def test_a_burst_of_which_each_click_changed_the_page_is_ignored() -> None:
    told = Recording().page(0)
    for t_s in (1, 1.4, 1.8):
        told.click(t_s, BUTTON, {"mutation": 30})
    assert _found(told) == []


def test_an_answer_that_comes_after_the_next_click_came_too_late() -> None:
    told = Recording().page(0)
    for t_s in (1, 1.4, 1.8):
        told.click(t_s, BUTTON, {"mutation": 900})
    assert len(_found(told)) == 1


def test_a_study_may_ask_for_more_clicks() -> None:
    assert _found(_clicks(), rage_clicks=4) == []
    assert len(_found(_clicks((1, 3, 5)), rage_window_s=2)) == 1


def test_a_session_without_clicks_has_none() -> None:
    assert _found(Recording().page(0)) == []


def test_a_switch_that_follows_every_press_is_no_rage() -> None:
    told = Recording().page(0)
    for t_s in (1, 1.5, 2):
        told.click(t_s, BUTTON, {"input": 20})
    assert _found(told) == []
