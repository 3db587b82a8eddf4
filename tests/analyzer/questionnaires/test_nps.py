from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.questionnaires.nps import (
    adjusted_centre,
    net_promoters,
    nps_interval,
    nps_rating,
    summarise_nps,
)

counts = st.integers(0, 60)


def test_one_detractor_and_one_passive_in_twelve() -> None:
    assert net_promoters(10, 1, 1) == 0.75


def test_the_interval_adds_three_quarters_on_both_sides() -> None:
    found = nps_interval(36, 12, 12)
    assert found.estimate == pytest.approx(0.40)
    assert (found.lower, found.upper) == pytest.approx((0.183, 0.579), abs=5e-4)
    assert adjusted_centre(36, 12, 12) == pytest.approx(24 / 63)


def test_nine_promotes_and_six_detracts() -> None:
    found = summarise_nps([10, 9, 8, 7, 6, 0])
    assert found.estimate == 0
    assert found == nps_interval(2, 2, 2)
    assert nps_rating([8]) == 8


def test_nobody_has_no_score() -> None:
    assert net_promoters(0, 0, 0) is None


@given(counts, counts, counts)
def test_the_score_lies_within_its_bounds_and_turns_with_the_sides(
    promoters: int, passives: int, detractors: int
) -> None:
    found = nps_interval(promoters, passives, detractors)
    turned = nps_interval(detractors, passives, promoters)
    if found.estimate is None or found.lower is None or found.upper is None:
        assert promoters + passives + detractors == 0
        return
    assert -1 <= found.lower < found.upper <= 1
    assert found.lower <= found.estimate + 1e-12
    assert found.estimate <= found.upper + 1e-12
    assert turned.estimate == pytest.approx(-found.estimate)
    assert turned.upper == pytest.approx(-found.lower)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        nps_interval(3, -1, 2)
