from __future__ import annotations

import pytest

from analyzer.intervals import mean_t
from analyzer.questionnaires import questionnaires
from analyzer.questionnaires.seq import seq_score


def test_the_one_answer_is_the_score() -> None:
    assert seq_score([6]) == 6


def test_a_task_has_the_mean_with_its_t_interval() -> None:
    scores = [seq_score([rating]) for rating in (6, 5, 7, 4, 6, 5, 6, 3)]
    found = questionnaires["seq"].summarise(scores, 0.95)
    assert found == mean_t(scores)
    assert (found.lower, found.upper) == pytest.approx((4.1793, 6.3207), abs=1e-3)
