"""All that may be wrong with a study at once: the rest is analysed, what is not is named."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from analyzer.pipeline import analyze_study
from analyzer.results import SessionResult, StudyAnalysis
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, keep, task
from recorder.protocol import MAX_T_MS
from recorder.store import Store
from web.cli import main

YEAR_1970_MS = 0
YEAR_2100_MS = 4_102_444_800_000
TASKS = definition(task("buy", paths=[["/", "/thanks"]]), task("never"))


def whole(participant: str) -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for t_s in (3, 3.3, 3.6):
        told.click(t_s, BUTTON, NOTHING)
    return told.page(9, "/thanks").task(10, "buy", "goal", "rule").timing(11, "LCP", 900)


def endless() -> Recording:
    return Recording("P-endless").page(0, "/").task(1, "buy").click(4, BUTTON, NOTHING)


def one_event() -> Recording:
    return Recording("P-one").click(3, answers=None)


def at(participant: str, started_ms: int) -> Recording:
    told = whole(participant)
    told.started_ms = started_ms
    return told


def as_long_as_can_be() -> Recording:
    last_s = MAX_T_MS / 1_000
    told = Recording("P-long").page(0).task(0, "buy").click(last_s, BUTTON, None)
    return told.task(last_s, "buy", "give_up")


def foreign_task() -> Recording:
    return whole("P-foreign").task(12, "sing")


def ended_only() -> Recording:
    return Recording("P-ended").page(0, "/").task(5, "buy", "done")


GOOD = [whole("P01"), whole("P02")]
BAD = [
    whole("P-corrupt"),
    endless(),
    one_event(),
    Recording("P-empty"),
    at("P-1970", YEAR_1970_MS),
    at("P-2100", YEAR_2100_MS),
    as_long_as_can_be(),
    foreign_task(),
    ended_only(),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "data"
    with Store.open(folder) as store:
        ids = keep(store, *GOOD, *BAD, of=TASKS)
    with sqlite3.connect(folder / "thinkaloud.db") as database:
        database.execute(
            "UPDATE batch SET body = substr(body, 1, 20) WHERE session_id = ?", [ids[len(GOOD)]]
        )
    database.close()
    return folder


@pytest.fixture(scope="module")
def analysis(data: Path) -> StudyAnalysis:
    with Store.open(data) as store:
        return analyze_study(store, "shop")


def run(data: Path, *words: str) -> Result:
    result = CliRunner().invoke(main, [*words, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return result


def session(analysis: StudyAnalysis, participant: str) -> SessionResult:
    return next(one for one in analysis.sessions if one.participant == participant)


def test_the_good_sessions_are_analysed_as_if_they_were_alone(
    analysis: StudyAnalysis, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "alone") as store:
        keep(store, *GOOD, of=TASKS)
        alone = analyze_study(store, "shop")
    people = {"P01", "P02"}
    for result, own in zip(analysis.tasks, alone.tasks, strict=True):
        mine = [one for one in result.attempts if one.participant in people]
        assert [(a.wall_s, a.outcome, a.way, a.error_points) for a in mine] == [
            (a.wall_s, a.outcome, a.way, a.error_points) for a in own.attempts
        ]
    kinds = [one.kind for one in analysis.signals if one.participant in people]
    assert sorted(kinds) == sorted(one.kind for one in alone.signals)


def test_a_corrupt_batch_is_named_with_its_reason(analysis: StudyAnalysis) -> None:
    (reason,) = [line for line in analysis.excluded if "P-corrupt" in line]
    assert "batch 0" in reason
    assert session(analysis, "P-corrupt").events == 0


def test_a_session_without_an_end_is_unfinished_and_noted(analysis: StudyAnalysis) -> None:
    buy = analysis.tasks[0]
    assert buy.outcomes["unfinished"] == 1
    assert any("1 attempt has no end" in note for note in buy.notes)


def test_a_task_never_started_has_no_data_and_says_so(analysis: StudyAnalysis) -> None:
    never = analysis.tasks[1]
    assert (never.n, never.completion.estimate, never.hotspots) == (0, None, ())
    assert never.notes == ("n = 0: nobody has started this task, there is no data.",)


def test_pages_that_were_never_snapshotted_are_counted_in_the_health(
    analysis: StudyAnalysis,
) -> None:
    health = session(analysis, "P01").health
    assert health is not None
    assert (health.documents, health.snapshots) == (2, 0)
    assert any("snapshot" in finding or "replay" in finding for finding in health.findings)


def test_one_event_and_none_make_sessions(analysis: StudyAnalysis) -> None:
    assert session(analysis, "P-one").events == 1
    assert session(analysis, "P-empty").events == 0
    assert session(analysis, "P-empty").notes


@pytest.mark.parametrize("name", ["P-1970", "P-2100"])
def test_the_wall_clocks_year_changes_no_figure(analysis: StudyAnalysis, name: str) -> None:
    attempts = {one.participant: one for one in analysis.tasks[0].attempts}
    odd, plain = attempts[name], attempts["P01"]
    assert (odd.wall_s, odd.outcome, odd.active_s) == (plain.wall_s, "success", plain.active_s)


def test_a_task_that_the_study_does_not_have_is_named(analysis: StudyAnalysis) -> None:
    assert any("P-foreign" in line and "`sing`" in line for line in analysis.excluded)


def test_an_end_without_a_start_makes_no_attempt(analysis: StudyAnalysis) -> None:
    assert all(one.participant != "P-ended" for one in analysis.tasks[0].attempts)


def test_every_command_gets_through_it(data: Path, tmp_path: Path) -> None:
    told = run(data, "analyze", "shop").stdout
    assert "not analysed: session" in told
    assert "P-corrupt" in told
    out = tmp_path / "out.json"
    run(data, "analyze", "shop", "--workers", "2", "--json", str(out))
    assert msgspec.json.decode(out.read_bytes(), type=StudyAnalysis).participants == 11
    assert "curves" in run(data, "what-if", "shop", "--json").stdout
    for form in ("csv", "json", "cif"):
        run(data, "export", "shop", "--format", form, "--out", str(tmp_path / form))


def test_every_session_can_be_explained(data: Path) -> None:
    with Store.open(data) as store:
        ids = [one.id for one in store.sessions(store.study("shop"))]
    for session_id in ids:
        lines = run(data, "explain", session_id).stdout
        assert "discovery: signals in tasks" in lines
        assert "failures kept" in run(data, "explain", session_id, "--task", "buy").stdout
