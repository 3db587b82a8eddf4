from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient

from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.store import Store
from tests.web.conftest import csrf_of
from web.results import Result
from web.studies import to_yaml

EVIL = "<script>alert(1)</script>"


def test_an_empty_list_says_what_to_do_next(researcher: FlaskClient) -> None:
    page = researcher.get("/").text
    assert "No study yet" in page
    assert "thinkaloud study new checkout.yaml" in page


def test_the_list_tells_each_study_with_its_counts(
    researcher: FlaskClient, study: Study, session: Session
) -> None:
    page = researcher.get("/").text
    assert study.title in page
    assert "2 tasks · 1 participant · 1 session" in page
    assert "Simulated participants" in page


def test_a_study_is_made_by_the_form(researcher: FlaskClient, store: Store) -> None:
    form = {
        "csrf": csrf_of(researcher, "/studies/new"),
        "n_tasks": "3",
        "title": "Ferry",
        "slug": "ferry",
        "start": "/index.html",
        "title-1": "Book",
        "text-1": "Book a ferry.",
        "rule-1": "url",
        "value-1": "/booked*",
        "limit-1": "2.5",
        "title-2": "Cancel",
        "text-2": "Cancel it.",
        "rule-2": "moderator",
    }
    answer = researcher.post("/studies/new", data=form)
    assert answer.status_code == 303
    definition = store.definition(store.study("ferry"))
    assert [task.title for task in definition.tasks] == ["Book", "Cancel"]
    assert definition.tasks[0].success.url == "/booked*"
    assert definition.tasks[0].time_limit_s == 150


def test_one_more_task_keeps_what_was_typed(researcher: FlaskClient) -> None:
    form = {"csrf": csrf_of(researcher, "/studies/new"), "n_tasks": "2", "more": "1", "title": EVIL}
    page = researcher.post("/studies/new", data=form).text
    assert "Task 3" in page
    assert EVIL not in page
    assert "&lt;script&gt;" in page


def test_a_study_is_made_from_an_uploaded_file(researcher: FlaskClient, store: Store) -> None:
    text = b"title: Ferry\ntasks: [{id: a, title: Book, instructions: Book it.}]"
    form = {"csrf": csrf_of(researcher, "/studies/new"), "file": (io.BytesIO(text), "Ferry.yaml")}
    assert researcher.post("/studies/new", data=form).location == "/studies/ferry"
    assert store.study("ferry").title == "Ferry"


@pytest.mark.parametrize(
    "form",
    [
        {"title": "No tasks", "slug": "x"},
        {"yaml": "[1, 2"},
        {"yaml": "title: A"},
        {
            "n_tasks": "1",
            "title": "A",
            "slug": "a",
            "title-1": "B",
            "text-1": "C",
            "limit-1": "soon",
        },
        {"n_tasks": "1", "title": "A", "slug": "../a", "title-1": "B", "text-1": "C"},
        {"n_tasks": "x" * 50, "title": "A"},
    ],
)
def test_a_wrong_study_is_answered_with_its_mistake_and_the_form(
    researcher: FlaskClient, store: Store, form: dict[str, str]
) -> None:
    token = {"csrf": csrf_of(researcher, "/studies/new")}
    answer = researcher.post("/studies/new", data=token | form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not store.studies()


def test_one_press_makes_an_invitation_with_a_link_to_copy(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop")}
    answer = researcher.post("/studies/lamp-shop/invitations", data=form)
    assert answer.location == "/studies/lamp-shop?invited=P01#invited"
    token = store.participants(study)[0].join_token
    assert f"http://localhost/join/{token}" in researcher.get(answer.location).text


def test_the_study_page_gives_the_script_tag_of_this_very_address(
    researcher: FlaskClient, study: Study
) -> None:
    page = researcher.get("/studies/lamp-shop", headers={"Host": "192.168.0.5:8321"})
    assert page.status_code == 401  # the cookie belongs to the other address
    page = researcher.get("/studies/lamp-shop")
    assert "http://localhost/tracker/thinkaloud.js" in page.text


def test_the_study_page_says_what_comes_next(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    assert "Nobody has taken part yet" in researcher.get("/studies/lamp-shop").text
    store.open_session(store.invite(study), "yes", 1_795_330_000_000)
    assert "1 session recorded, not analysed yet" in researcher.get("/studies/lamp-shop").text


def test_the_study_page_shows_the_finding(researcher: FlaskClient, result: Result) -> None:
    page = researcher.get("/studies/lamp-shop").text
    assert "Fewest completed" in page
    assert "Calculate again" not in page


def test_a_title_cannot_bring_a_script(researcher: FlaskClient, store: Store) -> None:
    store.add_study(
        parse_study(
            f"title: '{EVIL}'\ntasks: [{{id: a, title: '{EVIL}', instructions: '{EVIL}'}}]", "evil"
        )
    )
    for path in ("/", "/studies/evil", "/studies/evil/report"):
        assert EVIL not in researcher.get(path).text


def test_a_prototype_folder_must_exist(researcher: FlaskClient, store: Store, study: Study) -> None:
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "where": "/no/such/folder"}
    page = researcher.post("/studies/lamp-shop/prototype", data=form, follow_redirects=True).text
    assert "There is no folder" in page
    assert store.study("lamp-shop").prototype is None
    researcher.post("/studies/lamp-shop/prototype", data=form | {"where": "http://127.0.0.1:3000"})
    assert store.study("lamp-shop").prototype == "http://127.0.0.1:3000"


def test_an_edited_definition_becomes_the_next_version(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    text = to_yaml(store.definition(study)).replace("Find a lamp", "Find two lamps")
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "yaml": text}
    assert researcher.post("/studies/lamp-shop/definition", data=form).status_code == 303
    assert store.study("lamp-shop").version == 2


@pytest.mark.parametrize("text", ["", "title: A", "slug: other\ntitle: A\ntasks: []"])
def test_a_wrong_edit_is_shown_again_with_its_mistake(
    researcher: FlaskClient, store: Store, study: Study, text: str
) -> None:
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "yaml": text}
    answer = researcher.post("/studies/lamp-shop/definition", data=form)
    assert answer.status_code == 422
    assert store.study("lamp-shop").version == 1


def test_yaml_of_a_definition_reads_back_the_same(store: Store, study: Study) -> None:
    definition = store.definition(study)
    assert parse_study(to_yaml(definition), "x") == definition


def test_the_palette_leads_to_studies_tasks_and_sessions(
    researcher: FlaskClient, session: Session
) -> None:
    places = researcher.get("/palette.json").json
    assert places is not None
    assert {place["kind"] for place in places} == {"Study", "Report", "Task", "Session"}
    for place in places:
        assert researcher.get(re.sub("#.*", "", place["href"])).status_code == 200


def test_the_list_of_sessions_shows_a_light_and_what_is_behind_it(
    researcher: FlaskClient, store: Store, study: Study, recorded: Session
) -> None:
    store.open_session(store.invite(study), "I agree.", 1_795_330_000_000)
    page = researcher.get("/studies/lamp-shop").text
    assert page.count('class="health-mark health-good"') == 1
    assert page.count('class="health-mark health-none"') == 1
    assert "No event has arrived: no page has said hello." in page
    assert "thinkaloud doctor" in page


def test_an_invitation_may_carry_a_variant_and_a_segment(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    home = "/studies/lamp-shop"
    form = {"csrf": csrf_of(researcher, home), "variant": " B ", "segment": "experts"}
    researcher.post(f"{home}/invitations", data=form)
    person = store.participants(study)[0]
    assert (person.variant, person.segment) == ("B", "experts")
    page = researcher.get(home).text
    assert "variant B, segment experts" in page
    assert '<option value="experts">' in page  # offered for the next one


def test_a_name_of_a_variant_that_cannot_be_is_refused_and_nobody_invited(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "variant": "A,B"}
    answer = researcher.post("/studies/lamp-shop/invitations", data=form, follow_redirects=True)
    assert "without a comma" in answer.text
    assert store.participants(study) == []


def test_somebody_is_put_into_a_group_afterwards(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    store.invite(study, variant="A")
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "code": "P01", "variant": "B"}
    answer = researcher.post("/studies/lamp-shop/groups", data=form, follow_redirects=True)
    assert "P01: variant B, segment none; before: A, none." in answer.text
    assert store.participants(study)[0].variant == "B"
    unknown = researcher.post("/studies/lamp-shop/groups", data={**form, "code": "P77"})
    assert unknown.status_code == 404
    wrong = researcher.post(
        "/studies/lamp-shop/groups", data={**form, "variant": "x" * 61}, follow_redirects=True
    )
    assert "up to 60 characters" in wrong.text
    assert store.participants(study)[0].variant == "B"


def test_a_segment_that_is_written_leaves_the_variant_as_it_is(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    store.invite(study, variant="A")
    token = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "code": "P01"}
    place = "/studies/lamp-shop/groups"
    researcher.post(place, data={**token, "variant": " ", "segment": "experts"})
    person = store.participants(study)[0]
    assert (person.variant, person.segment) == ("A", "experts")
    researcher.post(place, data={**token, "no-variant": "yes", "variant": "A"})
    person = store.participants(study)[0]
    assert (person.variant, person.segment) == (None, "experts")


def test_a_segment_for_somebody_who_was_invited_before_is_not_lost_in_silence(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    store.invite(study, "ada")
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop"), "code": "ada", "segment": "experts"}
    page = researcher.post("/studies/lamp-shop/invitations", data=form, follow_redirects=True)
    assert "ada was invited before and stays in segment none" in page.text
    assert store.participants(study)[0].segment is None
