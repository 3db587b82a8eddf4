from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.questionnaires.sus import (
    CURVED_GRADES,
    sus_adjective,
    sus_grade,
    sus_percentile,
    sus_score,
)

answers = st.lists(st.integers(1, 5), min_size=10, max_size=10)
scores = st.floats(0, 100)


def test_brookes_example_scores_55() -> None:
    assert sus_score([5, 4, 2, 1, 2, 3, 2, 4, 5, 2]) == 55


def test_a_pleased_participant_scores_87_5() -> None:
    assert sus_score([5, 2, 4, 1, 5, 2, 5, 1, 4, 2]) == 87.5


@pytest.mark.parametrize("same", [1, 3, 5])
def test_the_same_answer_to_everything_scores_50(same: int) -> None:
    assert sus_score([same] * 10) == 50


@given(answers)
def test_a_score_lies_between_0_and_100_in_steps_of_2_5(ratings: list[int]) -> None:
    found = sus_score(ratings)
    assert 0 <= found <= 100
    assert (found / 2.5).is_integer()


@given(answers, st.integers(0, 9))
def test_agreeing_more_raises_praise_and_lowers_complaint(ratings: list[int], item: int) -> None:
    if ratings[item] < 5:
        more = [*ratings[:item], ratings[item] + 1, *ratings[item + 1 :]]
        step = 2.5 if item % 2 == 0 else -2.5
        assert sus_score(more) - sus_score(ratings) == step


def test_grades_at_the_edges_of_their_bands() -> None:
    edges = [84.1, 84.0, 80.8, 80.7, 78.9, 77.2, 74.1, 72.6, 71.1, 68, 65.0, 62.7, 51.7, 51.6]
    grades = ["A+", "A", "A", "A-", "A-", "B+", "B", "B-", "C+", "C", "C", "C-", "D", "F"]
    assert [sus_grade(score) for score in edges] == grades


@given(scores)
def test_every_score_has_a_grade_and_its_percentile_is_near_that_band(score: float) -> None:
    grade, percentile = sus_grade(score), sus_percentile(score)
    low, high = next((low, high) for name, *_, low, high in CURVED_GRADES if name == grade)
    # A score between two bands, as 51.65, is graded by rounding and lies between in percentile.
    assert low - 1 <= percentile <= high + 1


def test_percentiles_that_measuringu_printed() -> None:
    found = [sus_percentile(score) for score in (68, 75, 52)]
    assert found == pytest.approx([50, 73, 15], abs=0.6)


@given(scores, scores)
def test_a_higher_score_never_has_a_lower_percentile(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert sus_percentile(low) <= sus_percentile(high)


def test_the_ends_of_the_scale_are_the_ends_of_the_percentiles() -> None:
    assert (sus_percentile(0), sus_percentile(100)) == (0, 100)


def test_each_adjective_has_its_own_mean_and_the_nearest_wins() -> None:
    means = [12.5, 20.3, 35.7, 50.9, 71.4, 85.5, 90.9]
    words = ["Worst imaginable", "Awful", "Poor", "OK", "Good", "Excellent", "Best imaginable"]
    assert [sus_adjective(mean) for mean in means] == words
    assert sus_adjective(68) == "Good"
    assert (sus_adjective(0), sus_adjective(100)) == ("Worst imaginable", "Best imaginable")


@pytest.mark.parametrize("score", [-0.1, 100.1])
def test_a_score_off_the_scale_has_no_grade(score: float) -> None:
    for read in (sus_grade, sus_percentile, sus_adjective):
        with pytest.raises(ValueError, match="between 0 and 100"):
            read(score)
