from __future__ import annotations

import pytest

from analyzer.explain import explain
from analyzer.explain_figures import figure_lines
from analyzer.session_results import analyze_session
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, task
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError

TWO = definition(task("buy", paths=[["/", "/cart", "/thanks"]]), task("find"))


def told() -> Recording:
    one = Recording().page(0, "/").task(1, "buy").visibility(2, "hidden").visibility(4, "visible")
    one.click(5, BUTTON, NOTHING).page(6, "/help").page(9, "/cart").page(11, "/thanks")
    one.task(11, "buy", "goal", "rule").task(13, "find").click(14, BUTTON, NOTHING)
    return one.task(20, "find", "give_up")


def text(of: StudyDefinition, one: Recording, name: str | None = None) -> str:
    return "\n".join(figure_lines(analyze_session(one.session(), of), of, name))


def test_the_three_clocks_are_told_with_what_lies_between_them() -> None:
    assert "buy #1: wall 10.0 s, task 10.0 s, active 8.0 s; paused 0.0 s, hidden 2.0 s" in text(
        TWO, told()
    )


def test_ways_and_departures_are_told() -> None:
    found = text(TWO, told())
    assert "in   buy: 1 accepted path, the shortest of 3" in found
    assert "buy #1: 4 pages, 4 different; lostness 0.25, path deviation 0.25" in found
    assert "6.0 to    9.0 s  after / to /help: 1 page, recovered" in found
    assert "no accepted path written" in text(definition(), told())


def test_what_the_survival_curves_get_is_told() -> None:
    found = text(TWO, told())
    assert "in   2 judged attempts with a time" in found
    assert "buy #1: success at 10.0 s" in found
    assert "find #1: ended without success at 7.0 s" in found


def test_places_of_friction_are_handed_to_problem_discovery() -> None:
    found = text(TWO, told())
    assert "discovery: signals in tasks -> places of friction" in found
    assert "for the matrix of problems and the hotspots" in found
    assert "buy on /" in found


def test_one_task_alone_leaves_out_the_others() -> None:
    whole, alone = (list(explain(told().session(), TWO, name)) for name in (None, "find"))
    assert "find #1" in "\n".join(alone)
    assert "buy #1" not in "\n".join(alone)
    assert len(alone) < len(whole)


def test_a_task_that_is_not_there_is_named_with_what_is() -> None:
    with pytest.raises(NotFoundError, match=r"no task `bye`; it has buy"):
        list(explain(told().session(), TWO, "bye"))


def test_an_empty_session_has_empty_figures() -> None:
    found = text(TWO, Recording())
    assert "in   0 attempts" in found
    assert "0 places" in found
