import pytest

from analyzer.intervals import adjusted_wald, mean_t
from analyzer.navigation_results import efficiency, navigation
from fixtures.tries import attempt, way


def test_efficiency_of_the_worked_example() -> None:
    # Mifsud (2015): three who succeed in 1, 2, 3 s and one who fails in 6 s.
    found = efficiency(
        [attempt("P1", task_s=1), attempt("P2", task_s=2), attempt("P3", task_s=3),
         attempt("P4", "give_up", 6)]
    )  # fmt: skip
    assert found.time_based.estimate == pytest.approx(0.4583 * 60, abs=0.01)
    assert found.overall_relative.estimate == pytest.approx(0.5)
    assert found.completion_per_minute.estimate == pytest.approx(0.75 / (3 / 60))
    assert found.time_based.lower == 0
    assert found.overall_relative.lower is None
    assert {one.n for one in (found.time_based, found.overall_relative)} == {4}


def test_nobody_has_no_efficiency() -> None:
    found = efficiency([])
    assert (found.time_based.estimate, found.completion_per_minute.estimate) == (None, None)


def test_ways_are_summed_up_by_participant() -> None:
    tries = [
        attempt("P1", way=way(lostness=0.0)),
        attempt("P2", way=way(lostness=0.6, first_click="wrong")),
        attempt("P3", "give_up", way=way(lostness=None, first_click="wrong")),
        attempt("P4", way=way(lostness=0.2, first_click=None)),
    ]
    found = navigation(tries, 3)
    assert found.required == 3
    assert found.lostness.estimate == pytest.approx(mean_t([0.0, 0.6, 0.2]).estimate)
    assert found.lostness.lower == 0
    assert found.lost == adjusted_wald(1, 3)
    assert found.path_deviation.estimate == found.excess_steps.estimate == 0.25
    assert found.first_click_right == adjusted_wald(1, 3)
    assert found.success_after_right == adjusted_wald(1, 1)
    assert found.success_after_wrong == adjusted_wald(1, 2)
    assert found.first_click_ratio == 2


def test_a_ratio_needs_success_after_both() -> None:
    tries = [attempt("P1", way=way()), attempt("P2", "fail", way=way(first_click="wrong"))]
    assert navigation(tries, 3).first_click_ratio is None
    assert navigation([attempt("P1", way=way())], 3).first_click_ratio is None


def test_without_a_way_nothing_is_known() -> None:
    found = navigation([attempt("P1")], 3)
    assert (found.lostness.n, found.first_click_right.n, found.path_deviation.n) == (0, 0, 0)
