from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.navigation import (
    edit_distance,
    excess_steps,
    first_click_ratio,
    lostness,
    lostness_of,
    path_deviation,
)

paths = st.lists(st.sampled_from("abcdef"), max_size=12)


def test_six_pages_nine_visits_three_required() -> None:
    assert lostness(6, 9, 3) == pytest.approx(0.60, abs=5e-3)  # Tullis & Albert, fig. 4.7


def test_a_perfect_path_is_not_lost_at_all() -> None:
    assert lostness(4, 4, 4) == 0


@pytest.mark.parametrize(("n", "s", "r"), [(2, 2, 3), (0, 0, 3), (2, 3, 0)])
def test_an_attempt_that_ended_early_is_not_called_lost(n: int, s: int, r: int) -> None:
    assert lostness(n, s, r) is None


def test_more_pages_than_visits_cannot_be() -> None:
    with pytest.raises(ValueError, match="more different pages"):
        lostness(5, 4, 2)


@given(st.integers(1, 30), st.integers(0, 30), st.integers(0, 29))
def test_lostness_never_exceeds_the_root_of_two(r: int, extra: int, more: int) -> None:
    found = lostness(r + extra, r + extra + more, r)
    assert found is not None
    assert 0 <= found < math.sqrt(2)


def test_lostness_of_a_path_counts_a_page_twice_running_once() -> None:
    accepted = [["home", "list", "item"], ["home", "search", "list", "item"]]
    assert lostness_of(["home", "home", "list", "item"], accepted) == 0
    wandered = ["home", "list", "home", "list", "item", "list"]
    assert lostness_of(wandered, accepted) == pytest.approx(lostness(3, 6, 3))


def test_visits_beyond_the_shortest_path_as_a_share() -> None:
    assert excess_steps(8, 6) == pytest.approx(0.25)
    assert excess_steps(0, 3) is None


def test_the_nearest_accepted_path_counts() -> None:
    accepted = [["a", "b", "c"], ["a", "d", "c"]]
    assert path_deviation(["a", "d", "d", "c"], accepted) == 0
    assert path_deviation(["a", "d", "e", "c"], accepted) == pytest.approx(1 / 4)
    assert path_deviation(["x", "y", "z"], accepted) == 1
    assert path_deviation(["a"], []) is None
    assert path_deviation([], [[]]) == 0


def test_an_edit_distance_from_the_textbook() -> None:
    assert edit_distance("kitten", "sitting") == 3


@given(paths, paths, paths)
def test_an_edit_distance_is_a_distance(a: list[str], b: list[str], c: list[str]) -> None:
    assert edit_distance(a, a) == 0
    assert edit_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


@given(paths, st.lists(paths, min_size=1, max_size=3))
def test_a_deviation_is_a_share(path: list[str], accepted: list[list[str]]) -> None:
    found = path_deviation(path, accepted)
    assert found is not None
    assert 0 <= found <= 1


def test_success_after_a_right_first_click_is_twice_as_likely() -> None:
    assert first_click_ratio(0.87, 0.46) == pytest.approx(1.9, abs=0.05)  # Bailey & Wolfson
    assert first_click_ratio(0.87, 0) is None
