from __future__ import annotations

import json
import re
from html import unescape

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fixtures.built_analysis import built_analysis
from recorder.models import Pause, Session
from recorder.pauses import add_pause, session_pauses
from recorder.store import Store
from tests.web.conftest import EVIL, NOW_MS, csrf_of
from web.pauses import are_newer, moment_ms
from web.replay_pauses import reasons

PAUSE = {"from": "0:01", "to": "3.5", "reason": "moderator", "note": "Why?", "author": "Ada"}


def _path(session: Session) -> str:
    return f"/studies/lamp-shop/sessions/{session.id}"


def _post(researcher: FlaskClient, session: Session, **form: str) -> tuple[int, str]:
    csrf = csrf_of(researcher, _path(session))
    answer = researcher.post(f"{_path(session)}/pauses", data={"csrf": csrf} | form)
    return answer.status_code, answer.text


def _ask(researcher: FlaskClient, session: Session, **form: str) -> TestResponse:
    """Send what the replay viewer sends."""
    csrf = csrf_of(researcher, "/studies/lamp-shop")
    headers = {"Accept": "application/json", "X-CSRF-Token": csrf}
    return researcher.post(f"{_path(session)}/pauses", data=form, headers=headers)


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2:05", 125_000), ("125", 125_000), ("0:07.4", 7_400), ("125,5", 125_500), (" 0 ", 0),
        ("90:00", 5_400_000), ("1:02:05.5", 3_725_500), ("0.0005", None), ("2:60", None),
        ("1:60:00", None), ("", None), ("-5", None), ("nan", None), ("1e3", None), ("2:5:", None),
        ("٣:٠٠", None), ("9" * 400, None), ("soon", None),
    ],
)  # fmt: skip
def test_a_moment_is_read_as_people_write_it(text: str, ms: float | None) -> None:
    assert moment_ms(text) == ms


def test_a_session_without_pauses_says_why_one_would_mark_one(
    researcher: FlaskClient, recorded: Session
) -> None:
    page = researcher.get(_path(recorded)).text
    assert "No pause is marked." in page
    assert "probing lengthens tasks" in page


def test_a_pause_is_marked_shown_removed_and_taken_back(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    assert _post(researcher, recorded, **PAUSE)[0] == 303
    (kept,) = session_pauses(store, recorded.id)
    assert (kept.start_t, kept.end_t, kept.reason) == (1_000, 3_500, "moderator")
    page = researcher.get(_path(recorded)).text
    for told in ("0:01.0", "0:03.5", "Moderator spoke or probed", "Why?", "Ada", "2.5\u00a0s"):
        assert told in page
    status, page = _post(researcher, recorded, remove=str(kept.id))
    assert status == 200
    assert session_pauses(store, recorded.id) == []
    notice = page[page.index("is removed.") :]
    undo = dict.fromkeys(("from", "to", "reason", "note", "author"))
    for name in undo:
        undo[name] = notice.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
    _post(researcher, recorded, **{name: value or "" for name, value in undo.items()})
    (again,) = session_pauses(store, recorded.id)
    assert again.model_dump(exclude={"id", "created_ms"}) == kept.model_dump(
        exclude={"id", "created_ms"}
    )


@pytest.mark.parametrize("number", ["", "x", "-1", str(10**30)])
def test_a_pause_that_is_gone_is_no_fault(
    researcher: FlaskClient, store: Store, recorded: Session, number: str
) -> None:
    add_pause(store, recorded.id, 1, 2, "break", now_ms=NOW_MS)
    assert _post(researcher, recorded, remove=number)[0] == 303
    assert "was gone already" in researcher.get(_path(recorded)).text
    assert len(session_pauses(store, recorded.id)) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"from": "soon"}, "From is no moment."),
        ({"to": ""}, "To is no moment."),
        ({"to": "0:01"}, "change From or To"),
        ({"to": "999999"}, "change From or To"),
        ({"reason": "lunch"}, "one of these reasons"),
        ({"note": "x" * 501}, "shorten it"),
    ],
)
def test_what_is_no_pause_is_refused_and_nothing_is_to_be_typed_again(
    researcher: FlaskClient, store: Store, recorded: Session, wrong: dict[str, str], told: str
) -> None:
    status, page = _post(researcher, recorded, **PAUSE | wrong)
    assert status == 422
    assert told in page
    assert f'value="{(PAUSE | wrong)["from"]}"' in page
    assert f'value="{(PAUSE | wrong)["note"]}"' in page
    assert session_pauses(store, recorded.id) == []


def test_the_replay_marks_and_removes_by_the_same_address_and_gets_json(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    answer = _ask(researcher, recorded, **PAUSE | {"from": "1.234", "to": "60.000"})
    assert (answer.status_code, answer.mimetype) == (201, "application/json")
    told = answer.get_json()
    assert told | {
        "from": 1_234, "until": 60_000, "label": "Moderator spoke or probed", "author": "Ada",
    } == told  # fmt: skip
    assert researcher.get(f"{_path(recorded)}/replay/index.json").get_json()["pauses"] == [told]
    for _ in range(2):  # who removes it twice has removed it
        answer = _ask(researcher, recorded, remove=str(told["id"]))
        assert (answer.status_code, answer.get_json()) == (200, {})
    assert session_pauses(store, recorded.id) == []
    assert "gone already" not in researcher.get(_path(recorded)).text


def test_the_replay_is_told_why_a_pause_is_refused(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    answer = _ask(researcher, recorded, **PAUSE | {"to": "0"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert "change From or To" in answer.get_json()["detail"]
    assert session_pauses(store, recorded.id) == []
    store.withdraw(recorded)
    assert _ask(researcher, recorded, **PAUSE).status_code in {404, 409}


def test_the_replay_page_says_where_pauses_go_and_what_they_may_be_for(
    researcher: FlaskClient, recorded: Session
) -> None:
    page = researcher.get(f"{_path(recorded)}/replay").text
    assert f'data-pauses="{_path(recorded)}/pauses"' in page
    told = re.search(r'data-reasons="([^"]*)"', page)
    assert told
    # In the order of the form: the first one is chosen already.
    assert list(json.loads(unescape(told[1])).items()) == list(reasons().items())


def test_hostile_words_are_shown_as_words(researcher: FlaskClient, recorded: Session) -> None:
    _post(researcher, recorded, **PAUSE | {"note": EVIL, "author": EVIL[:40]})
    refused = _post(researcher, recorded, **PAUSE | {"from": EVIL, "note": EVIL})
    for page in (researcher.get(_path(recorded)).text, refused[1]):
        assert EVIL not in page
        assert "&lt;script&gt;" in page


def test_without_a_token_a_key_or_a_session_nothing_is_kept(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    place = f"{_path(recorded)}/pauses"
    csrf = csrf_of(researcher, _path(recorded))
    assert researcher.post(place, data=PAUSE).status_code in {400, 403}
    assert researcher.post(place.replace(recorded.id, "none"), data=PAUSE | {"csrf": csrf}
                           ).status_code == 404  # fmt: skip
    stranger = researcher.application.test_client()
    assert stranger.post(place, data=PAUSE | {"csrf": csrf}).status_code in {302, 303, 401, 403}
    assert session_pauses(store, recorded.id) == []


def test_nothing_is_kept_of_a_session_that_was_withdrawn(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    csrf = csrf_of(researcher, _path(recorded))
    store.withdraw(recorded)
    form = PAUSE | {"csrf": csrf}
    assert researcher.post(f"{_path(recorded)}/pauses", data=form).status_code in {404, 409}
    assert session_pauses(store, recorded.id) == []


def test_the_address_of_the_form_leads_to_the_page(
    researcher: FlaskClient, recorded: Session
) -> None:
    answer = researcher.get(f"{_path(recorded)}/pauses")
    assert (answer.status_code, answer.location) == (303, f"{_path(recorded)}#pauses")


def test_a_result_is_older_when_a_pause_of_a_try_came_or_went() -> None:
    analysis = built_analysis()
    attempt = analysis.tasks[0].attempts[0]
    assert attempt.end_s is not None

    def pause(start_s: float, end_s: float) -> Pause:
        return Pause(
            session_id=attempt.session, start_t=start_s * 1_000, end_t=end_s * 1_000,
            reason="break", note="", created_ms=1,
        )  # fmt: skip

    assert not are_newer(analysis, [])
    assert not are_newer(analysis, [pause(0, attempt.start_s)])
    marked = pause(attempt.start_s, attempt.start_s + 5)
    assert are_newer(analysis, [marked])
    known = msgspec.structs.replace(attempt, paused_s=5.0)
    task = msgspec.structs.replace(
        analysis.tasks[0], attempts=(known, *analysis.tasks[0].attempts[1:])
    )
    result = msgspec.structs.replace(analysis, tasks=(task, *analysis.tasks[1:]))
    assert not are_newer(result, [marked])
    assert are_newer(result, [])
