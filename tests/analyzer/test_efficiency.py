from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.efficiency import completion_per_minute, overall_relative, time_based

attempts = st.lists(st.tuples(st.floats(0.5, 500), st.integers(0, 1)), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("rate", "minutes", "percent"),
    [(0.65, 1.5, 43), (0.67, 1.4, 48), (0.40, 2.1, 19), (0.74, 1.7, 44)],
)
def test_the_efficiencies_of_tullis_and_albert(rate: float, minutes: float, percent: int) -> None:
    assert 100 * completion_per_minute(rate, minutes) == pytest.approx(percent, abs=0.5)


def test_three_who_succeed_and_one_who_fails() -> None:
    times, success = [1, 2, 3, 6], [1, 1, 1, 0]
    assert time_based(times, success) == pytest.approx(0.458, abs=5e-4)
    assert overall_relative(times, success) == pytest.approx(0.5)


@given(attempts)
def test_relative_efficiency_is_a_share(pairs: list[tuple[float, int]]) -> None:
    found = overall_relative([t for t, _ in pairs], [ok for _, ok in pairs])
    assert found is not None
    assert 0 <= found <= 1 + 1e-12


@given(attempts, st.floats(0.1, 10))
def test_twice_the_time_is_half_the_goals_per_second(
    pairs: list[tuple[float, int]], factor: float
) -> None:
    times, success = [t for t, _ in pairs], [ok for _, ok in pairs]
    plain, slower = time_based(times, success), time_based([factor * t for t in times], success)
    assert plain is not None
    assert slower == pytest.approx(plain / factor)


def test_all_failed_is_zero_and_nobody_is_nothing() -> None:
    assert time_based([4, 5], [0, 0]) == 0
    assert overall_relative([4, 5], [0, 0]) == 0
    assert time_based([], []) is None
    assert overall_relative([], []) is None


def test_several_tasks_are_averaged_together() -> None:
    times = np.array([[1.0, 2.0], [4.0, 5.0]])
    assert time_based(times, [[1, 1], [1, 0]]) == pytest.approx((1 + 0.5 + 0.25) / 4)


def test_a_time_without_an_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="a time and an outcome"):
        time_based([1.0, 2.0], [1])


@pytest.mark.parametrize(("rate", "minutes"), [(1.2, 1.0), (0.5, 0.0)])
def test_an_impossible_efficiency_is_refused(rate: float, minutes: float) -> None:
    with pytest.raises(ValueError, match="efficiency takes"):
        completion_per_minute(rate, minutes)
