"""METHODS section 1.4 through the whole pipeline: events in, figures out."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.intervals import adjusted_wald, mean_t
from analyzer.pipeline import analyze
from analyzer.questionnaires.nps import nps_interval
from analyzer.results import QuestionnaireResult, StudyAnalysis
from analyzer.survey_figures import unknown_questionnaires
from fixtures.survey import BROOKE, MEASURINGUX, answer, asking, done, rated
from fixtures.synthetic import Recording, study
from recorder.definition import Ask


def _figure(
    name: str, *forms: Sequence[float | None], task: str | None = None
) -> QuestionnaireResult:
    (found,) = analyze(rated(name, *forms, task=task)).questionnaires
    return found


def _ones(*ratings: float) -> list[list[float]]:
    return [[rating] for rating in ratings]


def test_brookes_form_scores_55_and_the_other_published_one_87_5() -> None:
    found = _figure("sus", BROOKE, MEASURINGUX)
    assert found.scores == (55, 87.5)
    assert found.score.estimate == 71.25
    assert (found.low, found.high, found.best, found.unit) == (0, 100, 100, "points")


def test_a_sus_mean_is_graded_with_both_ends_of_its_interval() -> None:
    # Scores 62.5, 67.5, 70, 72.5, 67.5: mean 68, the scale's own example.
    forms = [
        [4, 3, 4, 2, 4, 2, 3, 3, 3, 3], [4, 2, 4, 2, 4, 2, 3, 3, 4, 3],
        [4, 2, 4, 2, 4, 2, 4, 3, 4, 3], [4, 2, 4, 2, 4, 2, 4, 2, 4, 3],
        [4, 2, 4, 2, 4, 2, 3, 3, 4, 3],
    ]  # fmt: skip
    found = _figure("sus", *forms)
    assert found.score.estimate == 68
    expected = mean_t([62.5, 67.5, 67.5, 70, 72.5])
    assert (found.score.lower, found.score.upper) == (expected.lower, expected.upper)
    assert found.grade is not None
    assert (found.grade.grade, found.grade.lower, found.grade.upper) == ("C", "C-", "B-")
    assert found.grade.percentile == pytest.approx(50)
    assert found.grade.adjective == "Good"


def test_one_sus_form_has_a_grade_and_no_bounds() -> None:
    found = _figure("sus", BROOKE)
    assert found.grade is not None
    assert (found.grade.grade, found.grade.lower, found.grade.upper) == ("D", None, None)
    assert (found.score.lower, found.score.n) == (None, 1)
    assert found.notes[0].startswith("n = 1: not enough data;")


def test_grades_of_an_interval_beyond_the_scale_are_those_of_its_ends() -> None:
    worst, best = [1, 5] * 5, [5, 1] * 5
    found = _figure("sus", worst, best)
    assert found.grade is not None
    assert (found.score.lower, found.score.upper) == (0, 100)
    assert (found.grade.lower, found.grade.upper) == ("F", "A+")
    assert (found.grade.percentile_lower, found.grade.percentile_upper) == (0, 100)


def test_a_missing_item_rejects_the_form_from_the_score_and_counts_it() -> None:
    found = _figure("sus", BROOKE, [*MEASURINGUX[:9], None])
    assert (found.asked, found.answered, found.incomplete, found.skipped) == (2, 1, 1, 0)
    assert found.scores == (55,)
    assert "1 form lacks an item (P02): in no score." in found.notes
    assert [item.missing for item in found.items] == [0] * 9 + [1]
    assert found.items[0].mean.n == 2


def test_umux_and_umux_lite_with_the_sus_that_it_foretells() -> None:
    assert _figure("umux", [6, 2, 6, 3]).score.estimate == pytest.approx(79.1667, abs=1e-3)
    found = _figure("umux_lite", [1, 1], [7, 7])
    assert found.scores == (0, 100)
    assert found.equivalent is not None
    assert found.equivalent.estimate == pytest.approx(55.4)
    assert (found.equivalent.lower, found.equivalent.upper) == pytest.approx((22.9, 87.9))
    assert found.equivalent_of == "sus"


def test_seq_has_its_t_interval_and_the_historical_mean_with_its_caution() -> None:
    found = _figure("seq", *_ones(6, 5, 7, 4, 6, 5, 6, 3), task="buy")
    assert found.task == "buy"
    assert found.score.estimate == 5.25
    assert (found.score.lower, found.score.upper) == pytest.approx((4.1793, 6.3207), abs=1e-3)
    assert found.reference is not None
    assert found.reference.value == 5.5
    assert "harder tasks lie below it" in found.reference.caution
    assert [box.count for box in found.items[0].distribution] == [0, 0, 1, 1, 2, 3, 1]


def test_tlx_is_told_scale_by_scale() -> None:
    found = _figure("nasa_tlx", [10, 20, 30, 40, 50, 90])
    assert found.score.estimate == pytest.approx(40)
    assert [item.name for item in found.items][-2:] == ["effort", "frustration"]
    assert [item.mean.estimate for item in found.items] == [10, 20, 30, 40, 50, 90]
    assert [(box.rating, box.count) for box in found.items[5].distribution] == [(90, 1)]
    assert (found.best, found.low, found.high) == (0, 0, 100)


def test_nps_by_rocks_adjusted_wald_with_the_shares_of_the_groups() -> None:
    found = _figure("nps", *_ones(*[10] * 36, *[7] * 12, *[3] * 12))
    assert found.score == nps_interval(36, 12, 12)
    assert (found.score.lower, found.score.upper) == pytest.approx((0.1833, 0.5786), abs=1e-4)
    assert [(one.name, one.count) for one in found.groups] == [
        ("promoters", 36), ("passives", 12), ("detractors", 12)
    ]  # fmt: skip
    assert found.groups[0].share == adjusted_wald(36, 60)
    assert (found.low, found.high, found.unit) == (-1, 1, "net share")
    assert (found.rating_low, found.rating_high) == (0, 10)


def test_csat_is_the_share_of_the_two_best_answers() -> None:
    found = _figure("csat", *_ones(5, 4, 4, 3, 5, 2, 4, 5, 4, 1))
    assert (found.score.estimate, found.unit) == (0.7, "share")
    assert (found.score.lower, found.score.upper) == pytest.approx((0.3923, 0.8967), abs=1e-4)


def test_ces_is_a_mean_whose_interval_ends_with_the_scale() -> None:
    found = _figure("ces", *_ones(7, 7, 5))
    assert found.score.estimate == pytest.approx(19 / 3)
    assert found.score.upper == 7


def test_intent_to_leave_counts_the_two_upper_answers_and_ranks_its_reasons() -> None:
    offered = ["Price", "Slow", "Support"]
    told = [
        done("P01", answer(20, "churn", [5], choices=["Slow"], reason="It lags.")),
        done("P02", answer(20, "churn", [1], reason="I like it.")),
        done("P03", answer(20, "churn", [4], choices=["Slow", "Price", "Other"])),
        done("P04", answer(20, "churn", is_skipped=True, reason="No time.")),
    ]
    (found,) = analyze(
        study(*told, of=asking(Ask(questionnaire="churn", choices=offered)))
    ).questionnaires
    assert found.score == adjusted_wald(2, 3)
    assert [(one.choice, one.count) for one in found.choices] == [
        ("Slow", 2), ("Price", 1), ("Other", 1), ("Support", 0)
    ]  # fmt: skip
    assert found.choices[0].share == adjusted_wald(2, 3)
    assert [at.participant for at in found.choices[0].moments] == ["P01", "P03"]
    assert [one.text for one in found.reasons] == ["It lags.", "I like it.", "No time."]
    assert found.reasons[0].moment.t_s == 20
    assert found.skipped == 1


def test_reasons_are_offered_where_the_study_offers_them() -> None:
    asked = asking(
        Ask(questionnaire="ces", when="after_task", choices=["Slow"]),
        Ask(questionnaire="ces", choices=["Dear"]),
    )
    after_task, after_study = analyze(study(done("P01"), of=asked)).questionnaires
    assert [one.choice for one in after_task.choices] == ["Slow"]
    assert [one.choice for one in after_study.choices] == ["Dear"]


def test_languages_are_told_and_that_they_are_put_together() -> None:
    told = [
        done("P01", answer(20, "ces", [5], locale="de")),
        done("P02", answer(20, "ces", [6], locale="en")),
    ]
    (found,) = analyze(study(*told, of=asking(Ask(questionnaire="ces")))).questionnaires
    assert [(one.locale, one.forms) for one in found.wordings] == [("de", 1), ("en", 1)]
    assert any("Answers in de, en are put together" in note for note in found.notes)


def test_a_form_that_nobody_has_answered_has_no_data_in_words() -> None:
    (found,) = analyze(study(of=asking(Ask(questionnaire="sus")))).questionnaires
    assert found.score.estimate is None
    assert found.grade is None
    assert found.notes == ("n = 0: nobody has answered it, there is no data.",)


def test_a_participant_who_answers_again_counts_once_and_the_earlier_form_is_named() -> None:
    told = [
        done("P01", answer(20, "ces", [1]), answer(30, "ces", [7])),
        done("P02", answer(20, "ces", [5])),
    ]
    analysis = analyze(study(*told, of=asking(Ask(questionnaire="ces"))))
    (found,) = analysis.questionnaires
    assert found.scores == (5, 7)
    assert [one.t_s for one in analysis.answers] == [30, 20]
    assert [one.ratings for one in analysis.replaced] == [(1,)]
    assert any("earlier ones: P01 at 20.0 s" in note for note in found.notes)


def test_a_questionnaire_that_nobody_knows_is_named_and_the_rest_analysed() -> None:
    asked = asking(Ask(questionnaire="bogus"), Ask(questionnaire="ces"))
    assert unknown_questionnaires(asked) == ["bogus"]
    analysis = analyze(study(done("P01", answer(20, "ces", [5])), of=asked))
    assert "questionnaire `bogus`: there is none of that name." in analysis.excluded
    assert [one.questionnaire for one in analysis.questionnaires] == ["ces"]


Forms = list[tuple[str, list[float | None], str]]
_FORMS = st.lists(
    st.tuples(
        st.sampled_from(["P01", "P02", "P03", "P04"]),
        st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, None, 9.0]), min_size=10, max_size=10),
        st.sampled_from(["", "slow", "dear"]),
    ),
    max_size=8,
)
_ASKED = asking(Ask(questionnaire="sus"))


def _told(forms: Sequence[tuple[str, Sequence[float | None], str]]) -> dict[str, Recording]:
    told: dict[str, Recording] = {}
    for at, (who, ratings, reason) in enumerate(forms):
        told.setdefault(who, done(who)).add(answer(20 + at, "sus", ratings, reason=reason))
    return told


def _counted(analysis: StudyAnalysis) -> bytes:
    """Write what does not tell of the order in which sessions began."""
    return msgspec.json.encode(
        [
            (one.score, one.scores, one.items, one.grade, one.reasons, one.answered, one.incomplete)
            for one in analysis.questionnaires
        ]
    )


@settings(max_examples=40, deadline=None)
@given(_FORMS, st.randoms())
def test_who_sat_there_first_changes_no_figure(forms: Forms, random: Random) -> None:
    people = list(_told(forms).values())
    plain = _counted(analyze(study(*people, of=_ASKED)))
    random.shuffle(people)
    for at, one in enumerate(people):
        one.started_ms += at * 60_000
    assert _counted(analyze(study(*people, of=_ASKED))) == plain


@settings(max_examples=40, deadline=None)
@given(_FORMS, st.randoms())
def test_the_order_of_arrival_and_batches_that_came_twice_change_nothing(
    forms: Forms, random: Random
) -> None:
    for recording in _told(forms).values():
        rows = recording.rows(size=2)
        again = [*rows, *rows]
        random.shuffle(again)
        one, other = recording.session(rows).answers, recording.session(again).answers
        assert one.t_s.tolist() == other.t_s.tolist()
        assert one.reason == other.reason
        assert one.ratings.tobytes() == other.ratings.tobytes()
