from __future__ import annotations

from analyzer.survey_tables import ANSWERS, QUESTIONNAIRES, RATINGS
from analyzer.tables import columns_of
from fixtures.exported import FORMULA, material


def test_every_form_is_a_row_also_one_that_was_given_back_again() -> None:
    told = columns_of(ANSWERS, material())
    assert told["questionnaire"] == ["seq", "seq", "sus", "sus", "umux_lite"]
    assert told["counts"] == [False, True, True, True, True]
    assert told["score"][:4] == [6.0, 3.0, 55.0, None]
    assert told["task"] == ["buy", "buy", None, None, None]
    assert told["reason"][1] == FORMULA
    assert told["choices"][1] == "Price; Choice"


def test_every_item_of_every_form_is_a_row() -> None:
    told = columns_of(RATINGS, material())
    assert len(told["rating"]) == 1 + 1 + 10 + 10 + 2
    assert told["item"][2:12] == list(range(1, 11))
    assert told["rating"][21] is None
    assert told["counts"][0] is False


def test_every_figure_of_a_questionnaire_has_its_n_and_interval() -> None:
    told = columns_of(QUESTIONNAIRES, material())
    first = dict(zip(told, next(iter(zip(*told.values(), strict=True))), strict=True))
    assert (first["questionnaire"], first["task"], first["measure"]) == ("seq", "buy", "score")
    assert (first["n"], first["estimate"], first["lower"]) == (1, 3.0, None)
    assert "sus equivalent" in told["measure"]
    at = told["label"].index("Price")
    assert (told["measure"][at], told["estimate"][at], told["unit"][at]) == ("choice", 1.0, "share")
    assert "D" in told["label"]  # the grade of the one form
