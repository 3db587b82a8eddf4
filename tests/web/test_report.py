from __future__ import annotations

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from analyzer.departures import deviation_rate, tally
from analyzer.mean_costs import mean_seconds
from analyzer.results import StudyAnalysis
from fixtures.built_analysis import built_analysis
from recorder.models import Session, Study
from recorder.pauses import add_pause
from recorder.store import Store
from tests.web.conftest import built_pictures, csrf_of
from web import jobs, results
from web.formats import count_bounds, seconds, seconds_bounds
from web.jobs import Job
from web.results import Result
from web.single_file import report_file

EVIL = '<img src=x onerror="alert(1)">'


def test_without_sessions_the_page_leads_to_inviting(researcher: FlaskClient, study: Study) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert "Nobody has taken part in this study (n\u00a0=\u00a00)" in page
    assert "Invite a participant" in page


def test_sessions_without_a_result_offer_the_calculation(
    researcher: FlaskClient, session: Session
) -> None:
    assert "Calculate the report" in researcher.get("/studies/lamp-shop/report").text


def test_the_report_says_the_finding_first_and_every_figure_with_its_interval(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert "<h1>Fewest completed “Put two of them into the basket”: 3 of 8</h1>" in page
    assert "7 of 8, 95\u00a0% interval 51–100\u00a0%" in page
    assert "n\u00a0=\u00a07" in page
    assert "geometric mean" in page


def test_simulated_participants_are_named_at_every_task(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert page.count("Simulated participants") >= 1 + len(result.analysis.tasks)


def test_moments_lead_to_the_replay_and_people_to_their_session_and_replay(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert 'href="/studies/lamp-shop/sessions/s1/replay?t=31.4"' in page
    assert '<a href="/studies/lamp-shop/sessions/s1">' in page
    assert 'href="/studies/lamp-shop/sessions/s1/replay">replay<' in page
    assert 'id="m-task-1-1"' in page  # the first place is marked on the picture
    assert "not on the picture" in page  # the others have no box there


def test_hotspots_say_what_the_test_against_chance_makes_of_them(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert "Confirmed: friction spread at random" in page
    assert "Suspect, not enough data to confirm" in page


def test_rules_are_printed_with_their_thresholds(researcher: FlaskClient, result: Result) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert 'id="rule-rage_click"' in page
    assert "<code>window_s</code> = 1" in page


def test_labels_from_the_page_under_test_cannot_bring_markup(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    pictures, files = built_pictures()
    hostile = built_analysis(label=EVIL, title=EVIL)
    results.keep(results.result_folder(store, study), hostile, pictures, files)
    page = researcher.get("/studies/lamp-shop/report").text
    assert "onerror" in page  # it is shown
    assert EVIL not in page
    assert "<img src=x" not in page


def test_an_empty_study_has_a_report_that_says_so(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    empty = msgspec.structs.replace(
        built_analysis(), tasks=(), sessions=(), signals=(), rules=(), screens=(), participants=0
    )
    results.keep(results.result_folder(store, study), empty, {}, {})
    page = researcher.get("/studies/lamp-shop/report").text
    assert "No task has a result yet" in page


def test_new_sessions_make_the_report_stale(
    researcher: FlaskClient, store: Store, study: Study, result: Result
) -> None:
    assert "New sessions have arrived" not in researcher.get("/studies/lamp-shop/report").text
    store.open_session(store.invite(study), "yes", 1_795_330_000_000)
    assert "New sessions have arrived" in researcher.get("/studies/lamp-shop/report").text


def test_while_it_is_calculated_the_progress_is_shown(
    researcher: FlaskClient, store: Store, session: Session
) -> None:
    jobs.tell(store.data, "lamp-shop", Job("running", "drawing heatmaps", 3, 12))
    page = researcher.get("/studies/lamp-shop/report").text
    assert 'max="12" value="3"' in page
    told = researcher.get("/studies/lamp-shop/report/progress").json
    assert told == {
        "state": "running",
        "step": "drawing heatmaps",
        "done": 3,
        "total": 12,
        "error": "",
    }


def test_a_failed_calculation_is_named_and_can_be_repeated(
    researcher: FlaskClient, store: Store, session: Session
) -> None:
    jobs.tell(store.data, "lamp-shop", Job("failed", error="No space left."))
    page = researcher.get("/studies/lamp-shop/report").text
    assert "No space left." in page
    assert "Calculate the report" in page


def test_one_press_starts_the_calculation_once(
    researcher: FlaskClient, store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(jobs, "_started", [])
    monkeypatch.setattr(jobs.subprocess, "Popen", lambda args, **_: started.append(args))
    form = {"csrf": csrf_of(researcher, "/studies/lamp-shop")}
    for _ in range(2):
        answer = researcher.post("/studies/lamp-shop/report", data=form)
        assert answer.location == "/studies/lamp-shop/report"
    assert [args[-1] for args in started] == ["lamp-shop"]


def test_pictures_are_given_by_their_result_and_name(
    researcher: FlaskClient, result: Result
) -> None:
    path = f"/studies/lamp-shop/pictures/{result.name}/heat-1.png"
    assert path in researcher.get("/studies/lamp-shop/report").text
    with researcher.get(path) as answer:
        assert answer.mimetype == "image/png"
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("folder", "file"),
    [("..", "key"), ("..%2f..", "key"), ("x", "heat-1.png"), ("{name}", "analysis.json"),
     ("{name}", "..%2f..%2f..%2fkey"), ("{name}", "none.png")],
)  # fmt: skip
def test_nothing_but_a_results_pictures_is_given(
    researcher: FlaskClient, result: Result, folder: str, file: str
) -> None:
    path = f"/studies/lamp-shop/pictures/{folder.format(name=result.name)}/{file}"
    assert researcher.get(path).status_code in {404, 308}


def test_the_figures_are_given_as_json(
    researcher: FlaskClient, result: Result, analysis: StudyAnalysis
) -> None:
    data = researcher.get("/studies/lamp-shop/report.json").data
    assert msgspec.json.decode(data, type=StudyAnalysis) == analysis


@pytest.mark.parametrize("page", ["report.json", "report.html"])
def test_what_is_not_calculated_yet_cannot_be_taken_away(
    researcher: FlaskClient, study: Study, page: str
) -> None:
    answer = researcher.get(f"/studies/lamp-shop/{page}")
    assert answer.status_code == 404
    assert "calculate it first" in answer.text


def test_the_one_file_is_offered_as_a_download(
    app: Flask, researcher: FlaskClient, result: Result
) -> None:
    answer = researcher.get("/studies/lamp-shop/report.html")
    assert "lamp-shop-report.html" in answer.headers["Content-Disposition"]


def test_figures_that_rest_on_a_gap_are_marked_and_explained(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert "◊ 1 of 8 attempts touched by a gap" in page
    assert "P04: the recording has a gap of 3.2\u00a0s here." in page
    assert "± 1.4\u00a0s" in page
    assert "2 of 64 batches of events are missing" in page


def test_the_single_file_marks_gaps_too(result: Result, app: Flask) -> None:
    with app.test_request_context():
        text = report_file(result)
    assert "◊ 1 of 8 attempts touched by a gap" in text
    assert ".gap-mark" in text


def test_what_participants_said_stands_at_each_task_and_for_the_study(
    researcher: FlaskClient, result: Result
) -> None:
    page = researcher.get("/studies/lamp-shop/report").text
    assert '<a href="#said">What they said</a>' in page
    assert 'id="said-seq-task-1"' in page
    assert "Usability scored 73.3 of 100: grade B− (D to A+), “Good”" in page
    assert 'href="/studies/lamp-shop/sessions/s4/replay?t=443.0"' in page
    assert "Intent to leave: nobody has answered it yet" in page


def test_a_study_without_questionnaires_says_how_to_add_one(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    pictures, files = built_pictures()
    silent = msgspec.structs.replace(built_analysis(), questionnaires=(), answers=())
    results.keep(results.result_folder(store, study), silent, pictures, files)
    page = researcher.get("/studies/lamp-shop/report").text
    assert "No questionnaire is part of this study" in page
    assert 'href="/studies/lamp-shop#tasks">its definition</a>' in page


def test_a_reason_in_own_words_cannot_bring_markup(
    researcher: FlaskClient, store: Store, study: Study
) -> None:
    analysis = built_analysis()
    evil = tuple(
        msgspec.structs.replace(
            one, reasons=tuple(msgspec.structs.replace(row, text=EVIL) for row in one.reasons),
            choices=tuple(msgspec.structs.replace(row, choice=EVIL) for row in one.choices),
        )
        for one in analysis.questionnaires
    )  # fmt: skip
    pictures, files = built_pictures()
    hostile = msgspec.structs.replace(analysis, questionnaires=evil)
    results.keep(results.result_folder(store, study), hostile, pictures, files)
    page = researcher.get("/studies/lamp-shop/report").text
    assert EVIL not in page
    assert "&lt;img src=x" in page


def test_the_report_shows_what_was_paused_and_the_time_with_it(
    researcher: FlaskClient, study: Study, store: Store
) -> None:
    analysis = built_analysis()
    task = analysis.tasks[0]
    assert task.times is not None
    attempt = msgspec.structs.replace(task.attempts[0], pauses=1, paused_s=11.0)
    times = msgspec.structs.replace(task.times, with_pauses=task.times.typical)
    paused = msgspec.structs.replace(task, attempts=(attempt, *task.attempts[1:]), times=times)
    tasks = (paused, *analysis.tasks[1:])
    shown = msgspec.structs.replace(analysis, tasks=tasks)
    results.keep(results.result_folder(store, study), shown, *built_pictures())
    page = researcher.get("/studies/lamp-shop/report").text
    assert page.count('<th scope="col" class="num">Paused</th>') == 1
    assert "1 pause of 11\u00a0s is taken off; with it the typical time is" in page
    assert "Typical time with pauses" in page


def test_the_report_says_that_it_is_older_than_the_pauses(
    researcher: FlaskClient, store: Store, recorded: Session, study: Study
) -> None:
    analysis = built_analysis()
    task = analysis.tasks[0]
    attempt = msgspec.structs.replace(task.attempts[0], session=recorded.id)
    mine = msgspec.structs.replace(task, attempts=(attempt, *task.attempts[1:]))
    tasks = (mine, *analysis.tasks[1:])
    shown = msgspec.structs.replace(analysis, tasks=tasks)
    results.keep(results.result_folder(store, study), shown, *built_pictures())
    told = "these figures are older than your pauses"
    assert told not in researcher.get("/studies/lamp-shop/report").text
    begun_ms = attempt.start_s * 1_000
    add_pause(store, recorded.id, begun_ms, begun_ms + 2_000, "break", now_ms=1)
    assert told in researcher.get("/studies/lamp-shop/report").text


def test_what_friction_cost_is_shown_with_its_interval(
    researcher: FlaskClient, study: Study, store: Store
) -> None:
    analysis = built_analysis()
    task = analysis.tasks[0]
    lost = mean_seconds([[4.0], [8.0], [12.0]])
    first, second, *rest = task.hotspots
    dear = msgspec.structs.replace(first, seconds_lost=lost.estimate, seconds_lost_interval=lost)
    old = msgspec.structs.replace(second, seconds_lost=6.0)  # of a result without intervals
    astray = [msgspec.structs.replace(one, steps=("/",)) for one in task.attempts]
    rate = deviation_rate([msgspec.structs.replace(one, departures=()) for one in astray])
    left = msgspec.structs.replace(
        task, hotspots=(dear, old, *rest), deviations=tally(astray), deviation_rate=rate
    )
    shown = msgspec.structs.replace(analysis, tasks=(left, *analysis.tasks[1:]))
    results.keep(results.result_folder(store, study), shown, *built_pictures())
    page = researcher.get("/studies/lamp-shop/report").text
    assert f"{seconds(8)} lost here on average ({seconds_bounds(lost)})" in page
    assert f"{seconds(6)} lost here on average<" in page
    (row,) = left.deviations
    assert row.mean_pages_interval is not None
    assert row.mean_s_interval is not None
    assert f'1.0 <span class="under">{count_bounds(row.mean_pages_interval)}</span>' in page
    assert f'<span class="under">{seconds_bounds(row.mean_s_interval)}</span>' in page
