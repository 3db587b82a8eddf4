from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from analyzer.results import Signal
from fixtures.built_analysis import built_analysis
from recorder.definition import IgnoreRule
from recorder.models import Session, Study
from recorder.reviews import reviews
from recorder.store import Store
from tests.web.conftest import NOW_MS, csrf_of
from web import results

LIST = "/studies/lamp-shop/signals"
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture
def found(store: Store, study: Study) -> list[Signal]:
    """Signals of sessions that are stored, in the order of the list."""
    sessions = [store.open_session(store.invite(study), "I agree.", NOW_MS) for _ in range(3)]
    analysis = built_analysis(label=EVIL)
    ids = {f"s{at + 1}": session.id for at, session in enumerate(sessions)}
    signals = [
        msgspec.structs.replace(one, session=ids[one.session], is_error_point=True)
        for one in analysis.signals
        if one.session in ids
    ]
    rows = [
        msgspec.structs.replace(one, id=ids[one.id]) for one in analysis.sessions if one.id in ids
    ]
    whole = msgspec.structs.replace(analysis, signals=tuple(signals), sessions=tuple(rows))
    results.keep(results.result_folder(store, study), whole, {}, {})
    return sorted(signals, key=lambda one: (list(ids.values()).index(one.session), one.t_s))


def told(store: Store) -> list[tuple[str, str]]:
    return [(one.verdict, one.reason) for one in reviews(store, store.study("lamp-shop"))]


def judge(client: FlaskClient, signal: Signal, verdict: str, **more: Any) -> Any:
    form = {
        "csrf": csrf_of(client, LIST), "session": signal.session, "kind": signal.kind,
        "t_ms": signal.t_s * 1000, "location": signal.location, "verdict": verdict, "at": "0",
    }  # fmt: skip
    return client.post(f"{LIST}/review?task=task-1", data=form | more)


def rules(store: Store) -> list[IgnoreRule]:
    return store.definition(store.study("lamp-shop")).ignore_signals


def test_each_empty_list_says_what_to_do_next(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    assert "Invite a participant" in researcher.get(LIST).text
    store.open_session(store.invite(study), "I agree.", NOW_MS)
    assert "Calculate the report" in researcher.get(LIST).text
    empty = msgspec.structs.replace(built_analysis(), signals=())
    results.keep(results.result_folder(store, study), empty, {}, {})
    assert "No rule found friction" in researcher.get(LIST).text


def test_every_signal_has_its_verdicts_its_replay_and_its_rule(
    researcher: FlaskClient, found: list[Signal]
) -> None:
    page = researcher.get(LIST).text
    for verdict in ("accept", "reject"):
        assert page.count(f'name="verdict" value="{verdict}"') == len(found)
    assert page.count(">Ignore such<") == len(found)
    assert f"/sessions/{found[0].session}/replay?t=28.4" in page
    assert EVIL not in page


def test_a_rejection_is_kept_with_its_reason_shown_struck_through_and_taken_back(
    researcher: FlaskClient, store: Store, found: list[Signal]
) -> None:
    answer = judge(researcher, found[0], "reject", reason="a stepper")
    assert answer.status_code == 303
    assert answer.location == f"{LIST}?task=task-1#signal-0"
    assert told(store) == [("reject", "a stepper")]
    page = researcher.get(LIST).text
    assert "<s>Dead click</s>" in page
    assert "Rejected: a stepper" in page
    assert "1 signal below has been judged since the figures were calculated" in page
    judge(researcher, found[0], "none")
    assert told(store) == []
    assert "<s>" not in researcher.get(LIST).text


def test_an_accepted_signal_is_marked(
    researcher: FlaskClient, store: Store, found: list[Signal]
) -> None:
    judge(researcher, found[0], "accept")
    assert told(store) == [("accept", "")]
    page = researcher.get(LIST).text
    assert ">●</span>Accepted" in page
    assert "<s>" not in page


def test_the_report_says_that_it_is_older_than_the_reviews(
    researcher: FlaskClient, found: list[Signal]
) -> None:
    judge(researcher, found[0], "reject")
    page = researcher.get("/studies/lamp-shop/report").text
    assert "You have judged 1 signal since; these figures are older than your reviews." in page
    assert "Calculate again" in page


def test_the_list_is_filtered_by_task_session_kind_and_verdict(
    researcher: FlaskClient, found: list[Signal]
) -> None:
    judge(researcher, found[0], "reject")
    asked = {
        "task=task-1": sum(one.task == "task-1" for one in found),
        f"session={found[0].session}": sum(one.session == found[0].session for one in found),
        "kind=dead_click": len(found),
        "state=reject": 1,
        f"task=task-2&session={found[0].session}": 1,
    }
    for query, n in asked.items():
        assert researcher.get(f"{LIST}?{query}").text.count('<li id="signal-') == n, query
    page = researcher.get(f"{LIST}?kind=rage_click").text
    assert "No signal is like that" in page


def test_what_is_no_verdict_is_refused_and_changes_nothing(
    researcher: FlaskClient, store: Store, found: list[Signal]
) -> None:
    assert judge(researcher, found[0], "maybe").status_code == 400
    assert judge(researcher, found[0], "reject", t_ms="nan").status_code == 422
    assert judge(researcher, found[0], "reject", t_ms="x").status_code == 422
    assert judge(researcher, found[0], "reject", reason="r" * 501).status_code == 422
    assert judge(researcher, found[0], "reject", session="other").status_code == 404
    assert judge(researcher, found[0], "reject", csrf="").status_code == 403
    assert told(store) == []


def test_nothing_that_a_form_brings_leads_to_another_page(
    researcher: FlaskClient, found: list[Signal]
) -> None:
    answer = judge(researcher, found[0], "accept", at='"><script>')
    assert answer.location == f"{LIST}?task=task-1"


def test_a_stranger_cannot_judge(stranger: FlaskClient, store: Store, found: list[Signal]) -> None:
    assert stranger.get(LIST).status_code == 401
    assert stranger.post(f"{LIST}/review", data={"verdict": "reject"}).status_code == 401
    assert stranger.post(f"{LIST}/ignore", data={"number": 0}).status_code == 401
    assert told(store) == []


@pytest.mark.parametrize(
    ("scope", "rule"),
    [
        ("element", {"location": "[data-testid=photo]"}),
        ("screen", {"screen": "/lamps"}),
        ("everywhere", {}),
    ],
)
def test_ignore_such_writes_a_rule_into_the_study_and_takes_it_back(
    researcher: FlaskClient, store: Store, found: list[Signal], scope: str, rule: dict[str, str]
) -> None:
    version = store.study("lamp-shop").version
    form = {"csrf": csrf_of(researcher, LIST), "number": 0, "kind": found[0].kind, "scope": scope,
            "reason": "a picture"}  # fmt: skip
    assert researcher.post(f"{LIST}/ignore", data=form).status_code == 303
    assert researcher.post(f"{LIST}/ignore", data=form).status_code == 303  # once is enough
    assert rules(store) == [IgnoreRule(signal="dead_click", reason="a picture", **rule)]
    assert store.study("lamp-shop").version == version + 1
    page = researcher.get(LIST).text
    assert "because: a picture" in page
    assert "Ignored by a rule of the study" in page
    back = {"csrf": form["csrf"], "signal": "dead_click", **rule}
    assert researcher.post(f"{LIST}/count", data=back).status_code == 303
    assert rules(store) == []
    assert "gone already" in researcher.post(f"{LIST}/count", data=back, follow_redirects=True).text


def test_a_rule_for_a_signal_that_is_there_no_more_is_refused(
    researcher: FlaskClient, store: Store, found: list[Signal]
) -> None:
    form = {"csrf": csrf_of(researcher, LIST), "number": 0, "kind": "rage_click", "scope": "screen"}
    assert researcher.post(f"{LIST}/ignore", data=form).status_code == 409
    assert researcher.post(f"{LIST}/ignore", data=form | {"number": 99}).status_code == 404
    assert researcher.post(f"{LIST}/ignore", data=form | {"scope": "x"}).status_code == 400
    assert rules(store) == []


def test_the_report_shows_rejected_signals_struck_through_with_their_undo(
    researcher: FlaskClient, store: Store, found: list[Signal], study: Study
) -> None:
    result = results.latest(store, study)
    assert result is not None
    gone = msgspec.structs.replace(found[0], review="reject", reason="a stepper")
    rest = tuple(one for one in result.analysis.signals if one != found[0])
    judge(researcher, found[0], "reject", reason="a stepper")
    analysis = msgspec.structs.replace(result.analysis, signals=rest, rejected=(gone,))
    results.keep(results.result_folder(store, study), analysis, {}, {})
    page = researcher.get("/studies/lamp-shop/report").text
    table = page.split('id="task-task-1-signals"')[1].split("</details>")[0]
    assert "1 of them rejected" in table
    assert "<s>Dead click</s>" in table
    assert "Rejected: a stepper" in table
    assert "Rejected one by one: 1" in page
    assert "You have judged" not in page
    at = re.search(r'name="at" value="([^"]*)"', table)
    assert at is not None
    answer = judge(researcher, found[0], "none", **{"from": "report", "at": at[1]})
    assert answer.location == "/studies/lamp-shop/report#task-task-1-signals"
    assert told(store) == []


def test_the_session_leads_to_its_signals(
    researcher: FlaskClient, found: list[Signal], recorded: Session
) -> None:
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}").text
    assert f'href="{LIST}?session={recorded.id}"' in page
