import pytest

from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals.backtrack import detector
from fixtures.synthetic import BUTTON, NOTHING, PICTURE, Recording, definition, element, task
from recorder.definition import StudyDefinition

LINK = element("help", tag="a")


def _found(told: Recording, study: StudyDefinition | None = None) -> list[Episode]:
    events = told.session()
    study = study or definition()
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return detector.detect(scene, applied(detector, study.thresholds))


def _there_and_back(away_s: float = 4) -> Recording:
    told = Recording().page(0, "/").click(2, LINK, {"navigation": 300}).page(2.3, "/help")
    return told.click(3).page(2.3 + away_s, "/", "back_forward")


def test_a_quick_return_is_placed_at_the_click_that_led_astray() -> None:
    told = _there_and_back()
    (episode,) = _found(told)
    events = told.session()
    assert events.locations[episode.location].id == "#help"
    assert events.screen_keys[episode.screen] == "/"
    assert episode.t_s == pytest.approx(6.3)
    assert episode.detail == "back from /help after 4.0 s"


@pytest.mark.parametrize(("away_s", "is_backtrack"), [(9.9, True), (10, True), (10.1, False)])
def test_ten_seconds_away_still_count(away_s: float, is_backtrack: bool) -> None:
    assert bool(_found(_there_and_back(away_s))) == is_backtrack


def test_a_return_by_a_link_counts_as_one_by_history_does() -> None:
    told = Recording().page(0, "/").page(3, "/help").click(4).page(6, "/", "load")
    assert len(_found(told)) == 1


def test_a_return_over_two_pages_counts_by_the_time_since_leaving() -> None:
    told = Recording().page(0, "/").page(1, "/a").click(2).page(3, "/b").click(4).page(6, "/")
    assert [episode.detail for episode in _found(told)] == ["back from /b after 5.0 s"]


def test_going_on_to_new_pages_is_none() -> None:
    assert _found(Recording().page(0, "/").page(3, "/a").page(5, "/b")) == []


def test_a_reload_and_another_query_are_the_same_page() -> None:
    told = Recording().page(0, "/list").page(2, "/list?color=red").page(3, "/list", "reload")
    assert _found(told) == []


def test_a_page_that_forwarded_by_itself_is_ignored() -> None:
    assert _found(Recording().page(0, "/").page(2, "/login").page(2.4, "/")) == []


def test_the_next_tasks_start_page_is_ignored() -> None:
    told = Recording().page(0, "/").task(1, "buy").page(3, "/cart").click(4)
    told.task(5, "buy", "done").page(6, "/")
    assert _found(told) == []


def test_a_page_that_the_task_itself_opened_is_no_step_away() -> None:
    told = Recording().page(0, "/help").task(10, "buy").page(10.4, "/", "load")
    told.click(12, LINK, {"navigation": 300}).page(12.3, "/help").task(14, "buy", "done")
    assert _found(told) == []


def test_a_wrong_turn_right_after_the_start_is_one_all_the_same() -> None:
    told = Recording().page(0, "/").task(1, "buy").click(2, LINK, {"navigation": 300})
    told.page(2.3, "/help").click(3).page(5, "/", "back_forward").task(9, "buy", "done")
    assert len(_found(told)) == 1


def test_pages_of_another_tab_are_no_return() -> None:
    told = Recording().page(0, "/").tab("tabB").page(2, "/help").click(3).tab("tabA").page(4, "/a")
    assert _found(told) == []


def test_a_click_that_opened_nothing_is_not_blamed() -> None:
    told = Recording().page(0, "/").click(1, LINK, {"navigation": 200}).click(2, PICTURE, NOTHING)
    told.page(5.5, "/help").click(6).page(7, "/")
    (episode,) = _found(told)
    assert told.session().locations[episode.location].id == "#help"


def test_without_a_click_the_page_that_was_left_is_blamed() -> None:
    told = Recording().page(0, "/").page(20, "/help").click(21, BUTTON).page(23, "/")
    (episode,) = _found(told)
    assert episode.location == -1
    assert told.session().screen_keys[episode.screen] == "/help"
    assert episode.xy_px is None


def test_off_the_accepted_paths_any_return_counts() -> None:
    study = definition(task("buy", paths=[["/", "/list/*", "/cart"]]))
    told = Recording().page(0, "/").task(1, "buy").page(3, "/faq").page(40, "/list/1")
    told.page(80, "/faq").page(120, "/list/1")
    (episode,) = _found(told, study)
    assert episode.detail == "back to /faq, which is on no accepted path"


def test_a_session_of_one_page_has_none() -> None:
    assert _found(Recording().page(0, "/").click(1)) == []
