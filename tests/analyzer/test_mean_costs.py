import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.intervals import event_rate
from analyzer.mean_costs import mean_pages, mean_seconds

TOLD = st.lists(st.lists(st.floats(0, 30), min_size=1, max_size=4), min_size=2, max_size=9)


def test_of_one_time_each_it_is_the_mean_with_t_on_the_log_scale() -> None:
    found = mean_seconds([[4.0], [8.0], [12.0]])
    half = stats.t.ppf(0.975, 2) * stats.sem([4, 8, 12]) / 8
    assert (found.estimate, found.n, found.method) == (8.0, 3, "mean, t on the log scale")
    assert found.lower == pytest.approx(8 * math.exp(-half))
    assert found.upper == pytest.approx(8 * math.exp(half))


def test_what_befell_one_person_often_widens_the_interval_as_a_ratio_of_sums_does() -> None:
    # By hand: 28 s in 4 times is 7 s; a participant has had 2 times on average.
    found = mean_seconds([[12.0, 6.0, 6.0], [4.0]])
    rest = [24 - 3 * 7.0, 4 - 7.0]
    error = math.sqrt(sum(one * one for one in rest) / 1 / 2) / 2
    assert (found.estimate, found.n, found.method) == (7.0, 2, "ratio of sums, t on the log scale")
    half = stats.t.ppf(0.975, 1) * error / 7
    assert found.upper == pytest.approx(7 * math.exp(half))


def test_one_participant_allows_no_bounds_however_often_it_befell_them() -> None:
    for found in (mean_seconds([[4.0, 8.0]]), mean_pages([[1, 3]])):
        assert (found.lower, found.upper, found.n) == (None, None, 1)
        assert found.estimate is not None


def test_nobody_gives_nothing() -> None:
    for found in (mean_seconds([]), mean_pages([])):
        assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 0)


def test_where_nobody_lost_any_time_none_was_lost() -> None:
    found = mean_seconds([[0.0], [0.0]])
    assert (found.estimate, found.lower, found.upper) == (0.0, 0.0, 0.0)


def test_a_bound_beyond_every_number_is_open() -> None:
    found = mean_seconds([[0.0], [1e-3]], level=0.99999)
    assert (found.lower, found.upper) == (0.0, None)


def test_pages_beyond_the_first_are_counted_as_errors_are() -> None:
    found, counts = mean_pages([[1], [2], [5]]), event_rate([0, 1, 4])
    assert found.estimate == 1 + (counts.estimate or 0)
    assert found.lower == pytest.approx(1 + (counts.lower or 0))
    assert found.upper == pytest.approx(1 + (counts.upper or 0))


def test_that_each_way_took_one_page_does_not_prove_that_none_takes_two() -> None:
    found = mean_pages([[1], [1], [1, 1]])
    assert (found.estimate, found.lower, found.n) == (1.0, 1.0, 3)
    assert found.upper == pytest.approx(1 - math.log(0.025) / 4)  # no event in four times
    assert found.method == "Poisson, from the second page on"


@given(TOLD, st.randoms(use_true_random=False))
def test_the_mean_lies_within_its_bounds_whoever_comes_first(
    told: list[list[float]], random: Random
) -> None:
    found = mean_seconds(told)
    every = [one for times in told for one in times]
    assert found.estimate == pytest.approx(float(np.mean(every)), abs=1e-9)
    assert found.n == len(told)
    if found.upper is not None:
        assert 0 <= (found.lower or 0.0) <= (found.estimate or 0.0) <= found.upper
    assert mean_seconds(random.sample(told, len(told))) == found


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=2, max_size=9))
def test_bounds_of_pages_hold_their_mean_and_never_undercut_one(told: list[list[int]]) -> None:
    found = mean_pages(told)
    assert found.estimate is not None
    assert found.lower is not None
    assert found.upper is None or 1 <= found.lower <= found.estimate <= found.upper


@pytest.mark.parametrize("told", [[[3.0], []], [[3.0], [math.nan]]])
def test_what_is_missing_is_refused(told: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="leave"):
        mean_seconds(told)
