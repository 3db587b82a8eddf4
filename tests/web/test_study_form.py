from flask.testing import FlaskClient

from recorder.store import Store
from recorder.wordings import names
from tests.web.conftest import csrf_of
from web.study_form import choices, questions_of


def test_every_questionnaire_can_be_asked_at_either_place() -> None:
    for _, _, fields in choices():
        assert len({field for field, _ in fields}) == len(fields) == len(names())


def test_ticked_boxes_are_the_questionnaires_of_the_study() -> None:
    form = {"ask-after_study-sus": "on", "ask-after_task-seq": "on", "product": " the ferry "}
    assert questions_of(form) == {
        "questionnaires": [
            {"questionnaire": "seq", "when": "after_task"},
            {"questionnaire": "sus", "when": "after_study"},
        ],
        "product": "the ferry",
    }


def test_nothing_ticked_asks_nothing() -> None:
    assert questions_of({"ask-after_task-none": "on"}) == {"questionnaires": [], "product": ""}


def test_a_new_study_asks_what_was_ticked(researcher: FlaskClient, store: Store) -> None:
    form = {
        "csrf": csrf_of(researcher, "/studies/new"), "n_tasks": "1", "title": "Ferry",
        "slug": "ferry", "title-1": "Book", "text-1": "Book a ferry.", "product": "the ferry",
        "ask-after_task-seq": "on", "ask-after_study-nps": "on",
    }  # fmt: skip
    page = researcher.post("/studies/new", data=form | {"more": "1"}).text
    assert page.count("checked") == 2  # one more task keeps what was ticked
    assert researcher.post("/studies/new", data=form).status_code == 303
    study = store.definition(store.study("ferry"))
    assert [(ask.questionnaire, ask.when) for ask in study.questionnaires] == [
        ("seq", "after_task"), ("nps", "after_study")
    ]  # fmt: skip
    assert study.product == "the ferry"
