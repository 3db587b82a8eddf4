from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.questionnaires.nasa_tlx import raw_tlx, weighted_tlx

ratings = st.lists(st.integers(0, 100), min_size=6, max_size=6)


def test_six_ratings_out_of_ten_make_40() -> None:
    assert raw_tlx([1, 2, 3, 4, 5, 9], scale_max=10) == pytest.approx(40)


def test_weights_say_which_scale_counts() -> None:
    assert weighted_tlx([80, 10, 10, 10, 10, 10], [5, 0, 4, 3, 2, 1]) == pytest.approx(500 / 15)


def test_weights_that_are_not_fifteen_comparisons_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 14"):
        weighted_tlx([50] * 6, [5, 0, 4, 3, 2, 0])
    with pytest.raises(ValueError, match="item 1"):
        weighted_tlx([50] * 6, [6, 0, 4, 3, 2, 0])


@given(ratings)
def test_a_load_lies_between_its_lightest_and_heaviest_scale(given_ratings: list[int]) -> None:
    for load in (raw_tlx(given_ratings), weighted_tlx(given_ratings, [5, 4, 3, 2, 1, 0])):
        assert min(given_ratings) - 1e-9 <= load <= max(given_ratings) + 1e-9
