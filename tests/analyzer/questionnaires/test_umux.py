from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.questionnaires.umux import umux_score


def test_finstads_scoring() -> None:
    assert umux_score([6, 2, 6, 3]) == pytest.approx(19 / 24 * 100)


def test_the_ends_of_the_scale() -> None:
    assert umux_score([7, 1, 7, 1]) == 100
    assert umux_score([1, 7, 1, 7]) == 0


@given(st.lists(st.integers(1, 7), min_size=4, max_size=4))
def test_answers_turned_round_score_the_rest(ratings: list[int]) -> None:
    turned = [8 - rating for rating in ratings]
    assert umux_score(turned) == pytest.approx(100 - umux_score(ratings))
