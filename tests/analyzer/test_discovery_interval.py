from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analyzer.discovery import adjusted, forecast, known_problems
from analyzer.discovery_interval import (
    chao2_bounds,
    detection_rates,
    share_found,
    share_of,
    shares_found,
)

matrices = st.tuples(st.integers(3, 10), st.integers(1, 12)).flatmap(
    lambda shape: arrays(np.bool_, shape)
)


def study(n: int, problems: int, seed: int) -> tuple[np.ndarray, float]:
    """Simulate a study, and give with it the share of the problems that it truly found."""
    random = np.random.default_rng(seed)
    met = random.random((n, problems)) < random.beta(1, 4, problems)
    return met, float(met.any(axis=0).mean())


@settings(max_examples=25)
@given(matrices)
def test_the_share_found_lies_within_its_bounds(matrix: np.ndarray) -> None:
    found = share_found(matrix, seed=1)
    assert found.estimate == adjusted(matrix).discovered
    if found.estimate is not None:
        assert found.lower is not None
        assert found.upper is not None
        assert 0 <= found.lower <= found.estimate <= found.upper <= 1


@settings(max_examples=25)
@given(matrices)
def test_what_is_foretold_lies_within_its_bounds_and_changes_none_of_now(
    matrix: np.ndarray,
) -> None:
    now, then = shares_found(matrix, 2, seed=1)
    assert now == share_found(matrix, seed=1)
    assert then.estimate == forecast(adjusted(matrix), 2)
    if then.estimate is not None:
        assert then.lower is not None
        assert then.upper is not None
        assert 0 <= then.lower <= then.estimate <= then.upper <= 1
        assert now.lower is not None
        assert now.lower <= then.lower  # further people lose nothing


def test_of_so_many_problems_further_people_meet_what_chance_lets_them() -> None:
    met = np.array([[1, 1, 0], [1, 0, 1]], dtype=bool)  # two of three met once
    assert share_of(3, met, 5) == 1.0
    assert share_of(5, met, 0) == 3 / 5
    # Of two unseen, 1 - (1 - 2/(2 * 2 + 2))^1 = 1/3 each.
    assert share_of(5, met, 1) == pytest.approx((3 + 2 / 3) / 5)
    assert share_of(4, np.ones((3, 2), dtype=bool), 9) == 0.5  # none met once: nothing to go by


def test_what_further_people_truly_find_lies_within_the_bounds_in_nearly_every_study() -> None:
    inside = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        met = random.random((10, 30)) < random.beta(1, 4, 30)
        _, then = shares_found(met[:8], 2, seed=seed)
        assert then.lower is not None
        assert then.upper is not None
        inside += then.lower <= met.any(axis=0).mean() <= then.upper
    assert inside >= 36


def test_the_same_seed_gives_the_same_bounds() -> None:
    matrix, _ = study(8, 30, seed=3)
    assert share_found(matrix, seed=5) == share_found(matrix, seed=5)
    assert share_found(matrix, seed=5) != share_found(matrix, seed=6)


def test_two_participants_allow_no_bounds() -> None:
    found = share_found(np.array([[1, 0], [1, 1]]), seed=1)
    assert found.estimate is not None
    assert (found.lower, found.upper, found.n) == (None, None, 2)


def test_where_no_problem_is_known_nothing_is_said() -> None:
    found = share_found(np.zeros((5, 3)), seed=1)
    assert (found.estimate, found.lower, found.upper) == (None, None, None)


def test_the_true_share_lies_within_the_bounds_in_nearly_every_study() -> None:
    inside = 0
    for seed in range(40):
        matrix, truth = study(8, 30, seed)
        found = share_found(matrix, seed=seed)
        assert found.lower is not None
        assert found.upper is not None
        inside += found.lower <= truth <= found.upper
    assert inside >= 36


@pytest.mark.parametrize("level", [0.8, 0.95])
@given(matrix=matrices)
def test_chaos_bounds_never_fall_below_the_known_problems(matrix: np.ndarray, level: float) -> None:
    met = known_problems(matrix)
    if met.shape[1]:
        fewest, most = chao2_bounds(met, level)
        assert met.shape[1] <= fewest <= most


@given(matrices)
def test_detection_rates_are_shares_and_those_of_known_problems_only_sink(
    matrix: np.ndarray,
) -> None:
    met = known_problems(matrix)
    if met.shape[1]:
        rates = detection_rates(met)
        assert ((rates >= 0) & (rates <= 1)).all()
        assert (rates[: met.shape[1]] <= met.mean(axis=0) + 1e-12).all()
