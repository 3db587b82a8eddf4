from __future__ import annotations

from msgspec.structs import replace

from analyzer.answer_results import Answer
from analyzer.pipeline import analyze
from analyzer.survey_forms import Editions, came_to, counted_forms, form_keys
from fixtures.survey import answer, asking, done
from fixtures.synthetic import Recording, definition, study, task
from fixtures.tries import attempt
from recorder.definition import Ask

ASKS = [Ask(questionnaire="sus"), Ask(questionnaire="seq", when="after_task")]


def _form(participant: str, t_s: float, *, is_skipped: bool = False) -> Answer:
    return Answer(
        questionnaire="seq", session=f"s-{participant}", participant=participant, task="buy",
        t_s=t_s, ratings=(None if is_skipped else 5.0,), score=None if is_skipped else 5.0,
        is_skipped=is_skipped, reason="", choices=(), locale="en", duration_s=1.0,
    )  # fmt: skip


def test_of_several_forms_of_one_participant_the_last_counts() -> None:
    first, other, last = _form("P1", 1), _form("P2", 2), _form("P1", 3)
    assert counted_forms([first, other, last]) == ([other, last], [first])


def test_passing_over_does_not_take_back_an_answer() -> None:
    given, passed = _form("P1", 1), _form("P1", 2, is_skipped=True)
    assert counted_forms([given, passed]) == ([given], [passed])
    assert counted_forms([passed, given]) == ([given], [passed])


def test_forms_stand_in_the_studys_order_those_of_the_study_last() -> None:
    asked = replace(
        definition(task("buy"), task("pay")),
        questionnaires=[*ASKS, Ask(questionnaire="ces", when="after_task", tasks=["pay"])],
    )
    assert form_keys(asked, []) == [("seq", "buy"), ("seq", "pay"), ("ces", "pay"), ("sus", None)]


def test_answers_to_a_form_that_is_asked_no_more_there_keep_their_place() -> None:
    asked = replace(definition(task("buy"), task("pay")), questionnaires=[ASKS[0]])
    assert form_keys(asked, [_form("P1", 1)]) == [("seq", "buy"), ("sus", None)]


def test_who_ended_a_task_came_to_its_form_and_who_ended_all_to_the_studys() -> None:
    asked = replace(definition(task("buy"), task("pay")), questionnaires=ASKS)
    tries = [
        replace(attempt("P1"), task="buy"), replace(attempt("P1", "give_up"), task="pay"),
        replace(attempt("P2"), task="buy"), replace(attempt("P2", "unfinished"), task="pay"),
        replace(attempt("P3", "running"), task="buy"),
    ]  # fmt: skip
    assert came_to(asked, tries) == {
        ("seq", "buy"): {"P1", "P2"}, ("seq", "pay"): {"P1"}, ("sus", None): {"P1"}
    }  # fmt: skip


def test_who_took_part_before_a_form_was_asked_did_not_come_to_it() -> None:
    asked = asking(ASKS[0])
    tries = [attempt("P1"), attempt("P2"), attempt("P3")]
    editions = Editions(3, {"s-P1": 1, "s-P2": 2, "s-P3": 3})
    assert came_to(asked, tries, (), editions) == {("sus", None): {"P3"}}
    # Somebody answered under the second version, so it was asked there already.
    sent = replace(_form("P2", 1), questionnaire="sus", task=None)
    assert came_to(asked, tries, [sent], editions) == {("sus", None): {"P2", "P3"}}


def test_who_gave_nothing_back_is_counted_and_named() -> None:
    told = [done("P01", answer(20, "sus", [3] * 10)), done("P02"), Recording("P03").page(0)]
    (found,) = analyze(study(*told, of=asking(ASKS[0]))).questionnaires
    assert (found.asked, found.answered, found.left) == (2, 1, 1)
    said = "1 participant came to it and gave back no form that can be counted (P02)."
    assert said in found.notes
