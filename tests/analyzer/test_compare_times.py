from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.compare_times import (
    Summary,
    compare_times,
    compare_times_paired,
    paired,
    summary,
    welch,
)

# Student's sleep data: hours gained by ten patients with each of two drugs.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
# Quantifying the User Experience, and measuringu.com/time_intervals.
OLD_S = [40, 36, 53, 56, 110, 48, 34, 44, 30, 40, 80]
NEW_S = [55, 65, 75, 62, 45, 135]

values = st.lists(st.floats(1, 1_000).map(lambda x: round(x, 3)), min_size=2, max_size=20)


def test_welch_of_the_sleep_data() -> None:
    found = welch(summary(FIRST), summary(SECOND))
    assert (found.t, found.df) == pytest.approx((-1.8608, 17.776), abs=1e-3)
    assert found.p == pytest.approx(0.07939, abs=1e-5)
    assert (found.lower, found.upper) == pytest.approx((-3.3654832, 0.2054832), abs=1e-6)


def test_paired_t_of_the_sleep_data() -> None:
    found = paired(FIRST, SECOND)
    assert (found.t, found.df) == pytest.approx((-4.0621, 9), abs=1e-4)
    assert found.p == pytest.approx(0.002833, abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((-2.4598858, -0.7001142), abs=1e-6)


def test_welch_from_printed_means() -> None:
    found = welch(Summary(51.6, 4.07, 11), Summary(49.6, 4.63, 12))
    assert found.t == pytest.approx(1.1022, abs=1e-4)
    assert (found.p, found.p_floor_df) == pytest.approx((0.2828, 0.2834), abs=1e-4)


@given(values, values)
def test_welch_equals_scipys(x: list[float], y: list[float]) -> None:
    found = welch(summary(x), summary(y), 0.9)
    if found.t is None:
        assert np.ptp(x) == np.ptp(y) == 0
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns where one of the samples hardly varies
        theirs = stats.ttest_ind(x, y, equal_var=False)
    bounds = theirs.confidence_interval(0.9)
    ours = (found.t, found.df, found.p, found.lower, found.upper)
    assert ours == pytest.approx(
        (theirs.statistic, theirs.df, theirs.pvalue, bounds.low, bounds.high), rel=1e-6, abs=1e-9
    )


def test_times_of_two_designs_are_compared_as_a_ratio() -> None:
    found = compare_times(OLD_S, NEW_S)
    assert found.ratio == pytest.approx(0.7059, abs=1e-4)
    assert found.p == pytest.approx(0.0984, abs=1e-4)
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 0.7059 < found.upper


@given(values, values, st.floats(0.1, 10))
def test_times_in_another_unit_have_the_same_ratio(
    x: list[float], y: list[float], factor: float
) -> None:
    plain = compare_times(x, y)
    scaled = compare_times([factor * v for v in x], [factor * v for v in y])
    assert scaled.ratio == pytest.approx(plain.ratio)


@given(values, values)
def test_turned_round_the_ratio_is_its_inverse(x: list[float], y: list[float]) -> None:
    one, other = compare_times(x, y), compare_times(y, x)
    assert one.ratio is not None
    assert other.ratio == pytest.approx(1 / one.ratio)
    if one.lower and one.upper:
        assert (other.lower, other.upper) == pytest.approx((1 / one.upper, 1 / one.lower), rel=1e-6)


@given(values, st.randoms(use_true_random=False))
def test_pairs_may_come_in_any_order(x: list[float], random: object) -> None:
    pairs = [(a, 1.5 * a + i) for i, a in enumerate(x)]
    before = compare_times_paired([a for a, _ in pairs], [b for _, b in pairs])
    random.shuffle(pairs)  # type: ignore[attr-defined]  # hypothesis types it as object
    after = compare_times_paired([a for a, _ in pairs], [b for _, b in pairs])
    assert after.ratio == pytest.approx(before.ratio)
    assert after.p == pytest.approx(before.p, rel=1e-6)


def test_a_pair_needs_both_times() -> None:
    with pytest.raises(ValueError, match="in both"):
        paired([1.0, 2.0], [1.0])


def test_one_participant_a_group_has_a_ratio_but_no_test() -> None:
    found = compare_times([10], [20])
    assert found.ratio == pytest.approx(0.5)
    assert (found.lower, found.p, found.n) == (None, None, 2)


def test_an_empty_group_has_nothing() -> None:
    found = compare_times([], [20])
    assert (found.ratio, found.p) == (None, None)
    assert compare_times_paired([], []).ratio is None


def test_times_that_do_not_vary_give_no_test() -> None:
    assert compare_times([10, 10], [20, 20]).p is None
    assert compare_times_paired([10, 30], [20, 60]).p is None
    assert compare_times_paired([10, 30], [20, 60]).ratio == pytest.approx(0.5)


def test_a_ratio_beyond_every_number_is_open() -> None:
    found = compare_times([2.0, 200.0], [3.0, 300.0], 0.99999)
    assert found.ratio == pytest.approx(2 / 3)
    assert found.upper is None
