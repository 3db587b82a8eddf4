from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from analyzer.load import load_session, open_session
from analyzer.session_results import SessionAnalysis, analyze_session
from fixtures.long_session import errands, steps
from fixtures.synthetic import BUTTON, NOTHING, Recording, Row, definition, element, keep, task
from recorder.protocol import HealthEvent
from recorder.store import Store

STUDY = definition(task("buy"), task("find"))


def _session(told: Recording) -> SessionAnalysis:
    return analyze_session(told.session(), STUDY)


def _told() -> Recording:
    told = Recording().page(0, "/").click(0.5, BUTTON, NOTHING).task(1, "buy")
    told.click(5, BUTTON, NOTHING).page(8, "/cart").task(9, "buy", "goal", "rule")
    return told.page(12, "/bye").click(20, BUTTON, NOTHING, watched_ms=2_600)


def test_signals_belong_to_the_task_that_ran() -> None:
    tasks = [(signal.t_s, signal.task) for signal in _session(_told()).signals]
    assert tasks == [(0.5, None), (5, "buy"), (20, None)]


def test_a_signal_at_the_last_moment_belongs_to_the_task_that_it_ended() -> None:
    told = Recording().page(0).task(1, "buy").click(4, BUTTON, NOTHING).task(4, "buy", "done")
    told.task(4, "find")
    assert {signal.task for signal in _session(told).signals} == {"buy"}


def test_an_attempt_counts_the_error_points_in_its_time() -> None:
    (attempt,) = _session(_told()).attempts
    assert (attempt.error_points, attempt.outcome) == (1, "success")


def test_screens_seen_are_those_shown_during_the_task() -> None:
    assert _session(_told()).seen == {"buy": frozenset({"/", "/cart"})}


def test_screens_have_a_title_and_clicks() -> None:
    screens = _session(_told()).screens
    assert screens["/"] == ("Page /", 2)
    assert screens["/cart"] == ("Page /cart", 0)


def test_a_cancelled_attempt_is_counted_apart() -> None:
    told = Recording().page(0).task(1, "buy").task(3, "buy", "cancel", "moderator")
    done = _session(told)
    assert (done.attempts, done.cancelled) == ((), ("buy",))


def test_a_timing_that_corrects_itself_counts_once() -> None:
    told = Recording().page(0).timing(1, "LCP", 900).timing(2, "LCP", 1_200)
    assert _session(told.page(3, "/b").timing(4, "LCP", 400)).timings == (
        ("LCP", 1_200.0),
        ("LCP", 400.0),
    )


def test_a_signal_without_an_element_belongs_to_the_page() -> None:
    told = Recording().page(0).task(1, "buy").task(5, "buy", "done")
    (signal,) = _session(told).signals
    assert (signal.kind, signal.location, signal.label) == ("false_success", "(page)", "the page")


def test_a_damaged_recording_says_so() -> None:
    told = _told()
    rows = told.rows(4)
    bent = [Row(rows[0].tab, rows[0].seq, b"{"), *rows[2:]]
    done = analyze_session(told.session(bent), STUDY)
    assert done.result.missing_batches == 1
    assert "1 batches could not be read: its figures may be too low." in done.result.notes
    assert done.excluded[0].startswith("session s-P01 (P01), tab tabA, batch 0: ")


def test_losses_of_the_tracker_are_added_over_page_views() -> None:
    told = Recording().page(0)
    for t_s, dropped in ((1_000, 2), (2_000, 3)):
        told.add(HealthEvent(t=t_s, page="page1", screen="/", dropped=dropped))
    told.page(3, "/b").add(HealthEvent(t=4_000, page="page2", screen="/b", dropped=1))
    assert "The tracker dropped 4 events." in _session(told).result.notes


def test_tasks_in_another_order_are_noted() -> None:
    told = Recording().page(0).task(1, "find").task(2, "find", "done").task(3, "buy")
    assert "Tasks were done in another order: find, buy." in _session(told).result.notes


def test_a_task_that_is_not_in_the_study_is_named() -> None:
    told = Recording().page(0).task(1, "sing")
    assert _session(told).excluded == ("session s-P01 (P01): `sing` is not a task of this study.",)


def test_an_empty_session_is_analysed_and_says_so() -> None:
    done = _session(Recording())
    assert done.result.notes == ("No events were recorded.",)
    assert (done.attempts, done.signals, done.screens) == ((), (), {})


def test_a_session_of_one_event_is_analysed() -> None:
    done = _session(Recording().click(3, answers=None))
    assert (done.result.events, done.result.duration_s, done.result.pages) == (1, 3, 1)


def _touched(lost: set[int], size: int = 3) -> list[tuple[str, float | None, float, float]]:
    told = _long()
    rows = [row for row in told.rows(size) if row.seq not in lost]
    return [
        (one.task, one.touches_gap_s, one.start_s, one.end_s or 0.0)
        for one in analyze_session(told.session(rows), STUDY).attempts
    ]


def _long() -> Recording:
    told = Recording().page(0, "/").task(1, "buy")
    for second in range(2, 40, 2):
        told.click(second, element(f"e{second % 6}"), answers=None)
    told.task(40, "buy", "done").task(60, "find")
    for second in range(62, 100, 2):
        told.click(second, element(f"e{second % 6}"), answers=None)
    return told.task(100, "find", "done")


@given(st.sets(st.integers(0, 13), min_size=1, max_size=6))
def test_a_gap_in_an_attempts_time_marks_it_and_no_other(lost: set[int]) -> None:
    missing = [
        event.t / 1_000
        for batch in _long().batches(3)
        if batch.seq in lost
        for event in batch.events
    ]
    for _, touched_s, start_s, end_s in _touched(lost):
        if any(start_s < t < end_s for t in missing):
            assert touched_s is not None
            assert 0 < touched_s <= end_s - start_s
        else:
            assert touched_s is None or touched_s >= 0


def test_an_attempt_after_the_gap_is_not_marked() -> None:
    (buy, find) = _touched({3})
    assert buy[1] is not None
    assert buy[1] > 0
    assert find[1] is None


def test_a_session_carries_the_health_that_the_store_told(tmp_path: Path) -> None:
    with Store.open(tmp_path / "data") as store:
        (id_,) = keep(store, _long())
        study, row = open_session(store, id_)
        done = analyze_session(load_session(store, row), study.frame.definition)
    health = done.result.health
    assert health is not None
    assert (health.light, health.stored) == ("poor", 43)  # of its page there is no snapshot
    assert health.findings == ("1 of 1 page has no first snapshot: the replay cannot show them.",)


def _steps(many: int) -> int:
    events, of = errands(many)
    return steps(lambda: analyze_session(events, of))


def test_four_times_the_session_takes_about_four_times_the_steps() -> None:
    _steps(2)  # what is made once, such as patterns
    assert _steps(80) < 4.6 * _steps(20)
