import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.events import StudyEvents
from analyzer.pipeline import analyze, analyze_study, to_json
from analyzer.results import StudyAnalysis
from fixtures.long_session import errands, steps
from fixtures.synthetic import (
    BUTTON,
    NOTHING,
    PICTURE,
    Recording,
    Row,
    definition,
    element,
    keep,
    study,
    task,
)
from recorder.protocol import MAX_T_MS, PageEvent
from recorder.store import Store

ROOT = Path(__file__).parents[2]


def _recording(participant: str, seed: int = 0) -> Recording:
    random = Random(seed)
    told = Recording(participant).page(0, "/").task(1, "buy")
    told.click(3 + random.random(), PICTURE, NOTHING, cursor="pointer")
    for _ in range(3):
        told.click(5 + random.random(), BUTTON, NOTHING)
    told.page(9, "/cart").click(10, element("pay")).error(10.2).page(12, "/", "back_forward")
    told.tab("tabB").page(13, "/help").key(14).tab("tabA").page(15, "/thanks")
    told.invalid(15.5, element("mail", tag="input")).click(16).timing(16.5, "LCP", 900 + seed)
    return told.task(17 + seed, "buy", "goal", "rule")


def _people(n: int = 4) -> list[Recording]:
    return [_recording(f"P{number:02}", number) for number in range(n)]


def test_hotspots_are_tested_against_chance_and_the_result_says_how() -> None:
    (buy,) = analyze(study(*_people(8))).tasks
    assert buy.chance is not None
    assert (buy.chance.participants, buy.chance.permutations) == (8, 9_999)
    for spot in buy.hotspots:
        assert spot.expected is not None
        assert spot.p_adjusted is not None
        assert spot.excess == spot.affected - spot.expected
        assert 0 < spot.p_adjusted <= 1
        assert sum(spot.outcomes.values()) == spot.affected


def test_the_figures_of_a_study_come_from_its_sessions() -> None:
    analysis = analyze(study(*_people()))
    (buy,) = analysis.tasks
    assert analysis.participants == 4
    assert (buy.n, buy.completion.estimate) == (4, 1.0)
    assert buy.time_on_task.estimate == pytest.approx((16 * 17 * 18 * 19) ** 0.25)
    assert buy.hotspots[0].affected == 4
    assert {"dead_click", "error_click", "backtrack"} <= {one.kind for one in analysis.signals}
    assert all(1 <= spot.affected <= spot.exposed <= 4 for spot in buy.hotspots)


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_order_of_sessions_and_batches_changes_no_byte(seed: int) -> None:
    random = Random(seed)
    people = _people()
    expected = to_json(analyze(study(*people)))
    sessions = []
    for told in people:
        rows = told.rows(random.randrange(1, 30))
        rows += random.sample(rows, random.randrange(len(rows)))
        random.shuffle(rows)
        sessions.append(told.session(rows))
    random.shuffle(sessions)
    shuffled = StudyEvents(definition(), 1, is_simulated=True, sessions=tuple(sessions))
    assert to_json(analyze(shuffled)) == expected


_SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.analyzer.test_pipeline import _people
from analyzer.pipeline import analyze, to_json
from fixtures.synthetic import study
sys.stdout.buffer.write(to_json(analyze(study(*_people()))))
"""


def test_processes_with_other_hash_seeds_write_the_same_bytes() -> None:
    written = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(ROOT)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert written == {to_json(analyze(study(*_people())))}


def test_what_is_written_can_be_read_again() -> None:
    analysis = analyze(study(*_people()))
    assert msgspec.json.decode(to_json(analysis), type=StudyAnalysis) == analysis


def test_an_empty_study_is_analysed_and_says_that_there_is_no_data() -> None:
    analysis = analyze(study())
    assert (analysis.participants, analysis.sessions, analysis.signals) == (0, (), ())
    assert analysis.tasks[0].completion.estimate is None
    assert analysis.tasks[0].notes == ("n = 0: nobody has started this task, there is no data.",)


def test_a_task_never_started_has_no_data_beside_one_that_was() -> None:
    both = definition(task("buy"), task("find"))
    buy, find = analyze(study(*_people(), of=both)).tasks
    assert (buy.n, find.n) == (4, 0)
    assert find.hotspots == ()


def test_one_event_makes_a_study() -> None:
    analysis = analyze(study(Recording().click(3, answers=None)))
    assert analysis.sessions[0].events == 1


def test_a_session_without_an_end_is_unfinished_and_the_rest_is_analysed() -> None:
    stopped = Recording("P99").page(0).task(1, "buy").click(4)
    buy = analyze(study(*_people(), stopped)).tasks[0]
    assert buy.outcomes == {"success": 4, "unfinished": 1}
    assert (buy.completion.n, buy.time_on_task.n) == (5, 4)


def test_times_at_the_limits_are_analysed() -> None:
    last_s = MAX_T_MS / 1_000
    told = Recording().page(0).task(0, "buy").click(0, BUTTON, None)
    told.click(last_s, BUTTON, None).task(last_s, "buy", "done")
    analysis = analyze(study(told))
    assert analysis.tasks[0].attempts[0].wall_s == last_s


def test_two_sessions_of_one_participant_are_one_participant() -> None:
    first = Recording("P01", "s1").page(0).task(1, "buy").click(5)
    second = Recording("P01", "s2").page(0).task(1, "buy").task(9, "buy", "goal", "rule")
    second.started_ms += 60_000
    analysis = analyze(study(second, first))
    assert (analysis.participants, len(analysis.sessions)) == (1, 2)
    assert [attempt.session for attempt in analysis.tasks[0].attempts] == ["s1", "s2"]
    assert analysis.tasks[0].outcomes == {"success": 1}


def test_gaps_in_a_recording_caution_the_tasks_it_touches() -> None:
    told = _recording("P07")
    rows = [row for row in told.rows(4) if row.seq != 2]
    held = StudyEvents(definition(), 1, is_simulated=True, sessions=(told.session(rows),))
    task_result = analyze(held).tasks[0]
    assert task_result.touched_by_gap == 1
    assert any("touched by a gap in the recording (P07)" in note for note in task_result.notes)


def test_cancelled_attempts_are_in_no_figure() -> None:
    told = Recording().page(0).task(1, "buy").click(2, BUTTON, NOTHING).task(9, "buy", "cancel")
    (buy,) = analyze(study(told)).tasks
    assert (buy.n, buy.attempts, buy.hotspots) == (0, (), ())
    assert "1 attempt was cancelled, in no figure." in buy.notes


def test_screens_are_counted_by_viewport_class() -> None:
    phone = Recording("P02").page(0, "/", width=390).click(1)
    wide = Recording("P01").page(0, "/").click(1).click(2)
    analysis = analyze(study(phone, wide))
    shown = {(one.key, one.viewport_class): one.clicks for one in analysis.screens}
    assert shown == {("/", "desktop"): 2, ("/", "phone"): 1}


def test_page_speed_is_told_with_its_n() -> None:
    (speed,) = analyze(study(*_people())).page_speed
    assert (speed.name, speed.n, speed.unit) == ("LCP", 4, "ms")
    assert (speed.median, speed.p75) == (901.5, 902.25)


def test_an_unknown_threshold_is_told() -> None:
    analysis = analyze(study(of=definition(thresholds={"rage_clics": 2})))
    assert analysis.excluded == ("threshold `rage_clics`: no rule has it.",)


def test_a_picture_is_known_by_screen_and_viewport_class() -> None:
    pictured = study(*_people(1))
    held = StudyEvents(
        pictured.definition, 1, True, pictured.sessions, pictured=frozenset({("/", "desktop")})
    )
    has = {screen.key: screen.has_picture for screen in analyze(held).screens}
    assert has["/"]
    assert not has["/cart"]


_STEP = st.tuples(
    st.floats(0.05, 4),
    st.sampled_from(
        ["page", "click", "dead", "start", "done", "give_up", "goal", "hide", "show", "error"]
    ),
    st.sampled_from(["buy", "find"]),
)


def _random_recording(
    participant: str, steps: list[tuple[float, str, str]], shift_s: float
) -> Recording:
    told = Recording(participant).page(shift_s, "/")
    t_s = shift_s
    for pause_s, what, name in steps:
        t_s += pause_s
        if what == "page":
            told.page(t_s, f"/{name}")
        elif what in ("click", "dead"):
            told.click(t_s, element(name), NOTHING if what == "dead" else {"mutation": 20})
        elif what in ("hide", "show"):
            told.visibility(t_s, "hidden" if what == "hide" else "visible")
        elif what == "error":
            told.error(t_s)
        else:
            told.task(t_s, name, what)  # type: ignore[arg-type]  # sampled
    return told


@settings(max_examples=20)
@given(st.lists(st.lists(_STEP, max_size=25), max_size=4), st.integers(0, 1_000))
def test_the_laws_of_a_study_hold(people: list[list[tuple[float, str, str]]], shift_s: int) -> None:
    both = definition(task("buy"), task("find", ends_on_goal=False))

    def analysed(shift: float) -> StudyAnalysis:
        told = [_random_recording(f"P{at}", steps, shift) for at, steps in enumerate(people)]
        return analyze(study(*told, of=both))

    analysis = analysed(0)
    lasted_s = {session.id: session.duration_s for session in analysis.sessions}
    for result in analysis.tasks:
        assert sum(result.outcomes.values()) == result.n <= analysis.participants
        for attempt in result.attempts:
            wall_s = attempt.wall_s or 0
            assert 0 <= attempt.hidden_s <= wall_s + 1e-9
            assert wall_s <= lasted_s[attempt.session] + 1e-9
        mine = [signal for signal in analysis.signals if signal.task == result.id]
        assert sum(attempt.error_points for attempt in result.attempts) <= len(mine)
        for spot in result.hotspots:
            assert 1 <= spot.affected <= spot.exposed <= result.n
            assert len(spot.moments) <= len(mine)
        assert [spot.rank for spot in result.hotspots] == [*range(1, len(result.hotspots) + 1)]
    later = analysed(float(shift_s))
    for one, other in zip(analysis.tasks, later.tasks, strict=True):
        assert one.outcomes == other.outcomes
        assert [a.wall_s for a in one.attempts] == pytest.approx([a.wall_s for a in other.attempts])
        assert [s.affected for s in one.hotspots] == [s.affected for s in other.hotspots]


def test_a_corrupt_batch_is_named_and_everything_else_is_analysed() -> None:
    broken, *whole = _people(3)
    rows = broken.rows(4)
    bad = [Row("tabA", 1, b"\x1f\x8b no gzip"), Row("tabA", 2, b'{"v":1,"stream":"events"}')]
    sessions = [broken.session([rows[0], *bad, *rows[3:]]), *(told.session() for told in whole)]
    held = StudyEvents(definition(), 1, is_simulated=True, sessions=tuple(sessions))
    analysis = analyze(held)
    assert len(analysis.excluded) == 2
    assert all("(P00), tab tabA, batch" in line for line in analysis.excluded)
    assert "The gzip data is damaged" in analysis.excluded[0]
    assert "missing required field" in analysis.excluded[1]
    assert (analysis.participants, analysis.tasks[0].n) == (3, 3)
    assert "2 batches could not be read" in " ".join(analysis.sessions[0].notes)


def test_a_page_that_was_never_snapshotted_is_analysed_without_a_picture(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        keep(store, *_people(2))
        analysis = analyze_study(store, "shop")
    assert analysis.tasks[0].n == 2
    assert analysis.screens
    assert not any(screen.has_picture for screen in analysis.screens)
    for session in analysis.sessions:
        assert session.health is not None
        assert (session.health.snapshots, session.health.light) != (
            session.health.documents,
            "good",
        )
        assert any("snapshot" in line or "picture" in line for line in session.health.findings)


@pytest.mark.parametrize("year_ms", [0, 4_102_444_800_000], ids=["1970", "2100"])
def test_a_device_that_believes_it_is_another_year_is_analysed_alike(year_ms: int) -> None:
    def told(origin_ms: float) -> StudyAnalysis:
        people = _people(3)
        for one in people:
            one.started_ms = int(origin_ms)
            one.events = [
                (tab, msgspec.structs.replace(event, time_origin_ms=origin_ms))
                if isinstance(event, PageEvent)
                else (tab, event)
                for tab, event in one.events
            ]
        return analyze(study(*people))

    there, here = told(float(year_ms)), told(1_760_000_000_000.0)
    assert there.tasks == here.tasks
    assert there.signals == here.signals
    assert {one.started_ms for one in there.sessions} == {year_ms}


def test_two_million_events_in_one_session_are_analysed() -> None:
    told = Recording().page(0).task(1, "buy")
    path = [(at % 1_000, at % 700) for at in range(10_000)]
    for run in range(200):
        told.move(2 + 11.0 * run, path, step_ms=1)
        told.click(12.5 + 11.0 * run, BUTTON)
    events = told.task(2_300, "buy", "goal", "rule").session()
    assert events.pointers.t_s.size == 2_000_000
    held = StudyEvents(definition(), 1, is_simulated=True, sessions=(events,))
    attempt = analyze(held).tasks[0].attempts[0]
    assert (attempt.outcome, attempt.wall_s, attempt.clicks) == ("success", 2_299, 200)


def test_four_times_the_tasks_are_put_together_in_about_four_times_the_steps() -> None:
    def taken(many: int) -> int:
        events, of = errands(many)
        told = StudyEvents(definition=of, version=1, is_simulated=True, sessions=(events,))
        return steps(lambda: analyze(told), "pipeline.py", "hotspots.py")

    assert taken(48) < 4.3 * taken(12)
