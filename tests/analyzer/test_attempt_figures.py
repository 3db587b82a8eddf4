from dataclasses import replace as replaced

import msgspec
import pytest

from analyzer.attempt_figures import way_of
from analyzer.results import Attempt
from analyzer.session_results import analyze_session
from fixtures.scenes import scene
from fixtures.synthetic import Recording, definition, element, task
from recorder.definition import IgnoreRule, StudyDefinition

LINK = element("lamps", tag="a")
SHOP = definition(task("buy", paths=[["/", "/lamps", "/thanks"]]))


def _one(told: Recording, study: StudyDefinition | None = None) -> Attempt:
    (attempt,) = analyze_session(told.session(), study or definition()).attempts
    return attempt


def _walk(*pages: str) -> Recording:
    told = Recording().page(0, "/").task(1, "buy")
    for at, page in enumerate(pages, start=1):
        told.click(10 * at - 0.5, LINK, {"navigation": 200.0}).page(10 * at, page)
    return told.task(10 * len(pages) + 1, "buy", "done")


def test_waiting_and_idling_are_measured_and_left_in_the_task_time() -> None:
    told = Recording().page(0).task(1, "buy").click(2).request(2.1, "/api", 3_000).click(50)
    attempt = _one(told.task(51, "buy", "done"))
    assert (attempt.wall_s, attempt.task_s, attempt.paused_s) == (50, 50, 0)
    assert attempt.system_s == pytest.approx(3)
    assert attempt.idle_s == pytest.approx(48)
    assert attempt.active_s == pytest.approx(2)  # the wait lies within the rest


def test_hidden_time_leaves_the_active_time_but_where_it_counts() -> None:
    told = Recording().page(0).task(1, "buy").click(2).visibility(5, "hidden")
    told.visibility(9, "visible").click(10).task(21, "buy", "done")
    attempt = _one(told)
    assert (attempt.hidden_s, attempt.task_s, attempt.active_s) == (4, 20, 16)
    counts = msgspec.structs.replace(task("buy"), hidden_counts=True)
    attempt = _one(told, definition(counts))
    assert (attempt.hidden_s, attempt.task_s, attempt.active_s) == (4, 20, 20)


def test_a_task_without_accepted_paths_has_no_way() -> None:
    assert _one(_walk("/lamps", "/thanks")).way is None


def test_the_accepted_way_is_neither_lost_nor_astray() -> None:
    way = _one(_walk("/lamps", "/thanks"), SHOP).way
    assert way is not None
    assert (way.pages, way.distinct, way.lostness, way.path_deviation) == (3, 3, 0, 0)
    assert (way.excess_steps, way.first_click, way.is_on_path) == (0, "right", True)


def test_a_wrong_turn_shows_in_every_figure_of_the_way() -> None:
    attempt = _one(_walk("/help", "/lamps", "/thanks"), SHOP)
    way = attempt.way
    assert way is not None
    assert [one.end_s - one.start_s for one in attempt.departures] == [10]
    assert (way.pages, way.first_click, way.is_on_path) == (4, "wrong", False)
    assert way.excess_steps == way.path_deviation == 0.25


def test_a_first_click_that_opens_no_page_is_passed_over() -> None:
    told = Recording().page(0, "/").task(1, "buy").click(3, element("menu"))
    told.click(9.5, LINK, {"navigation": 200.0}).page(10, "/lamps").task(12, "buy", "give_up")
    way = _one(told, SHOP).way
    assert way is not None
    assert way.first_click == "right"


def test_without_a_click_that_opened_a_page_nothing_is_known_of_the_first() -> None:
    told = Recording().page(0, "/").task(1, "buy").page(30, "/lamps").task(40, "buy", "give_up")
    way = _one(told, SHOP).way
    assert way is not None
    assert way.first_click is None


def test_no_paths_no_way() -> None:
    at = scene(_walk("/lamps"), SHOP)
    assert way_of(at, at.attempts[0], [], ()) is None
    assert way_of(at, replaced(at.attempts[0], start_s=1.0), SHOP.tasks[0].paths, ()) is not None


def _astray() -> Recording:
    return _walk("/help", "/faq", "/help", "/lamps", "/thanks")


def test_a_rejected_deviation_leaves_the_figures_of_the_way() -> None:
    plain = _one(_astray(), SHOP)
    found = analyze_session(_astray().session(), SHOP).signals
    (deviation,) = [one for one in found if one.kind == "deviation"]
    told = _astray().review("deviation", deviation.t_s, deviation.location, "reject", "a detour")
    way, before = _one(told, SHOP).way, plain.way
    assert before is not None
    assert (before.pages, before.first_click, before.is_on_path) == (6, "wrong", False)
    assert way == _one(_walk("/lamps", "/thanks"), SHOP).way


def test_an_ignored_deviation_leaves_them_likewise() -> None:
    ignoring = definition(*SHOP.tasks, ignore=[IgnoreRule(signal="deviation")])
    assert _one(_astray(), ignoring).way == _one(_walk("/lamps", "/thanks"), SHOP).way


def test_a_rejected_lostness_takes_the_attempt_out_of_the_lost() -> None:
    wandering = ("/a", "/b", "/a", "/b", "/c", "/a", "/lamps", "/thanks")
    found = analyze_session(_walk(*wandering).session(), SHOP).signals
    (lost,) = [one for one in found if one.kind == "lostness"]
    told = _walk(*wandering).review("lostness", lost.t_s, lost.location, "reject", "exploring")
    before, after = _one(_walk(*wandering), SHOP).way, _one(told, SHOP).way
    assert before is not None
    assert before.lostness is not None
    assert after == msgspec.structs.replace(before, lostness=None)


def test_other_reviews_leave_the_way_as_it_is() -> None:
    found = analyze_session(_astray().session(), SHOP).signals
    (deviation,) = [one for one in found if one.kind == "deviation"]
    told = _astray().review("deviation", deviation.t_s, deviation.location, "accept", "")
    assert _one(told, SHOP).way == _one(_astray(), SHOP).way
