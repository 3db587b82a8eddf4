from __future__ import annotations

import numpy as np

from fixtures.survey import answer
from fixtures.synthetic import Recording


def test_a_form_becomes_a_row_with_seconds_and_what_was_left_out() -> None:
    told = Recording().page(0).add(answer(7.5, "umux_lite", [6, None], reason="So so."))
    answers = told.session().answers
    assert answers.t_s.tolist() == [7.5]
    assert answers.duration_s.tolist() == [4.0]
    assert answers.items.tolist() == [2]
    assert answers.ratings[0, 0] == 6
    assert np.isnan(answers.ratings[0, 1])
    assert (answers.questionnaire, answers.task, answers.reason) == (
        ("umux_lite",), ("",), ("So so.",)
    )  # fmt: skip


def test_forms_of_different_lengths_lie_in_one_array() -> None:
    told = Recording().page(0).add(answer(1, "seq", [7], task="buy"))
    told.add(answer(2, "sus", [3] * 10)).add(answer(3, "nps", is_skipped=True))
    answers = told.session().answers
    assert answers.ratings.shape == (3, 10)
    assert answers.items.tolist() == [1, 10, 0]
    assert np.isnan(answers.ratings[0, 1:]).all()
    assert answers.is_skipped.tolist() == [False, False, True]
    assert answers.task == ("buy", "", "")


def test_ticked_reasons_keep_their_order_and_count_once() -> None:
    told = Recording().page(0).add(answer(1, "nps", [3], choices=["Price", "Choice", "Price"]))
    assert [list(row) for row in told.session().answers.choices] == [["Price", "Choice"]]


def test_a_session_without_answers_has_an_empty_family() -> None:
    answers = Recording().page(0).session().answers
    assert answers.ratings.shape == (0, 0)
    assert answers.questionnaire == ()
