from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analyzer.tails import MANY, upper_tail


def _tail(affected: int, p: list[float]) -> float:
    chances = np.array(p)
    sums = (np.array([(chances**power).sum()]) for power in (1, 2, 3))
    return float(upper_tail(np.array([affected]), np.array([len(p)]), *sums)[0])


def _exactly(affected: int, p: list[float]) -> float:
    """Convolve the coin flips one by one."""
    pmf = np.ones(1)
    for chance in p:
        pmf = np.convolve(pmf, [1 - chance, chance])
    return float(pmf[affected:].sum())


def test_equal_chances_give_the_binomial() -> None:
    assert _tail(8, [0.5] * 10) == pytest.approx(56 / 1024)  # (45 + 10 + 1) of 2 to the 10th
    assert _tail(40, [25 / 300] * 300) == pytest.approx(
        stats.binom.sf(39, 300, 25 / 300), rel=0.005
    )


def test_two_groups_of_equal_chances_give_their_exact_sum() -> None:
    p = [0.05] * 300 + [0.4] * 100
    for affected in (60, 75, 90, 110):
        exact = _exactly(affected, p)
        assert _tail(affected, p) == pytest.approx(exact, rel=0.01)
        # Of which the mean alone knows nothing: it would be half as much again at least.
        assert stats.binom.sf(affected - 1, 400, 55 / 400) > 1.5 * exact or affected == 60


@settings(deadline=None)
@given(
    st.integers(MANY, 250), st.floats(0.2, 4), st.floats(1, 40), st.integers(0, 2**32),
)  # fmt: skip
def test_the_tail_of_many_is_hardly_ever_below_the_exact_one(
    n: int, a: float, b: float, seed: int
) -> None:
    p = np.random.default_rng(seed).beta(a, b, n).tolist()
    exact = np.ones(1)
    for chance in p:
        exact = np.convolve(exact, [1 - chance, chance])
    tails = exact[::-1].cumsum()[::-1]
    for affected in range(int(sum(p) + 1.5), n, max(1, n // 20)):
        if tails[affected] > 1e-12:
            assert _tail(affected, p) >= 0.95 * tails[affected]


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=MANY - 1))
def test_the_tail_of_few_is_never_below_the_exact_one(p: list[float]) -> None:
    for affected in range(int(np.ceil(sum(p))) + 1, len(p) + 1):
        assert _tail(affected, p) >= _exactly(affected, p) - 1e-9


def test_nobody_affected_is_no_evidence() -> None:
    assert _tail(0, [0.3] * 10) == 1
    assert _tail(0, []) == 1


@pytest.mark.parametrize("affected", [200, 5_000, 99_999, 100_000])
def test_far_out_it_is_small_and_never_0(affected: int) -> None:
    assert 0 < _tail(affected, [0.001] * 100_000) < 1e-15


def test_who_is_certain_to_be_affected_breaks_nothing() -> None:
    p = [1.0] * 100 + [0.0] * 100
    assert _tail(100, p) == pytest.approx(1, abs=0.5)
    assert _tail(101, p) < 0.5


def test_nothing_given_nothing_returned() -> None:
    none = np.empty(0)
    assert upper_tail(none.astype(np.int64), none.astype(np.int64), none, none, none).size == 0
