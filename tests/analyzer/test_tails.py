from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.tails import upper_tail


def _tail(affected: int, visitors: int, expected: float) -> float:
    return float(upper_tail(np.array([affected]), np.array([visitors]), np.array([expected]))[0])


def _exactly(affected: int, p: list[float]) -> float:
    """Convolve the coin flips one by one."""
    pmf = np.ones(1)
    for chance in p:
        pmf = np.convolve(pmf, [1 - chance, chance])
    return float(pmf[affected:].sum())


def test_equal_chances_give_the_binomial() -> None:
    assert _tail(8, 10, 5.0) == pytest.approx(56 / 1024)  # (45 + 10 + 1) of 2 to the 10th
    assert _tail(40, 300, 25.0) == pytest.approx(stats.binom.sf(39, 300, 25 / 300))


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=25))
def test_it_never_claims_more_than_the_exact_distribution(p: list[float]) -> None:
    expected = sum(p)
    for affected in range(int(np.ceil(expected)) + 1, len(p) + 1):
        assert _tail(affected, len(p), expected) >= _exactly(affected, p) - 1e-9


def test_nobody_affected_is_no_evidence() -> None:
    assert _tail(0, 10, 3.0) == 1
    assert _tail(0, 0, 0.0) == 1


@pytest.mark.parametrize("affected", [200, 5_000, 100_000])
def test_far_out_it_is_small_and_never_0(affected: int) -> None:
    assert 0 < _tail(affected, 100_000, 100.0) < 1e-15


def test_nothing_given_nothing_returned() -> None:
    none = np.empty(0, dtype=np.int64)
    assert upper_tail(none, none, np.empty(0)).size == 0
