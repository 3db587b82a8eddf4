from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.legend import scale_ceiling, ticks


@pytest.mark.parametrize(
    ("peak", "expected"),
    [(0.0, 0.01), (0.008, 0.01), (0.012, 0.015), (0.12, 0.15), (0.2, 0.2), (0.61, 0.8), (0.9, 1.0)],
)
def test_a_scale_of_shares_ends_on_a_round_number(peak: float, expected: float) -> None:
    assert scale_ceiling(peak, "participant_mean") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("peak", "expected"), [(0.3, 1), (1.2, 1.5), (7, 8), (23, 30), (812, 1000)]
)
def test_a_scale_of_counts_ends_on_a_round_number(peak: float, expected: float) -> None:
    assert scale_ceiling(peak, "count") == expected


def test_a_share_of_participants_always_runs_to_all_of_them() -> None:
    assert scale_ceiling(0.05, "participants") == 1


@given(st.floats(1e-6, 1))
def test_the_scale_holds_the_peak_and_is_not_stretched_far(peak: float) -> None:
    top = scale_ceiling(peak, "participant_mean")
    assert top >= peak * (1 - 1e-6)
    assert top <= max(0.01, peak * 1.52)


def test_ticks_carry_their_unit() -> None:
    assert [tick.label for tick in ticks(0.15, "participant_mean")] == ["0 %", "7.5 %", "15 %"]
    assert [tick.label for tick in ticks(30, "count")] == ["0", "15", "30"]
