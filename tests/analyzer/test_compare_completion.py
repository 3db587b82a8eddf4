from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from analyzer.compare_completion import fisher, mcnemar, newcombe, two_proportions

counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
cells = st.integers(0, 30)


def test_eleven_of_twelve_against_five_of_ten() -> None:
    found = two_proportions(11, 12, 5, 10)  # Quantifying the User Experience, p. 79
    assert (found.chi2_yates, found.p_yates) == pytest.approx((2.905, 0.0883), abs=5e-4)
    assert (found.chi2_pearson, found.chi2_n1) == pytest.approx((4.7743, 4.5573), abs=1e-4)
    assert (found.p_n1, found.p_fisher) == pytest.approx((0.0328, 0.0557), abs=1e-4)
    assert found.z_n1 == pytest.approx(math.sqrt(4.5573), abs=1e-4)
    assert (found.p, found.method) == (found.p_n1, "N-1 chi-square")


def test_an_expected_count_below_one_calls_for_fisher() -> None:
    found = two_proportions(9, 10, 3, 3)  # one failure in 13: 3/13 expected in the second group
    assert (found.p, found.method) == (found.p_fisher_mid, "Fisher mid-P")


@pytest.mark.parametrize(("x1", "x2"), [(0, 0), (5, 4)])
def test_where_all_or_none_completed_nothing_can_differ(x1: int, x2: int) -> None:
    found = two_proportions(x1, 5, x2, 4)
    assert (found.chi2_n1, found.z_n1, found.p_yates) == (None, None, None)
    assert found.p == 1


@given(counts, counts)
def test_the_order_of_the_designs_turns_the_sign_only(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    one, other = two_proportions(*first, *second), two_proportions(*second, *first)
    assert other.difference == pytest.approx(-one.difference)
    assert other.p == pytest.approx(one.p, abs=1e-9)
    if one.z_n1 and other.z_n1:
        assert other.z_n1 == pytest.approx(-one.z_n1)


@given(counts, counts)
def test_p_values_lie_between_zero_and_one(first: tuple[int, int], second: tuple[int, int]) -> None:
    found = two_proportions(*first, *second)
    values = [found.p, found.p_fisher, found.p_n1, found.p_yates, found.p_pearson]
    assert all(-1e-12 <= value <= 1 + 1e-12 for value in values if value is not None)


def test_an_empty_group_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="both groups"):
        two_proportions(1, 2, 0, 0)


def test_fisher_agrees_with_the_tables_in_the_manuals() -> None:
    assert fisher(((8, 2), (1, 5))).p_two_sided == pytest.approx(0.0350, abs=1e-4)
    tea = fisher(((3, 1), (1, 3)))
    assert (tea.p_two_sided, tea.p_greater) == pytest.approx((0.4857, 0.2429), abs=1e-4)
    assert tea.midp_greater == pytest.approx(0.1286, abs=1e-4)


@given(cells, cells, cells, cells)
def test_the_two_mid_p_sides_add_up_to_one(a: int, b: int, c: int, d: int) -> None:
    assume(a + b > 0 and c + d > 0)
    found = fisher(((a, b), (c, d)))
    assert found.midp_greater + found.midp_less == pytest.approx(1, abs=1e-9)
    assert found.midp_two_sided <= found.p_two_sided


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="none below 0"):
        fisher(((1, -1), (2, 3)))
    with pytest.raises(ValueError, match="none below 0"):
        mcnemar(1, -1, 2, 3)


@pytest.mark.parametrize(
    ("counts_of_both", "lower", "upper"),
    [  # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_the_differences_that_newcombe_printed(
    counts_of_both: tuple[int, int, int, int], lower: float, upper: float
) -> None:
    found = newcombe(*counts_of_both)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-4)


@given(counts, counts)
def test_a_difference_lies_within_its_bounds_and_turns_with_the_designs(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    one, other = newcombe(*first, *second), newcombe(*second, *first)
    assert one.estimate is not None
    assert one.lower is not None
    assert one.upper is not None
    assert -1 <= one.lower <= one.estimate + 1e-12
    assert one.estimate - 1e-12 <= one.upper <= 1
    assert (other.lower, other.upper) == pytest.approx((-one.upper, -one.lower))


def test_an_empty_group_has_no_difference() -> None:
    found = newcombe(3, 4, 0, 0)
    assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 4)


def test_mcnemar_agrees_with_statsdirect() -> None:
    found = mcnemar(20, 12, 2, 16)  # Armitage & Berry (1994), p. 127
    assert (found.chi2_cc, found.p_cc) == pytest.approx((5.785714, 0.0162), abs=5e-5)
    assert found.p_exact == pytest.approx(0.0129, abs=5e-5)
    assert found.ratio == 6
    assert (found.ratio_lower, found.ratio_upper) == pytest.approx((1.335744, 55.197091), abs=1e-6)


def test_mcnemar_agrees_with_fagerland() -> None:
    found = mcnemar(1, 1, 7, 12)  # BMC Medical Research Methodology 13:91, table 1
    assert found.p_exact == pytest.approx(0.0703, abs=1e-4)
    assert found.p_mid == pytest.approx(0.0391, abs=1e-4)
    assert found.p_asymptotic == pytest.approx(0.0339, abs=1e-4)


def test_nobody_who_differs_is_no_evidence() -> None:
    found = mcnemar(5, 0, 0, 3)
    assert (found.chi2, found.ratio, found.p_exact, found.p_mid) == (None, None, 1, 1)


def test_as_many_one_way_as_the_other_is_no_evidence() -> None:
    found = mcnemar(0, 3, 3, 0)
    assert found.p_exact == 1
    assert found.p_mid == pytest.approx(1 - stats.binom.pmf(3, 6, 0.5) / 2)


def test_a_ratio_over_nobody_is_infinite() -> None:
    found = mcnemar(4, 3, 0, 1)
    assert found.ratio == math.inf
    assert found.ratio_upper == math.inf


@given(cells, cells, cells, cells)
def test_those_who_managed_both_or_neither_do_not_count(a: int, b: int, c: int, d: int) -> None:
    assert mcnemar(a, b, c, d) == mcnemar(0, b, c, 0)
    turned = mcnemar(a, c, b, d)
    assert turned.p_mid == pytest.approx(mcnemar(a, b, c, d).p_mid)
    assert 0 <= turned.p_mid <= 1
