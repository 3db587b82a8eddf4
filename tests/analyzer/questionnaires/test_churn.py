from __future__ import annotations

import pytest

from analyzer.intervals import adjusted_wald
from analyzer.questionnaires import questionnaires
from analyzer.questionnaires.churn import churn_rating, share_leaving


def test_the_two_upper_answers_count_as_likely_to_leave() -> None:
    assert share_leaving([1, 2, 3, 4, 5, 5]) == adjusted_wald(3, 6)


def test_nobody_asked_is_no_data() -> None:
    assert share_leaving([]).estimate is None


def test_one_answer_is_kept_as_it_is_and_off_the_scale_is_refused() -> None:
    assert churn_rating([4]) == 4
    with pytest.raises(ValueError, match="item 1"):
        churn_rating([0])


def test_leaving_is_the_bad_end() -> None:
    churn = questionnaires["churn"]
    assert (churn.best, churn.worst) == (0, 1)
