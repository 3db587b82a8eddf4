from __future__ import annotations

import math

import pytest

from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires

EVERY = [pytest.param(questionnaires[name], id=name) for name in questionnaires]


def test_the_scan_finds_every_questionnaire() -> None:
    names = {"ces", "csat", "nasa_tlx", "nps", "seq", "sus", "umux", "umux_lite"}
    assert names <= set(questionnaires.names())


@pytest.mark.parametrize("questionnaire", EVERY)
def test_a_missing_item_is_not_guessed(questionnaire: Questionnaire) -> None:
    with pytest.raises(ValueError, match="ratings are needed"):
        questionnaire.score([questionnaire.high] * (questionnaire.items - 1))


@pytest.mark.parametrize("questionnaire", EVERY)
def test_an_answer_off_the_scale_is_named(questionnaire: Questionnaire) -> None:
    answers = [questionnaire.high] * questionnaire.items
    for wrong in (questionnaire.high + 1, questionnaire.low - 1, math.nan):
        with pytest.raises(ValueError, match=f"item {questionnaire.items}"):
            questionnaire.score([*answers[:-1], wrong])


@pytest.mark.parametrize("questionnaire", EVERY)
def test_nobody_who_answered_is_no_data(questionnaire: Questionnaire) -> None:
    found = questionnaire.summarise([], 0.95)
    assert (found.estimate, found.lower, found.upper, found.n) == (None, None, None, 0)


@pytest.mark.parametrize("questionnaire", EVERY)
def test_many_answers_make_a_figure_within_its_bounds(questionnaire: Questionnaire) -> None:
    people = [questionnaire.low, questionnaire.high, questionnaire.high]
    scores = [questionnaire.score([rating] * questionnaire.items) for rating in people]
    found = questionnaire.summarise(scores, 0.9)
    assert found.estimate is not None
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower <= found.estimate <= found.upper
    assert (found.n, found.level) == (3, 0.9)


def test_the_first_wrong_item_is_the_one_that_is_named() -> None:
    with pytest.raises(ValueError, match="item 2: 9 is not on the scale from 1 to 5"):
        check_ratings([3, 9, 9], 3, 1, 5)
