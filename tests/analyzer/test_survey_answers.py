from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.survey_answers import lines, survey_answers
from fixtures.survey import BROOKE, answer, asking, done
from recorder.definition import Ask
from recorder.protocol import AnswerEvent

STUDY = asking(
    Ask(questionnaire="sus"), Ask(questionnaire="nasa_tlx"),
    Ask(questionnaire="seq", when="after_task"), Ask(questionnaire="no_such_form"),
)  # fmt: skip


def _read(*events: AnswerEvent) -> tuple[tuple[object, ...], tuple[str, ...]]:
    return survey_answers(done("P01", *events).session(), STUDY)


def test_a_form_has_its_score_its_moment_and_its_words() -> None:
    told = answer(20, "sus", BROOKE, reason=" Too many steps. ", choices=["Price"], locale="de")
    (found,), excluded = survey_answers(done("P01", told).session(), STUDY)
    assert (found.score, found.t_s, found.duration_s) == (55, 20, 4)
    assert (found.reason, found.choices, found.locale) == ("Too many steps.", ("Price",), "de")
    assert found.ratings == BROOKE
    assert (found.session, found.participant, found.task) == ("s-P01", "P01", None)
    assert excluded == ()


def test_a_form_with_an_item_left_out_has_no_score_and_is_not_lost() -> None:
    (found,), excluded = survey_answers(
        done("P01", answer(20, "sus", [*BROOKE[:9], None])).session(), STUDY
    )
    assert found.score is None
    assert not found.is_skipped
    assert found.ratings[:9] == BROOKE[:9]
    assert excluded == ()


def test_a_form_that_was_passed_over_has_no_ratings_whatever_came_with_it() -> None:
    (found,), _ = survey_answers(
        done("P01", answer(20, "sus", [9, 9], is_skipped=True)).session(), STUDY
    )
    assert found.is_skipped
    assert found.ratings == (None,) * 10


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (answer(9, "bogus", [1]), "there is no questionnaire of that name"),
        (answer(9, "no_such_form", [1]), "there is no questionnaire of that name"),
        (answer(9, "nps", [7]), "the study does not ask this questionnaire"),
        (answer(9, "seq", [7], task="sing"), "`sing` is not a task of this study"),
        (answer(9, "sus", [3] * 9), "10 ratings are needed, 9 were given"),
        (answer(9, "sus", []), "10 ratings are needed, 0 were given"),
        (answer(9, "sus", [3] * 60), "10 ratings are needed, 60 were given"),
        (answer(9, "sus", [3] * 9 + [6]), "item 10: 6.0 is not on the scale from 1 to 5"),
        (answer(9, "sus", [0, *[3] * 9]), "item 1: 0.0 is not on the scale from 1 to 5"),
        (answer(9, "sus", [2.5, *[3] * 9]), "item 1: 2.5 lies between two answers"),
    ],
)
def test_what_cannot_be_counted_is_named_with_its_reason_and_the_rest_is_kept(
    told: AnswerEvent, reason: str
) -> None:
    answers, excluded = _read(told, answer(20, "sus", BROOKE))
    assert len(answers) == 1
    assert excluded == (
        f"session s-P01 (P01), answer to `{told.questionnaire}` at 9.0 s: {reason}.",
    )


def test_a_scale_without_boxes_takes_any_rating_between_its_ends() -> None:
    (found,), _ = survey_answers(
        done("P01", answer(20, "nasa_tlx", [12.5, 0, 100, 33.3, 50, 20])).session(), STUDY
    )
    assert found.score == pytest.approx(sum([12.5, 0, 100, 33.3, 50, 20]) / 6)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sus", "seq", "nps", "nasa_tlx", "x", "no_such_form"]),
            st.lists(st.none() | st.floats(0, 1_000, allow_nan=False), max_size=12),
            st.sampled_from([None, "buy", "sing"]),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_every_form_is_either_read_or_named(
    forms: list[tuple[str, list[float | None], str | None, bool]],
) -> None:
    events = [
        answer(20 + at, name, ratings, task=task, is_skipped=is_skipped)
        for at, (name, ratings, task, is_skipped) in enumerate(forms)
    ]
    answers, excluded = _read(*events)
    assert len(answers) + len(excluded) == len(forms)


def test_explaining_names_each_form_and_what_was_left_out() -> None:
    told = done(
        "P01", answer(13, "seq", [6], task="buy"), answer(20, "sus", [*BROOKE[:9], None]),
        answer(21, "nasa_tlx", is_skipped=True), answer(22, "bogus", [1]),
    )  # fmt: skip
    text = "\n".join(lines(told.session(), STUDY))
    assert "in   4 forms" in text
    assert "out  3 forms, 1 of them with a score" in text
    assert "13.0 s  seq after buy: 6 (6)" in text
    assert "20.0 s  sus after the study: no score, without item 10" in text
    assert "21.0 s  nasa_tlx after the study: passed over" in text
    assert "left out: session s-P01 (P01), answer to `bogus`" in text
