from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.pipeline import analyze
from analyzer.results import QuestionnaireResult
from fixtures.survey import BROOKE, MEASURINGUX, answer, asking, done, rated
from fixtures.synthetic import study
from recorder.definition import Ask
from web.survey_sentences import bounds, counts, finding, signed, survey_summary, wording

NB = "\u00a0"


def _found(name: str, *forms: Sequence[float | None]) -> QuestionnaireResult:
    return analyze(rated(name, *forms)).questionnaires[0]


@pytest.mark.parametrize(
    ("name", "forms", "said"),
    [
        ("seq", [[6], [5], [7], [4]],
         f"People rated the task 5.5 of 7 for ease (95{NB}% interval 3.4–7.0, n{NB}={NB}4)"),
        ("csat", [[5], [4], [1]],
         f"2 of 3 were satisfied (95{NB}% interval 20–94{NB}%, n{NB}={NB}3)"),
        ("churn", [[5], [1], [1]],
         f"1 of 3 say that they are likely to stop using it (95{NB}% interval 6–80{NB}%, "
         f"n{NB}={NB}3)"),
        ("nps", [[10], [10], [8], [2]],
         f"The Net Promoter Score is +25 (95{NB}% interval −44 to +73, n{NB}={NB}4)"),
        ("nasa_tlx", [[10, 20, 30, 40, 50, 90]],
         f"The load was 40.0 of 100 (n{NB}={NB}1, too few to bound)"),
        ("sus", [BROOKE], f"Usability scored 55.0 of 100: grade D, “OK” (n{NB}={NB}1, too few to "
         "bound)"),
    ],
)  # fmt: skip
def test_a_finding_says_the_score_with_its_interval_and_n(
    name: str, forms: list[list[float]], said: str
) -> None:
    assert finding(_found(name, *forms)) == said


def test_a_sus_finding_has_the_grades_of_both_ends() -> None:
    said = finding(_found("sus", BROOKE, MEASURINGUX, MEASURINGUX, MEASURINGUX))
    assert said.startswith("Usability scored 79.4 of 100: grade A− (D to A+), “Excellent”")


def test_without_a_score_the_reason_is_said() -> None:
    nobody = analyze(study(of=asking(Ask(questionnaire="ces")))).questionnaires[0]
    assert "nobody has answered it yet" in finding(nobody)
    assert "no form is whole" in finding(_found("sus", [None] * 10))
    passed = done("P01", answer(20, "ces", is_skipped=True))
    (skipped,) = analyze(study(passed, of=asking(Ask(questionnaire="ces")))).questionnaires
    assert "everybody passed it over" in finding(skipped)
    assert bounds(nobody, nobody.score) == f"n{NB}={NB}0, no interval"


def test_everybody_who_came_to_the_form_is_accounted_for() -> None:
    told = [
        done("P01", answer(20, "sus", BROOKE)), done("P02", answer(20, "sus", [None] * 10)),
        done("P03", answer(20, "sus", is_skipped=True)), done("P04"),
    ]  # fmt: skip
    (found,) = analyze(study(*told, of=asking(Ask(questionnaire="sus")))).questionnaires
    assert counts(found) == (
        "1 of 4 participants answered; 1 passed it over; 1 left an item out; 1 gave nothing back"
    )


def test_a_net_score_has_its_sign_and_nought_has_none() -> None:
    assert [signed(0.4), signed(-0.254), signed(0.0), signed(-0.001)] == ["+40", "−25", "0", "0"]


def test_the_language_of_a_wording_is_named() -> None:
    assert wording(_found("ces", [5])).startswith("en: 1 form, ")


def test_only_scores_of_the_whole_study_are_in_its_summary() -> None:
    results = (*analyze(rated("ces", [5], [6])).questionnaires,
               *analyze(rated("seq", [5], task="buy")).questionnaires)  # fmt: skip
    assert len(survey_summary(results)) == 1
