from __future__ import annotations

import pytest

from analyzer.questionnaires import questionnaires
from analyzer.questionnaires.ces import ces_score


def test_strong_agreement_that_it_was_easy_is_the_best_score() -> None:
    assert ces_score([7]) == questionnaires["ces"].best


def test_a_study_has_the_mean_of_its_answers() -> None:
    assert questionnaires["ces"].summarise([7, 5, 6], 0.95).estimate == pytest.approx(6)
