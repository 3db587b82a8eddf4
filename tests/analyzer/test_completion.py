from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.completion import against_benchmark, laplace, point_estimate

counts = st.integers(1, 100).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_five_of_five_is_not_taken_for_everybody() -> None:
    assert laplace(5, 5) == pytest.approx(0.857, abs=1e-3)
    assert point_estimate(5, 5) == (laplace(5, 5), "Laplace")


@pytest.mark.parametrize(
    ("x", "n", "rule"),
    [(1, 2, "observed"), (9, 10, "observed"), (19, 20, "Laplace"), (4, 10, "Wilson")],
)
def test_the_estimate_changes_its_rule_at_one_half_and_nine_tenths(
    x: int, n: int, rule: str
) -> None:
    assert point_estimate(x, n)[1] == rule


def test_nobody_gives_no_estimate() -> None:
    assert point_estimate(0, 0) == (None, "observed")


@given(counts)
def test_an_estimate_is_pulled_towards_one_half_and_never_across(count: tuple[int, int]) -> None:
    estimate, _ = point_estimate(*count)
    assert estimate is not None
    assert abs(estimate - 0.5) <= abs(count[0] / count[1] - 0.5) + 1e-12


def test_eight_of_nine_against_seventy_percent() -> None:
    found = against_benchmark(8, 9, 0.70)  # Quantifying the User Experience, ch. 4
    assert (found.p_exact, found.p_mid) == pytest.approx((0.1960, 0.1182), abs=1e-4)
    assert found.method == "mid-P"


def test_many_participants_take_the_normal_test() -> None:
    found = against_benchmark(85, 100, 0.75)  # Quantifying the User Experience, ch. 4
    assert (found.z, found.p) == pytest.approx((2.309, 0.0105), abs=5e-4)
    assert found.method == "normal"


@given(counts, st.floats(0.01, 0.99))
def test_the_two_sides_share_out_all_the_probability(
    count: tuple[int, int], benchmark: float
) -> None:
    above = against_benchmark(*count, benchmark, "greater")
    below = against_benchmark(*count, benchmark, "less")
    both = against_benchmark(*count, benchmark, "two-sided")
    assert above.p_mid + below.p_mid == pytest.approx(1)
    assert above.p + below.p == pytest.approx(1)
    assert both.p_mid == pytest.approx(min(1, 2 * min(above.p_mid, below.p_mid)))
    assert above.p_mid <= above.p_exact + 1e-12


@given(counts, st.floats(0.01, 0.99))
def test_one_success_more_makes_a_higher_rate_likelier(
    count: tuple[int, int], benchmark: float
) -> None:
    x, n = count
    fewer, more = against_benchmark(max(x - 1, 0), n, benchmark), against_benchmark(x, n, benchmark)
    assert more.p_mid <= fewer.p_mid + 1e-12


@pytest.mark.parametrize(("n", "benchmark"), [(0, 0.5), (5, 0.0), (5, 1.0)])
def test_a_test_without_people_or_target_is_refused(n: int, benchmark: float) -> None:
    with pytest.raises(ValueError, match="benchmark test needs"):
        against_benchmark(0, n, benchmark)
