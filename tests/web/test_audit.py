from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from recorder.models import Note, Session, Study
from recorder.store import Store
from tests.web.conftest import EVIL

PATH = "/studies/lamp-shop/audit"


@pytest.fixture
def noted(store: Store, recorded: Session) -> Session:
    with store.transaction() as orm:
        orm.add(Note(session_id=recorded.id, t=1, text="Dear Zora hesitates", created_ms=1))
    return recorded


def test_it_is_for_the_researcher_alone(stranger: FlaskClient, noted: Session) -> None:
    for path in (PATH, f"{PATH}.csv"):
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert "Zora" not in answer.text


def test_a_study_of_which_nothing_is_stored_says_what_to_do(
    researcher: FlaskClient, study: Study
) -> None:
    page = researcher.get(PATH).text
    assert "Nothing is stored of this study yet" in page
    assert "Invite someone" in page


def test_suspicious_texts_come_first_and_are_marked(
    researcher: FlaskClient, noted: Session
) -> None:
    page = researcher.get(PATH).text
    rows = page[page.index("<tbody>") :]
    assert rows.index("Dear Zora") < rows.index("</tr>")
    assert "! a name after a salutation" in rows
    assert EVIL not in page


def test_texts_are_searched_and_filtered(researcher: FlaskClient, noted: Session) -> None:
    assert "1 to 1 of 1" in researcher.get(PATH, query_string={"q": "zora"}).text.replace(
        "\u00a0", " "
    )
    assert "Dear Zora" not in researcher.get(PATH, query_string={"place": "participant code"}).text
    assert "Dear Zora" in researcher.get(PATH, query_string={"route": "", "suspicious": "1"}).text
    none = researcher.get(PATH, query_string={"q": "no such text"}).text
    assert "No stored text is like that" in none


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x"])
def test_a_page_that_is_none_does_no_harm(
    researcher: FlaskClient, noted: Session, page: str
) -> None:
    assert researcher.get(PATH, query_string={"page": page}).status_code == 200


def test_what_was_erased_is_gone_from_the_list(
    researcher: FlaskClient, store: Store, noted: Session
) -> None:
    assert "Dear Zora" in researcher.get(PATH).text
    store.withdraw(noted)
    assert "Dear Zora" not in researcher.get(PATH).text


def test_all_of_it_can_be_taken_away_as_a_table(researcher: FlaskClient, noted: Session) -> None:
    answer = researcher.get(f"{PATH}.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("route,place,element,text,count,sessions,reason")
    assert "Dear Zora hesitates" in answer.text


def test_the_study_page_leads_there(researcher: FlaskClient, study: Study) -> None:
    assert f'href="{PATH}"' in researcher.get("/studies/lamp-shop").text
