import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.compare_nps import compare_nps, sides

ratings = st.lists(st.integers(0, 10).map(float), min_size=1, max_size=40)


def test_an_example_by_hand() -> None:
    # 6 promoters, 2 passives, 2 detractors against 2, 3, 5. Adjusted: 6.75 and 2.75 of 13,
    # 2.75 and 5.75 of 13; the scores are 4/13 and -3/13.
    found = compare_nps([9.0] * 6 + [8.0] * 2 + [0.0] * 2, [9.0] * 2 + [8.0] * 3 + [0.0] * 5)
    variances = [
        (9.5 / 13 - (4 / 13) ** 2) / 13,
        (8.5 / 13 - (3 / 13) ** 2) / 13,
    ]
    error = math.sqrt(sum(variances))
    assert found.effect.estimate == pytest.approx(0.7)
    assert found.z == pytest.approx(7 / 13 / error)
    assert found.p == pytest.approx(2 * stats.norm.sf(7 / 13 / error))
    assert (found.effect.lower, found.effect.upper) == pytest.approx(
        (7 / 13 - 1.959964 * error, 7 / 13 + 1.959964 * error), abs=1e-6
    )


def test_nobody_in_a_group_gives_nothing() -> None:
    found = compare_nps([], [9.0])
    assert (found.effect.estimate, found.p, found.error) == (None, None, None)


def test_promoters_and_detractors_are_the_ends() -> None:
    assert sides([0, 6, 7, 8, 9, 10]) == [-1, -1, 0, 0, 1, 1]


@given(ratings, ratings)
def test_swapped_groups_turn_the_sign(first: list[float], second: list[float]) -> None:
    there, back = compare_nps(first, second), compare_nps(second, first)
    assert there.p == pytest.approx(back.p)
    assert there.z == pytest.approx(-(back.z or 0))
    assert there.effect.lower == pytest.approx(-(back.effect.upper or 0))
    assert there.effect.estimate is not None
    assert (there.effect.lower or 0) <= there.effect.estimate <= (there.effect.upper or 0)


@given(ratings)
def test_a_group_against_itself_shows_nothing(one: list[float]) -> None:
    assert compare_nps(one, one).p == pytest.approx(1)
