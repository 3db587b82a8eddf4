from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.survival import (
    Curve,
    cumulative_incidence,
    done_by,
    kaplan_meier,
    log_rank,
    median_time,
    share_at,
)

# Freireich et al. (1963): weeks in remission with 6-MP and with placebo.
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
DRUG_EVENTS = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
ALL = [1] * 21

observations = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 1)), min_size=1, max_size=30)
outcomes = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 2)), min_size=1, max_size=30)


def curve_of(pairs: list[tuple[int, int]]) -> Curve:
    return kaplan_meier([t for t, _ in pairs], [event for _, event in pairs])


def test_the_curve_of_the_6_mp_arm() -> None:
    curve = kaplan_meier(DRUG, DRUG_EVENTS)
    assert curve.times_s.tolist() == [6, 7, 10, 13, 16, 22, 23]
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.share == pytest.approx(printed, abs=6e-4)
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    found = median_time(curve)
    assert (found.estimate, found.lower, found.upper) == (23, 13, None)  # lifelines 0.30.3


def test_the_medians_of_the_placebo_arm() -> None:
    assert median_time(kaplan_meier(PLACEBO, ALL)).estimate == 8


def test_a_curve_that_stands_at_exactly_one_half_has_reached_its_median() -> None:
    curve = kaplan_meier([32, 41, 47, 58, 90, 95, 120, 180], [1, 1, 1, 1, 0, 1, 1, 0])
    assert median_time(curve).estimate == 58


def test_log_rank_of_the_two_arms() -> None:
    found = log_rank(DRUG, DRUG_EVENTS, PLACEBO, ALL)
    assert found.chi2 == pytest.approx(16.793, abs=1e-3)
    assert found.p == pytest.approx(4.17e-5, rel=1e-2)


@given(observations)
def test_the_curve_and_its_band_are_scipys(pairs: list[tuple[int, int]]) -> None:
    curve = curve_of(pairs)
    times, events = np.array(pairs, dtype=float).T
    theirs: Any = stats.ecdf(stats.CensoredData.right_censored(times, events == 0)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy says aloud where the band is not defined
        band: Any = theirs.confidence_interval(0.95, method="log-log")
    at = np.searchsorted(theirs.quantiles, curve.times_s)
    assert curve.share == pytest.approx(theirs.probabilities[at], abs=1e-12)
    inside = (curve.share > 0) & (curve.share < 1)
    for ours, bound in ((curve.lower, band.low), (curve.upper, band.high)):
        assert ours[inside] == pytest.approx(bound.probabilities[at][inside], abs=1e-9)
        assert np.isnan(ours[~inside]).all()


@given(observations)
def test_a_curve_only_falls_and_stays_within_its_band(pairs: list[tuple[int, int]]) -> None:
    curve = curve_of(pairs)
    assert (np.diff(curve.share) <= 1e-12).all()
    assert ((curve.share >= -1e-12) & (curve.share <= 1)).all()
    defined = ~np.isnan(curve.lower)
    assert (curve.lower[defined] <= curve.share[defined]).all()
    assert (curve.share[defined] <= curve.upper[defined]).all()


@given(observations, st.randoms(use_true_random=False))
def test_the_order_of_participants_does_not_matter(
    pairs: list[tuple[int, int]], random: object
) -> None:
    before = curve_of(pairs)
    random.shuffle(pairs)  # type: ignore[attr-defined]  # hypothesis types it as object
    assert curve_of(pairs).share.tolist() == before.share.tolist()


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_without_failures_the_curve_counts_who_is_still_trying(times: list[int]) -> None:
    curve = kaplan_meier(times, [1] * len(times))
    for t in range(61):
        left = sum(time > t for time in times) / len(times)
        assert share_at(curve, t) == pytest.approx(left, abs=1e-12)


def test_where_nobody_succeeded_there_is_no_step_and_no_median() -> None:
    curve = kaplan_meier([10, 20, 30], [0, 0, 0])
    assert curve.share.size == 0
    assert median_time(curve).estimate is None
    assert done_by(curve, 100).estimate == 0
    assert done_by(curve, 100).upper is None


def test_nobody_at_all_gives_no_share() -> None:
    curve = kaplan_meier([], [])
    assert (curve.n, done_by(curve, 5).estimate, median_time(curve).estimate) == (0, None, None)
    assert cumulative_incidence([], []).share.size == 0


def test_the_share_done_by_a_time_has_a_band() -> None:
    found = done_by(kaplan_meier(DRUG, DRUG_EVENTS), 10.5)
    assert found.estimate == pytest.approx(1 - 0.752941, abs=1e-6)
    # lifelines 0.30.3: 0.503200 to 0.889362 still in remission
    assert (found.lower, found.upper) == pytest.approx((0.110638, 0.496800), abs=1e-6)


def test_shares_that_add_up_to_everybody_but_for_a_rounding_have_no_band() -> None:
    times = [11.25, 29, 39.25, 49.25, 61.25, 111.5, 171, 174.25, 376, 609.75]
    curve = cumulative_incidence(times, [2, 1, 2, 2, 1, 2, 2, 2, 1, 1], 1)
    assert np.isfinite(curve.lower[:-1]).all()
    everybody = cumulative_incidence(times, [1] * 10, 1)
    assert everybody.share[-1] == pytest.approx(1)
    assert math.isnan(everybody.lower[-1])


def test_giving_up_keeps_people_from_succeeding() -> None:
    times, ends = [10, 20, 30, 40], [1, 2, 2, 1]
    success = cumulative_incidence(times, ends, 1)
    assert share_at(success, 100, start=0) == pytest.approx(0.5)
    # Kaplan-Meier takes those who gave up for people who may yet succeed: it ends at all done.
    kept = kaplan_meier(times, [1, 0, 0, 1])
    assert 1 - share_at(kept, 100) == pytest.approx(1.0)


def test_cumulative_incidence_agrees_with_lifelines() -> None:
    times, ends = [32, 41, 47, 58, 90, 95, 120, 180, 60, 75], [1, 1, 1, 1, 2, 1, 1, 0, 2, 1]
    success = cumulative_incidence(times, ends, 1)  # lifelines 0.30.3, AalenJohansenFitter
    assert success.share == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    printed = [0.005723, 0.030909, 0.071134, 0.122693, 0.183606, 0.252669, 0.328717]
    assert success.lower == pytest.approx(printed, abs=1e-6)
    printed = [0.358127, 0.474715, 0.577867, 0.670205, 0.753174, 0.827221, 0.891949]
    assert success.upper == pytest.approx(printed, abs=1e-6)


@given(outcomes)
def test_all_causes_and_those_left_add_up_to_everybody(pairs: list[tuple[int, int]]) -> None:
    times, ends = [t for t, _ in pairs], [end for _, end in pairs]
    left = kaplan_meier(times, [int(end != 0) for end in ends])
    for t in range(0, 61, 5):
        causes = [
            share_at(cumulative_incidence(times, ends, cause), t, start=0) for cause in (1, 2)
        ]
        assert sum(causes) + share_at(left, t) == pytest.approx(1, abs=1e-9)


@given(outcomes)
def test_incidence_never_exceeds_one_minus_kaplan_meier(pairs: list[tuple[int, int]]) -> None:
    times, ends = [t for t, _ in pairs], [end for _, end in pairs]
    success = cumulative_incidence(times, ends, 1)
    kept = kaplan_meier(times, [int(end == 1) for end in ends])
    for t in range(0, 61, 5):
        assert share_at(success, t, start=0) <= 1 - share_at(kept, t) + 1e-9


@given(observations, observations)
def test_the_log_rank_test_does_not_care_which_design_comes_first(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    one, other = (
        log_rank([t for t, _ in a], [e for _, e in a], [t for t, _ in b], [e for _, e in b])
        for a, b in ((first, second), (second, first))
    )
    if one.chi2 is None or other.chi2 is None:
        assert one == other
    else:
        assert math.isfinite(one.chi2)
        assert other.chi2 == pytest.approx(one.chi2, abs=1e-9)


@pytest.mark.parametrize("arms", [([1, 2], [0, 0], [3], [0]), ([], [], [3], [1]), ([], [], [], [])])
def test_without_a_success_to_compare_there_is_no_test(
    arms: tuple[list[int], list[int], list[int], list[int]],
) -> None:
    assert log_rank(*arms).chi2 is None


@pytest.mark.parametrize(
    ("times", "events"), [([1, 2], [1]), ([-1], [1]), ([math.nan], [1]), ([1], [2])]
)
def test_observations_that_cannot_be_are_refused(times: list[float], events: list[float]) -> None:
    with pytest.raises(ValueError, match=r"own event|0 or more|ended without"):
        kaplan_meier(times, events)


def test_ten_thousand_participants_need_no_table_of_pairs() -> None:
    random = np.random.default_rng(4)
    times, ends = random.exponential(60, 10_000), random.integers(0, 3, 10_000).astype(float)
    success = cumulative_incidence(times, ends, 1)
    inside = slice(100, -100)
    assert (success.lower[inside] < success.share[inside]).all()
    assert (success.share[inside] < success.upper[inside]).all()
    events = (ends > 0).astype(float)
    assert log_rank(times, events, times, events).p == pytest.approx(1)


def test_a_share_that_is_everybody_but_for_a_rounding_has_no_band() -> None:
    # Ten tenths add up to a little less than one.
    found = cumulative_incidence([float(time_s) for time_s in range(1, 11)], [1] * 10)
    assert found.share[-1] == pytest.approx(1)
    assert np.isnan(found.upper[-1])
    assert np.isnan(found.lower[-1])
