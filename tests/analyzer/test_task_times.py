from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.task_times import (
    OUTLIER_Z,
    against_benchmark,
    median_with_failures,
    robust_z,
    typical_time,
)

durations = st.lists(st.floats(1, 1_000), min_size=1, max_size=30)


def test_six_times_against_a_target_of_375_s() -> None:
    found = against_benchmark([350, 255, 400, 343, 330, 420], 375)
    assert found.geomean == pytest.approx(345.3724, abs=1e-4)
    assert (found.t, found.p) == pytest.approx((-1.1481, 0.1514), abs=1e-4)


def test_the_sides_of_a_benchmark_test_add_up() -> None:
    times = [350.0, 255, 400, 343, 330, 420]
    less, greater = (against_benchmark(times, 375, side).p for side in ("less", "greater"))
    both = against_benchmark(times, 375, "two-sided").p
    assert less is not None
    assert greater is not None
    assert less + greater == pytest.approx(1)
    assert both == pytest.approx(2 * min(less, greater))


@pytest.mark.parametrize("times", [[40.0], [40.0, 40.0, 40.0]])
def test_without_variation_there_is_no_test(times: list[float]) -> None:
    found = against_benchmark(times, 30)
    assert found.geomean == pytest.approx(40)
    assert (found.t, found.p) == (None, None)


@pytest.mark.parametrize(("times", "target"), [([], 30.0), ([20.0], 0.0)])
def test_a_benchmark_test_needs_a_time_and_a_target(times: list[float], target: float) -> None:
    with pytest.raises(ValueError, match="benchmark test needs"):
        against_benchmark(times, target)


def test_the_median_is_foretold_only_where_most_succeeded() -> None:
    assert median_with_failures(60, 0.75) == pytest.approx(80)
    assert median_with_failures(60, 0.60) is None


def test_from_25_participants_on_the_median_is_shown() -> None:
    times = [float(10 + i) for i in range(25)]
    assert typical_time(times).method == "median, order statistics"
    assert typical_time(times[:24]).method == "geometric mean, log-t"
    assert typical_time([]).estimate is None


def test_a_time_ten_times_as_long_stands_out() -> None:
    scores = robust_z([30, 35, 28, 33, 31, 310])
    assert np.flatnonzero(np.abs(scores) > OUTLIER_Z).tolist() == [5]


def test_equal_times_have_no_outlier() -> None:
    assert robust_z([30.0, 30.0, 30.0]).tolist() == [0, 0, 0]
    assert robust_z([]).size == 0


def test_where_most_are_equal_the_odd_one_still_stands_out() -> None:
    scores = robust_z([30.0] * 6 + [300.0])
    assert scores[-1] > OUTLIER_Z
    assert scores[:-1].tolist() == [0] * 6


@given(durations, st.floats(0.1, 10))
def test_outliers_do_not_depend_on_the_unit(times: list[float], factor: float) -> None:
    scaled = robust_z([factor * t for t in times])
    # Where the times hardly differ, the score is made of rounding.
    if np.ptp(np.log(times)) > 1e-6 and np.median(np.abs(robust_z(times))) > 0:
        assert scaled == pytest.approx(robust_z(times), rel=1e-4, abs=1e-4)


@given(durations)
def test_no_more_than_half_of_the_times_lie_far_out(times: list[float]) -> None:
    scores = robust_z(times)
    assert np.sum(np.abs(scores) > OUTLIER_Z) <= len(times) / 2
