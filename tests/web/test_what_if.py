from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from recorder.models import Session, Study
from recorder.store import Store
from tests.web.conftest import csrf_of
from web import jobs, what_if_job
from web.jobs import Job

PAGE = "/studies/lamp-shop/what-if"


@pytest.fixture
def asked(store: Store, recorded: Session) -> Session:
    what_if_job.run(store.data, "lamp-shop")
    return recorded


def thresholds(store: Store) -> dict[str, float]:
    return store.definition(store.study("lamp-shop")).thresholds


def choose(client: FlaskClient, name: str, value: str, **more: str) -> Any:
    form = {"csrf": csrf_of(client, PAGE), "name": name, "value": value, "kind": "rage_click"}
    return client.post(f"{PAGE}/threshold", data=form | more)


def test_each_empty_page_says_what_to_do_next(
    researcher: FlaskClient, study: Study, store: Store
) -> None:
    assert "Invite a participant" in researcher.get(PAGE).text
    store.open_session(store.invite(study), "I agree.", 1)
    assert "Count what each value would find" in researcher.get(PAGE).text


def test_every_threshold_has_a_drawing_and_the_same_numbers_in_a_table(
    researcher: FlaskClient, asked: Session
) -> None:
    page = researcher.get(f"{PAGE}?signal=rage_click").text
    part = page.split('id="rage_click" open>')[1].split("</details>")[0]
    assert part.count("<svg ") == part.count("<table>") == 3
    assert "<code>rage_clicks</code>" in part
    assert 'value="3.0" aria-pressed="true"' in part
    assert 'value="4.0" aria-pressed="false"' in part


def test_a_value_is_written_into_the_study_and_taken_back(
    researcher: FlaskClient, store: Store, asked: Session
) -> None:
    version = store.study("lamp-shop").version
    answer = choose(researcher, "rage_clicks", "4.0")
    assert answer.location == f"{PAGE}?signal=rage_click&changed=rage_clicks&was=#rage_click"
    assert thresholds(store) == {"rage_clicks": 4.0}
    assert store.study("lamp-shop").version == version + 1
    page = researcher.get(answer.location).text
    assert "rage_clicks was the default before" in page
    assert 'value="4.0" aria-pressed="true"' in page
    assert "have changed since this was counted" in page
    second = choose(researcher, "rage_clicks", "5")
    assert "was=4#" in second.location
    assert "rage_clicks was 4 before" in researcher.get(second.location).text
    choose(researcher, "rage_clicks", "")
    assert thresholds(store) == {}


def test_the_default_is_no_value_of_the_studys_own(
    researcher: FlaskClient, store: Store, asked: Session
) -> None:
    choose(researcher, "rage_clicks", "4")
    choose(researcher, "rage_clicks", "3.0")
    assert thresholds(store) == {}


def test_what_is_no_value_is_refused(researcher: FlaskClient, store: Store, asked: Session) -> None:
    for value in ("nan", "inf", "-1", "many"):
        assert choose(researcher, "rage_clicks", value).status_code == 400
    assert choose(researcher, "rage_clikcs", "4").status_code == 404
    assert choose(researcher, "rage_clicks", "4", csrf="").status_code == 403
    assert thresholds(store) == {}
    page = researcher.get(f"{PAGE}?changed=rage_clicks&was=<b>").text
    assert "<b>" not in page


def test_the_calculation_runs_in_the_background_and_tells_how_far_it_is(
    researcher: FlaskClient, store: Store, recorded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(jobs, "start", lambda _store, _study, name: started.append(name))
    form = {"csrf": csrf_of(researcher, PAGE)}
    assert researcher.post(PAGE, data=form).status_code == 303
    assert started == [jobs.WHAT_IF]
    jobs.tell(store.data, "lamp-shop", Job("running", "looking", 1, 4), jobs.WHAT_IF)
    page = researcher.get(PAGE).text
    assert f'data-progress="{PAGE}/progress"' in page
    assert 'max="4" value="1"' in page
    told = researcher.get(f"{PAGE}/progress").json
    assert told is not None
    assert (told["state"], told["done"]) == ("running", 1)
    jobs.tell(store.data, "lamp-shop", Job("failed", error="no room"), jobs.WHAT_IF)
    assert "The last calculation failed: no room" in researcher.get(PAGE).text


def test_a_stranger_changes_nothing(stranger: FlaskClient, store: Store, study: Study) -> None:
    assert stranger.get(PAGE).status_code == 401
    form = {"name": "rage_clicks", "value": "4"}
    assert stranger.post(f"{PAGE}/threshold", data=form).status_code == 401
    assert thresholds(store) == {}
