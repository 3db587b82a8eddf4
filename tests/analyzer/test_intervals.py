from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.intervals import (
    adjusted_share,
    adjusted_wald,
    event_rate,
    geometric_mean,
    mean_t,
    median,
    normal_quantile,
    positive,
    quantile,
    t_quantile,
)
from analyzer.results import Interval

counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
durations = st.lists(st.floats(0.5, 3_000), min_size=2, max_size=40)
levels = st.floats(0.5, 0.999)


def bounds(interval: Interval) -> tuple[float, float]:
    assert interval.lower is not None
    assert interval.upper is not None
    return interval.lower, interval.upper


def estimate(interval: Interval) -> float:
    assert interval.estimate is not None
    return interval.estimate


def test_four_of_five_gives_the_interval_that_tullis_printed() -> None:
    found = adjusted_wald(4, 5)
    assert bounds(found) == pytest.approx((0.3596, 0.9796), abs=1e-4)
    assert adjusted_share(4, 5) == pytest.approx(0.6696, abs=1e-4)
    assert found.estimate == 0.8


def test_a_bound_beyond_one_is_clipped() -> None:
    assert bounds(adjusted_wald(9, 10))[1] == 1.0
    assert bounds(adjusted_wald(1, 10))[0] == 0.0


@pytest.mark.parametrize("interval", [mean_t, geometric_mean, median, event_rate])
def test_nobody_gives_no_number_at_all(interval: object) -> None:
    assert callable(interval)
    found = interval([])
    assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 0)


def test_a_share_of_nobody_is_no_number() -> None:
    found = adjusted_wald(0, 0)
    assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 0)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_an_impossible_share_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        adjusted_wald(successes, n)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_an_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted_wald(1, 2, level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        mean_t([1.0, 2.0], level)


@given(counts, levels)
def test_a_share_lies_within_its_bounds_and_they_within_zero_and_one(
    count: tuple[int, int], level: float
) -> None:
    low, high = bounds(adjusted_wald(*count, level))
    assert 0 <= low <= count[0] / count[1] <= high <= 1


@given(counts)
def test_successes_and_failures_mirror_each_other(count: tuple[int, int]) -> None:
    x, n = count
    low, high = bounds(adjusted_wald(x, n))
    assert bounds(adjusted_wald(n - x, n)) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts)
def test_one_success_more_moves_both_bounds_up(count: tuple[int, int]) -> None:
    x, n = count
    fewer, more = bounds(adjusted_wald(max(x - 1, 0), n)), bounds(adjusted_wald(x, n))
    assert fewer[0] <= more[0]
    assert fewer[1] <= more[1]


@given(counts)
def test_a_higher_level_gives_a_wider_interval(count: tuple[int, int]) -> None:
    narrow, wide = bounds(adjusted_wald(*count, 0.8)), bounds(adjusted_wald(*count, 0.99))
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]


def test_six_times_of_measuringu_give_their_typical_time() -> None:
    found = geometric_mean([55, 65, 75, 62, 45, 135])  # 68 s (46, 101)
    assert found.estimate == pytest.approx(68.241, abs=1e-3)
    assert bounds(found) == pytest.approx((46.005, 101.225), abs=1e-3)


def test_one_time_has_an_estimate_but_no_bounds() -> None:
    found = geometric_mean([42.0])
    assert found.estimate == pytest.approx(42.0)
    assert (found.lower, found.upper, found.n) == (None, None, 1)


def test_equal_times_give_that_time() -> None:
    found = geometric_mean([30.0] * 5)
    assert (estimate(found), *bounds(found)) == pytest.approx((30.0, 30.0, 30.0))


@pytest.mark.parametrize("bad", [[0.0, 3.0], [-1.0], [math.nan], [math.inf, 1.0]])
def test_a_time_that_is_no_duration_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match=r"longer than 0 s|numbers only"):
        geometric_mean(bad)


@given(durations, st.floats(0.01, 100))
def test_times_in_another_unit_give_the_same_interval_in_that_unit(
    times: list[float], factor: float
) -> None:
    plain, scaled = geometric_mean(times), geometric_mean([factor * t for t in times])
    expected = [factor * value for value in (estimate(plain), *bounds(plain))]
    assert [estimate(scaled), *bounds(scaled)] == pytest.approx(expected, rel=1e-9)


@given(durations, st.randoms(use_true_random=False))
def test_the_order_of_participants_does_not_matter(times: list[float], random: object) -> None:
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it as object
    for interval in (geometric_mean, mean_t, median):
        before, after = interval(times), interval(shuffled)
        assert estimate(after) == pytest.approx(estimate(before), rel=1e-9)
        assert after.n == before.n


@given(durations)
def test_a_typical_time_lies_between_the_shortest_and_the_longest(times: list[float]) -> None:
    typical = estimate(geometric_mean(times))
    assert min(times) * (1 - 1e-9) <= typical <= max(times) * (1 + 1e-9)
    assert typical <= np.mean(times) * (1 + 1e-9)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), st.floats(-1e3, 1e3))
def test_scores_moved_by_a_constant_move_the_whole_interval(
    values: list[float], shift: float
) -> None:
    plain, moved = mean_t(values), mean_t([value + shift for value in values])
    expected = [value + shift for value in (estimate(plain), *bounds(plain))]
    assert [estimate(moved), *bounds(moved)] == pytest.approx(expected, abs=1e-6)


def test_a_mean_has_the_interval_that_scipy_gives() -> None:
    values = [6.0, 5, 7, 4, 6, 5, 6, 3]
    low, high = stats.t.interval(0.9, 7, np.mean(values), stats.sem(values))
    assert bounds(mean_t(values, 0.9)) == pytest.approx((low, high))


@pytest.mark.parametrize("n", range(1, 40))
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_a_median_has_the_bounds_of_the_quantile_test(n: int, level: float) -> None:
    values = np.random.default_rng(n).normal(size=n)
    theirs: Any = stats.quantile_test(values, q=0, p=0.5).confidence_interval(level)
    ours = median(values, level)
    if math.isnan(theirs.low):
        assert (ours.lower, ours.upper) == (None, None)
    else:
        assert bounds(ours) == (theirs.low, theirs.high)


@pytest.mark.parametrize("n", [1, 5, 12, 40, 100])
@pytest.mark.parametrize("share", [0.1, 0.75, 0.9])
def test_a_percentile_has_the_bounds_of_the_quantile_test(n: int, share: float) -> None:
    values = np.random.default_rng(n).normal(size=n)
    theirs: Any = stats.quantile_test(values, q=0, p=share).confidence_interval(0.95)
    ours = quantile(values, share)
    assert ours.estimate == pytest.approx(np.quantile(values, share))
    for bound, wanted in ((ours.lower, theirs.low), (ours.upper, theirs.high)):
        assert bound is None if math.isnan(wanted) else bound == wanted


@pytest.mark.parametrize("share", [0.0, 1.0, math.nan])
def test_a_percentile_at_the_very_end_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1.0, 2.0], share)


def test_a_median_needs_six_for_bounds_at_95_percent() -> None:
    assert median([1, 2, 3, 4, 5]).lower is None
    assert bounds(median([1, 2, 3, 4, 5, 6])) == (1, 6)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), levels)
def test_an_event_rate_lies_within_its_bounds(events: list[int], level: float) -> None:
    found = event_rate(events, level)
    low, high = bounds(found)
    assert 0 <= low <= estimate(found) * (1 + 1e-12)
    assert estimate(found) <= high


def test_counts_that_spread_no_more_than_poisson_get_the_exact_interval() -> None:
    found = event_rate([1, 2, 1, 0, 1])  # 5 events: Garwood's 1.6235 to 11.6683
    assert found.method == "Poisson"
    assert bounds(found) == pytest.approx((1.6235 / 5, 11.6683 / 5), abs=1e-4)


def test_no_event_at_all_still_has_an_upper_bound() -> None:
    found = event_rate([0] * 10)
    assert (found.estimate, found.lower) == (0, 0)
    assert found.upper == pytest.approx(-math.log(0.025) / 10)


def test_counts_that_spread_more_get_a_wider_interval() -> None:
    even, uneven = event_rate([2, 2, 2, 2, 2]), event_rate([0, 0, 0, 1, 9])
    assert (even.method, uneven.method) == ("Poisson", "negative binomial")
    assert even.estimate == uneven.estimate == 2
    assert bounds(uneven)[0] < bounds(even)[0]
    assert bounds(uneven)[1] > bounds(even)[1]


def test_one_participant_alone_gets_a_poisson_interval() -> None:
    assert event_rate([3]).method == "Poisson"


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        event_rate([1, -1])


def test_the_normal_quantile_is_not_rounded() -> None:
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054)


def test_positive_keeps_what_it_checked() -> None:
    assert positive([1, 2.5]).tolist() == [1.0, 2.5]


def test_a_bound_beyond_every_number_is_open() -> None:
    found = geometric_mean([2.0, 20.0, 0.001], 0.99999)
    assert (found.estimate, found.upper) == (pytest.approx(0.342, abs=1e-3), None)
    assert geometric_mean([2.0, 20.0], 0.999).upper is None


@given(levels, st.integers(1, 5_000))
def test_quantiles_are_those_of_scipys_distributions(level: float, freedom: int) -> None:
    assert normal_quantile(level) == stats.norm.ppf((1 + level) / 2)
    assert t_quantile(level, freedom) == stats.t.ppf((1 + level) / 2, freedom)


@given(levels, st.integers(1, 300))
def test_poisson_bounds_are_half_quantiles_of_chi_square(level: float, total: int) -> None:
    lower, upper = bounds(event_rate([total], level))
    tail = (1 - level) / 2
    assert lower == pytest.approx(stats.chi2.ppf(tail, 2 * total) / 2, rel=1e-12)
    assert upper == pytest.approx(stats.chi2.ppf(1 - tail, 2 * total + 2) / 2, rel=1e-12)
