import pytest

from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals import dead_click, unresponsive_click
from fixtures.synthetic import BUTTON, NOTHING, PICTURE, Recording, definition, element
from recorder.protocol import Anchor, PointerEvent


def _found(told: Recording, **thresholds: float) -> list[Episode]:
    events = told.session()
    study = definition(thresholds=thresholds)
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return [
        episode
        for detector in (dead_click.detector, unresponsive_click.detector)
        for episode in detector.detect(scene, applied(detector, study.thresholds))
    ]


def _click(at: Anchor = BUTTON, answers: dict[str, float] | None = None) -> Recording:
    return Recording().page(0).click(2, at, answers or NOTHING)


def test_a_button_that_does_nothing_is_found() -> None:
    (episode,) = _found(_click())
    assert (episode.t_s, episode.count) == (2, 1)
    assert episode.detail == "nothing answered within 2.5 s"


def test_a_picture_under_a_pointing_cursor_is_found() -> None:
    assert len(_found(Recording().page(0).click(2, PICTURE, NOTHING, cursor="pointer"))) == 1


def test_the_end_of_a_drag_is_not() -> None:
    told = Recording().page(0)
    pull = PointerEvent(**told._stamp(1.5), dt=[0, 40], x=[50, 140], y=[120, 120], is_down=True)
    assert _found(told.add(pull).click(2, BUTTON, NOTHING)) == []


def test_a_plain_picture_is_not() -> None:
    assert _found(_click(PICTURE)) == []


@pytest.mark.parametrize(
    "kind",
    ["mutation", "navigation", "request", "media", "input", "window", "download", "error"],
)
@pytest.mark.parametrize(("after_ms", "is_dead"), [(2_499, False), (2_500, False), (2_501, True)])
def test_whatever_answers_within_the_window_makes_it_alive(
    kind: str, after_ms: float, is_dead: bool
) -> None:
    assert bool(_found(_click(BUTTON, {kind: after_ms}))) == is_dead


@pytest.mark.parametrize("kind", ["scroll", "selection", "focus"])
@pytest.mark.parametrize(("after_ms", "is_dead"), [(300, False), (301, True)])
def test_a_gesture_answers_at_once_or_not_at_all(kind: str, after_ms: float, is_dead: bool) -> None:
    assert bool(_found(_click(BUTTON, {kind: after_ms}))) == is_dead


def test_what_follows_the_next_click_elsewhere_does_not_answer_this_one() -> None:
    told = _click(BUTTON, {"mutation": 1_050}).click(3, element("other"), {"mutation": 50})
    assert [episode.t_s for episode in _found(told)] == [2]


def test_a_slow_answer_answers_an_impatient_second_click_too() -> None:
    told = _click(BUTTON, {"mutation": 1_500}).click(3, BUTTON, {"mutation": 500})
    assert _found(told) == []


@pytest.mark.parametrize(
    "at",
    [
        element("mail", tag="input"),
        element("size", tag="select"),
        element("note", tag="textarea"),
        element("board", tag="canvas"),
        element("clip", tag="video"),
        element("volume", role="slider"),
        element("cookie-accept"),
        element("search", tag="div", role="searchbox"),
    ],
    ids=lambda at: at.key,
)
def test_what_the_page_need_not_answer_is_ignored(at: Anchor) -> None:
    assert _found(_click(at)) == []


def test_a_click_that_selected_text_is_ignored() -> None:
    assert _found(Recording().page(0).click(2, BUTTON, NOTHING, selected_text=True)) == []


def test_a_click_that_woke_the_window_is_ignored() -> None:
    assert _found(Recording().page(0).visibility(1.9, "focused").click(2, BUTTON, NOTHING)) == []
    assert len(_found(Recording().page(0).visibility(1, "focused").click(2, BUTTON, NOTHING))) == 1


def test_an_error_click_is_not_a_dead_click_too() -> None:
    assert _found(_click().error(2.4)) == []
    assert len(_found(_click().error(2.4, kind="resource"))) == 1
    assert len(_found(_click().error(3.4))) == 1


def test_quick_clicks_on_one_element_share_the_error_that_is_told_once() -> None:
    told = Recording().page(0).click(2, BUTTON, {"error": 4}).error(2.004)
    assert _found(told.click(2.6, BUTTON, NOTHING)) == []
    assert len(_found(told.click(4, BUTTON, NOTHING))) == 1
    third = Recording().page(0).click(2, BUTTON, {"error": 4}).error(2.004)
    assert _found(third.click(2.6, BUTTON, NOTHING).click(3.1, BUTTON, NOTHING)) == []


def test_a_page_left_early_tells_nothing() -> None:
    told = Recording().page(0).click(2, BUTTON, NOTHING, watched_ms=800)
    assert _found(told) == []


def test_a_page_that_stayed_is_as_good_as_a_long_watch() -> None:
    told = Recording().page(0).click(2, BUTTON, NOTHING, watched_ms=800).key(6)
    assert len(_found(told)) == 1


def test_a_click_whose_watch_was_never_told_is_not_judged() -> None:
    assert _found(Recording().page(0).click(2, BUTTON, None).key(9)) == []


def test_a_click_by_a_script_is_ignored() -> None:
    assert _found(Recording().page(0).click(2, BUTTON, NOTHING, is_trusted=False)) == []


def test_a_study_may_be_more_patient() -> None:
    told = _click(BUTTON, {"mutation": 2_900})
    assert len(_found(told)) == 1
    assert _found(told, dead_window_s=3) == []


def test_a_session_without_clicks_has_none() -> None:
    assert _found(Recording().page(0)) == []


def test_a_page_that_fails_all_the_time_hides_no_dead_click() -> None:
    told = Recording().page(0)
    for t_s in range(20):
        told.error(t_s + 0.5, "poll")
    assert len(_found(told.click(9, BUTTON, {"error": 500}))) == 1
    assert _found(told.error(9.1, "the click's own")) == []


def _polling() -> Recording:
    told = Recording().page(0)
    for t_s in range(20):
        told.request(t_s + 0.7, "/status")
    return told


def test_a_page_that_polls_answers_nobody() -> None:
    assert len(_found(_polling().click(9, BUTTON, {"request": 700}).key(19))) == 1


def test_a_request_of_its_own_answers_on_a_polling_page() -> None:
    told = _polling().click(9, BUTTON, {"request": 50}).request(9.05, "/buy").key(19)
    assert _found(told) == []
