import pytest

from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals.error_click import detector
from fixtures.synthetic import BUTTON, Recording, definition, element


def _found(told: Recording, **thresholds: float) -> list[Episode]:
    events = told.session()
    study = definition(thresholds=thresholds)
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return detector.detect(scene, applied(detector, study.thresholds))


def test_a_script_error_soon_after_a_click_is_an_error_click() -> None:
    (episode,) = _found(Recording().page(0).click(2).error(2.4, "x is undefined"))
    assert (episode.t_s, episode.end_s, episode.count) == (2, 2.4, 1)
    assert episode.detail == "uncaught: x is undefined"


@pytest.mark.parametrize(("after_ms", "is_error"), [(999, True), (1_000, True), (1_001, False)])
def test_a_second_after_the_click_still_counts(after_ms: int, is_error: bool) -> None:
    told = Recording().page(0).click(2.3).error(2.3 + after_ms / 1_000)
    assert bool(_found(told)) == is_error


def test_a_failed_request_counts_and_a_missing_picture_does_not() -> None:
    assert len(_found(Recording().page(0).click(2).error(2.4, kind="request"))) == 1
    assert _found(Recording().page(0).click(2).error(2.4, kind="resource")) == []


def test_the_last_click_before_it_is_blamed() -> None:
    told = Recording().page(0).click(2, BUTTON).click(2.5, element("other")).error(2.8)
    (episode,) = _found(told)
    assert episode.t_s == 2.5


def test_several_errors_after_one_click_are_one_error_click() -> None:
    (episode,) = _found(Recording().page(0).click(2).error(2.2, "a").error(2.3, "b"))
    assert episode.count == 2


def test_an_error_before_any_click_is_none() -> None:
    assert _found(Recording().page(0).error(1).click(2)) == []


def test_an_error_on_another_page_is_none() -> None:
    assert _found(Recording().page(0).click(2).page(2.2, "/next").error(2.4)) == []


def test_an_error_that_comes_without_clicks_too_is_not_the_clicks() -> None:
    told = Recording().page(0).error(0.5, "tick")
    told.click(2).error(2.5, "tick").error(6, "tick")
    assert _found(told) == []


def test_a_click_by_a_script_is_not_blamed() -> None:
    assert _found(Recording().page(0).click(2, is_trusted=False).error(2.2)) == []


def test_a_study_may_look_further() -> None:
    told = Recording().page(0).click(2).error(4)
    assert len(_found(told, error_click_window_s=3)) == 1


def test_a_session_without_errors_has_none() -> None:
    assert _found(Recording().page(0).click(2)) == []
