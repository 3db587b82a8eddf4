from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analyzer import permutation
from analyzer.occasions import Table, table
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


def _hands(of: Table) -> list[list[set[int]]]:
    """List the places of every deal of each participant's signals."""
    hands = []
    for person in range(of.participants):
        rows = np.flatnonzero(of.person == person)
        deck = np.repeat(of.place[rows], of.episodes[rows]).tolist()
        hands.append([set(hand) for hand in combinations(deck, int(of.signalled[rows].sum()))])
    return hands


def _enumerated(of: Table) -> dict[float, float]:
    """List every deal of every participant's signals, and the worst place's count in each."""
    every = list(product(*_hands(of)))
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


def test_places_with_scores_of_their_own_come_as_in_a_full_enumeration() -> None:
    # Rarely visited places score high, and counts that cannot be flagged nothing at all.
    of = _study(
        {"#a": (2, 1), "#b": (3, 1), "#c": (1, 0)},
        {"#a": (1, 0), "#b": (1, 1), "#c": (2, 1)},
        {"#b": (4, 3), "#c": (1, 1)},
    )
    scores = np.array([[-np.inf, -np.inf, 3.0, 3.5], [-np.inf, -np.inf, 0.5, 1.0],
                       [-np.inf, -np.inf, 2.0, 4.0]])  # fmt: skip
    worst = worst_scores(of, scores, B, 5)
    expected: dict[float, float] = {}
    every = list(product(*_hands(of)))
    for hands in every:
        counts = [sum(place in hand for hand in hands) for place in range(3)]
        best = max(scores[place, count] for place, count in enumerate(counts))
        expected[best] = expected.get(best, 0) + 1 / len(every)
    assert set(worst.tolist()) == set(expected)
    for score, share in expected.items():
        assert (worst == score).mean() == pytest.approx(share, abs=0.02)


def test_a_place_with_signals_of_two_families_counts_its_participant_once() -> None:
    told = [
        Exposure(f"P{who}", "buy", "/", place, family, 1, int(place == "#a"))
        for who in range(2)
        for family in ("click", "field")
        for place in ("#a", "#b")
    ]
    of = table(told)
    worst = worst_scores(of, _counted(of), B, 2)
    # A person's two signals miss a place in 1 of 4 deals; both people meet one at #a, or at #b.
    both = 2 * (3 / 4) ** 2 - (2 / 4) ** 2
    assert set(worst.tolist()) == {1.0, 2.0}
    assert (worst == 2).mean() == pytest.approx(both, abs=0.02)


@pytest.mark.parametrize(("cards", "signals"), [(5, 2), (5, 3), (4, 1), (3, 3), (6, 6)])
def test_every_set_of_cards_is_dealt_as_often(cards: int, signals: int) -> None:
    marks = np.full((cards, 20_000), 7, dtype=np.uint8)
    permutation._deal(marks, signals, np.random.default_rng(9))
    assert (marks.sum(axis=0) == signals).all()
    sets, counts = np.unique(marks, axis=1, return_counts=True)
    assert sets.shape[1] == math.comb(cards, signals)
    assert stats.chisquare(counts).pvalue > 0.001 if counts.size > 1 else True


def test_shuffles_in_parts_come_as_often_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    of = _study(*[{f"#{place}": (2, int(place == 0)) for place in range(4)} for _ in range(3)])
    at_once = worst_scores(of, _counted(of), B, 1)
    monkeypatch.setattr(permutation, "_CELLS", 700)
    parts = worst_scores(of, _counted(of), B, 1)
    for count in (1, 2, 3):
        assert (parts == count).mean() == pytest.approx((at_once == count).mean(), abs=0.02)


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
    scores = np.sort(np.random.default_rng(0).random((6, 5)), axis=1)
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
