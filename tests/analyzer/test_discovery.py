from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analyzer.discovery import (
    adjusted,
    any_two_agreement,
    chao2,
    discovered,
    forecast,
    known_problems,
    once_and_twice,
    participants_needed,
    participants_to_reach,
    severity,
    unseen,
)

matrices = st.tuples(st.integers(1, 12), st.integers(1, 20)).flatmap(
    lambda shape: arrays(np.bool_, shape)
)
LEWIS = np.array(
    [[1, 1, 0, 1, 0, 0, 1], [1, 0, 1, 0, 0, 1, 0], [1, 1, 0, 0, 1, 0, 0], [0, 1, 1, 0, 0, 0, 1]]
)


def test_five_participants_show_84_percent_of_what_meets_31_percent() -> None:
    assert discovered(0.31, 5) == pytest.approx(0.8436, abs=1e-4)


def test_rare_problems_need_many_participants() -> None:
    assert participants_needed(0.01, 0.50) == 69
    assert participants_needed(0.01, 0.99) == 459


def test_a_goal_met_exactly_needs_nobody_more() -> None:
    assert participants_needed(0.5, 0.75) == 2
    assert participants_needed(1.0, 0.9) == 1
    assert participants_needed(0.2, 0.0) == 0


@given(st.floats(0.001, 0.999), st.floats(0, 0.999))
def test_the_participants_needed_reach_the_goal_and_one_fewer_does_not(
    p: float, goal: float
) -> None:
    n = participants_needed(p, goal)
    assert discovered(p, n) >= goal - 1e-6
    assert n == 0 or discovered(p, n - 1) < goal + 1e-6


@pytest.mark.parametrize(("p", "goal"), [(0.0, 0.5), (0.5, 1.0), (1.5, 0.5)])
def test_a_problem_that_meets_nobody_cannot_be_planned_for(p: float, goal: float) -> None:
    with pytest.raises(ValueError, match="lies above 0"):
        participants_needed(p, goal)


def test_a_share_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="p is a share"):
        discovered(1.2, 5)


def test_lewis_adjustment_as_in_his_code() -> None:
    found = adjusted(LEWIS)
    assert (found.n, found.known, found.singletons) == (4, 7, 3)
    assert (found.p, found.p_gt) == pytest.approx((0.464286, 0.325), abs=1e-6)
    assert (found.p_norm, found.p_adj) == pytest.approx((0.160714, 0.242857), abs=1e-6)
    assert found.discovered == pytest.approx(0.671367, abs=1e-6)
    assert found.total_est == 11


def test_lewis_adjustment_of_table_7_5() -> None:
    # Sauro & Lewis, Quantifying the User Experience, p. 152, where p = .71 is rounded.
    columns = ["1111", "1111", "1111", "0010", "1110", "1001", "1100"]
    found = adjusted(np.array([[int(cell) for cell in column] for column in columns]).T)
    assert found.p == pytest.approx(5 / 7)
    assert (found.p_norm, found.p_gt) == pytest.approx((0.345, 0.621), abs=5e-3)
    assert found.p_adj == pytest.approx(0.483, abs=5e-3)


def test_problems_that_each_met_one_person_leave_a_small_share_found() -> None:
    found = adjusted(np.eye(4))
    assert found.p_norm == 0
    assert found.discovered is not None
    assert found.discovered < 0.5


def test_where_no_problem_is_known_nothing_is_said() -> None:
    found = adjusted(np.zeros((5, 3)))
    assert (found.known, found.p, found.discovered, found.total_est) == (0, None, None, None)
    assert forecast(found, 3) is None
    assert participants_to_reach(found, 0.9) is None


@given(matrices, st.randoms(use_true_random=False))
def test_neither_the_order_of_people_nor_of_problems_matters(
    matrix: np.ndarray, random: object
) -> None:
    rows, columns = list(range(matrix.shape[0])), list(range(matrix.shape[1]))
    random.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis types it as object
    random.shuffle(columns)  # type: ignore[attr-defined]  # the same
    turned = matrix[np.ix_(rows, columns)]
    assert adjusted(turned).p_adj == pytest.approx(adjusted(matrix).p_adj)
    assert chao2(turned) == chao2(matrix)


@given(matrices)
def test_an_adjusted_share_is_a_share_and_no_greater_than_the_plain_one(
    matrix: np.ndarray,
) -> None:
    found = adjusted(matrix)
    if found.p is None or found.discovered is None or found.total_est is None:
        return
    assert 0 < found.discovered <= discovered(found.p, found.n) + 1e-12
    assert found.total_est >= found.known


@given(matrices, st.integers(0, 20))
def test_more_participants_never_find_less(matrix: np.ndarray, more: int) -> None:
    found = adjusted(matrix)
    ahead, further = forecast(found, more), forecast(found, more + 1)
    if ahead is not None and further is not None:
        assert ahead <= further
        if ahead < 0.999:  # nearer to 1 the last digits decide
            assert participants_to_reach(found, ahead) == more


def test_the_forecast_starts_at_what_is_found_so_far() -> None:
    found = adjusted(LEWIS)
    assert forecast(found, 0) == found.discovered
    assert participants_to_reach(found, 0.85) == 3


@given(matrices)
def test_chao2_never_falls_below_what_is_known(matrix: np.ndarray) -> None:
    total = chao2(matrix)
    assert total is not None
    assert total >= known_problems(matrix).shape[1]


def test_chao2_counts_problems_met_once_against_those_met_twice() -> None:
    met = known_problems(LEWIS)  # column sums 3, 3, 2, 1, 1, 1, 2
    assert once_and_twice(met) == (3, 2)
    assert unseen(met) == pytest.approx(3 / 4 * 3 * 2 / (2 * 3))
    assert chao2(LEWIS) == pytest.approx(7.75)
    assert chao2(np.empty((0, 4))) is None


def test_evaluators_agree_by_the_mean_over_pairs() -> None:
    found = any_two_agreement([{1, 2, 3}, {2, 3, 4}, {1, 4}])
    assert found == pytest.approx((2 / 4 + 1 / 4 + 1 / 4) / 3)
    assert any_two_agreement([{1}, {1}]) == 1
    assert any_two_agreement([{1, 2}]) is None
    assert any_two_agreement([set(), set()]) is None


def test_severity_is_share_times_impact() -> None:
    assert severity(6, 8, 3) == pytest.approx(2.25)
    assert severity(0, 0, 4) is None


@pytest.mark.parametrize(("affected", "n", "impact"), [(3, 2, 1), (1, 2, 0), (1, 2, 5)])
def test_a_severity_off_the_scale_is_refused(affected: int, n: int, impact: int) -> None:
    with pytest.raises(ValueError, match="severity takes"):
        severity(affected, n, impact)


def test_a_matrix_needs_rows_and_columns() -> None:
    with pytest.raises(ValueError, match="row per participant"):
        adjusted(np.array([1, 0, 1]))


def test_a_problem_nobody_met_is_not_known() -> None:
    with_empty = np.hstack([LEWIS, np.zeros((4, 2))])
    assert adjusted(with_empty) == adjusted(LEWIS)
    assert math.isclose(chao2(with_empty) or 0, 7.75)
