from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.intervals import adjusted_wald
from analyzer.results import Interval
from analyzer.share_intervals import clopper_pearson, mid_p, wilson

Method = Callable[[int, int, float], Interval]


def corrected(successes: int, n: int, level: float = 0.95) -> Interval:
    return wilson(successes, n, level, continuity=True)


METHODS: list[Method] = [wilson, corrected, clopper_pearson, mid_p]

# Newcombe (1998), Statistics in Medicine 17:857, table I.
NEWCOMBE = [
    (wilson, 81, 263, 0.2553, 0.3662),
    (wilson, 15, 148, 0.0624, 0.1605),
    (wilson, 0, 20, 0.0, 0.1611),
    (wilson, 1, 29, 0.0061, 0.1718),
    (corrected, 81, 263, 0.2535, 0.3682),
    (corrected, 15, 148, 0.0598, 0.1644),
    (corrected, 0, 20, 0.0, 0.2005),
    (corrected, 1, 29, 0.0018, 0.1963),
    (clopper_pearson, 81, 263, 0.2527, 0.3676),
    (clopper_pearson, 15, 148, 0.0578, 0.1617),
    (clopper_pearson, 0, 20, 0.0, 0.1684),
    (clopper_pearson, 1, 29, 0.0009, 0.1776),
    (mid_p, 81, 263, 0.2544, 0.3658),
    (mid_p, 15, 148, 0.0601, 0.1581),
    (mid_p, 0, 20, 0.0, 0.1391),
    (mid_p, 1, 29, 0.0017, 0.1585),
]

counts = st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("method", "x", "n", "lower", "upper"), NEWCOMBE)
def test_the_limits_that_newcombe_printed(
    method: Method, x: int, n: int, lower: float, upper: float
) -> None:
    found = method(x, n, 0.95)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-4)


def test_five_of_five_may_be_as_few_as_48_percent() -> None:
    assert clopper_pearson(5, 5).lower == pytest.approx(0.4782, abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gives_no_number(method: Method) -> None:
    found = method(0, 0, 0.95)
    assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 0)


@pytest.mark.parametrize("method", METHODS)
def test_an_impossible_share_is_refused(method: Method) -> None:
    with pytest.raises(ValueError, match="not a share"):
        method(3, 2, 0.95)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=50)
@given(count=counts, level=st.floats(0.5, 0.999))
def test_bounds_hold_the_share_and_end_at_the_edges(
    method: Method, count: tuple[int, int], level: float
) -> None:
    x, n = count
    found = method(x, n, level)
    assert found.lower is not None
    assert found.upper is not None
    assert 0 <= found.lower <= x / n + 1e-12
    assert x / n - 1e-12 <= found.upper <= 1
    if x == 0:
        assert found.lower == pytest.approx(0, abs=1e-12)
    if x == n:
        assert found.upper == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=50)
@given(count=counts)
def test_successes_and_failures_mirror_each_other(method: Method, count: tuple[int, int]) -> None:
    x, n = count
    found, mirrored = method(x, n, 0.95), method(n - x, n, 0.95)
    assert found.lower is not None
    assert found.upper is not None
    assert (mirrored.lower, mirrored.upper) == pytest.approx(
        (1 - found.upper, 1 - found.lower), abs=1e-9
    )


@settings(max_examples=50)
@given(count=counts)
def test_mid_p_is_never_wider_than_the_exact_interval(count: tuple[int, int]) -> None:
    middle, exact = mid_p(*count), clopper_pearson(*count)
    assert middle.lower is not None
    assert middle.upper is not None
    assert exact.lower is not None
    assert exact.upper is not None
    assert exact.lower <= middle.lower + 1e-9
    assert middle.upper <= exact.upper + 1e-9


def test_wilson_has_the_centre_of_the_adjusted_wald_interval() -> None:
    score, adjusted = wilson(37, 80), adjusted_wald(37, 80)
    assert score.lower is not None
    assert score.upper is not None
    assert adjusted.lower is not None
    assert adjusted.upper is not None
    assert score.lower + score.upper == pytest.approx(adjusted.lower + adjusted.upper)
