from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.exposure import Table, table
from analyzer.opportunities import Exposure
from analyzer.permutation import adjusted, worst_scores

B = 9_999


def _study(*people: dict[str, tuple[int, int]]) -> Table:
    return table(
        Exposure(f"P{number}", "buy", "/", location, "click", episodes, signalled)
        for number, places in enumerate(people)
        for location, (episodes, signalled) in places.items()
    )


def _counted(of: Table) -> np.ndarray:
    """Score a place by its participants affected: easy to enumerate."""
    return np.tile(np.arange(of.participants + 1.0), (len(of.places), 1))


def _enumerated(of: Table) -> dict[float, float]:
    """List every deal of every participant's signals, and the worst place's count in each."""
    deals = []
    for person in range(of.participants):
        rows = np.flatnonzero(of.person == person)
        deck = np.repeat(of.place[rows], of.episodes[rows]).tolist()
        deals.append([set(hand) for hand in combinations(deck, int(of.signalled[rows].sum()))])
    every = list(product(*deals))
    worst = [
        max(sum(place in hand for hand in hands) for place in range(len(of.places)))
        for hands in every
    ]
    return {float(count): worst.count(count) / len(every) for count in set(worst)}


def test_three_signals_on_one_of_four_places_as_computed_by_hand() -> None:
    once = {f"#{place}": (1, int(place == 0)) for place in range(4)}
    of = _study(once, once, once)
    worst = worst_scores(of, _counted(of), B, 1)
    assert (worst == 3).mean() == pytest.approx(4 / 64, abs=0.01)
    assert (worst >= 2).mean() == pytest.approx(1 - 24 / 64, abs=0.02)


@pytest.mark.parametrize(
    "people",
    [
        [{"#a": (2, 1), "#b": (3, 1)}, {"#a": (1, 1), "#b": (1, 0), "#c": (2, 2)}],
        [{"#a": (4, 3), "#b": (1, 1)}, {"#a": (3, 3)}, {"#b": (2, 1), "#c": (2, 0)}],
        [{"#a": (1, 0), "#b": (1, 0)}, {"#a": (2, 1), "#c": (5, 4)}],
    ],
)
def test_shuffles_come_as_often_as_in_a_full_enumeration(
    people: list[dict[str, tuple[int, int]]],
) -> None:
    of = _study(*people)
    worst = worst_scores(of, _counted(of), B, 3)
    for count, share in _enumerated(of).items():
        assert (worst == count).mean() == pytest.approx(share, abs=0.02)


def test_tasks_are_shuffled_apart_and_the_worst_of_all_counts() -> None:
    told = [
        Exposure("P1", task, "/", location, "click", 1, int(location == "#a"))
        for task in ("buy", "find")
        for location in ("#a", "#b")
    ]
    of = table(told)
    scores = np.full((4, 2), -np.inf)
    scores[[0, 2], 1] = 1.0  # a signal on #a, in either task
    worst = worst_scores(of, scores, B, 1)
    assert (worst == 1).mean() == pytest.approx(3 / 4, abs=0.02)


def test_the_same_seed_deals_the_same_and_another_does_not() -> None:
    of = _study(*[{f"#{place}": (2, int(place == who)) for place in range(6)} for who in range(4)])
    scores = np.random.default_rng(0).random((6, 5))
    assert np.array_equal(worst_scores(of, scores, 99, 7), worst_scores(of, scores, 99, 7))
    assert not np.array_equal(worst_scores(of, scores, 99, 7), worst_scores(of, scores, 99, 8))


def test_many_occasions_are_dealt_in_parts() -> None:
    of = _study({"#a": (30_000, 2), "#b": (30_000, 0)})
    worst = worst_scores(of, np.array([[0, 1.0], [0, 0]]), 300, 1)
    assert worst.mean() == pytest.approx(3 / 4, abs=0.1)


def test_no_occasions_score_nothing() -> None:
    worst = worst_scores(table([]), np.empty((0, 1)), 9, 1)
    assert np.isneginf(worst).all()


def test_p_counts_the_observed_deal_as_one_of_the_shuffles() -> None:
    worst = np.array([1.0, 2.0, 2.0, 3.0])
    p = adjusted(np.array([4.0, 3.0, 2.0, -np.inf]), worst)
    assert p.tolist() == [1 / 5, 2 / 5, 4 / 5, 1]


@settings(max_examples=30)
@given(st.lists(st.floats(-5, 5) | st.just(-np.inf), max_size=20), st.integers(1, 50))
def test_p_lies_between_0_and_1_and_falls_as_the_score_rises(
    scores: list[float], shuffles: int
) -> None:
    worst = np.random.default_rng(shuffles).normal(size=shuffles)
    p = adjusted(np.array(sorted(scores), dtype=np.float64), worst)
    assert ((p > 0) & (p <= 1)).all()
    assert (np.diff(p) <= 0).all()
