from __future__ import annotations

import pytest

from analyzer.intervals import adjusted_wald
from analyzer.questionnaires.csat import csat_rating, top_two_box


def test_the_two_best_answers_count_as_satisfied() -> None:
    found = top_two_box([5, 4, 4, 3, 5, 2, 4, 5, 4, 1])
    assert found == adjusted_wald(7, 10)
    assert (found.lower, found.upper) == pytest.approx((0.3923, 0.8967), abs=1e-4)


def test_on_a_longer_scale_the_two_best_are_others() -> None:
    assert top_two_box([5, 6, 7], scale=7).estimate == pytest.approx(2 / 3)


def test_one_answer_is_kept_as_it_is() -> None:
    assert csat_rating([4]) == 4
