from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.segment import TaskAttempt, around, running, segment, touched_s_of, unknown_tasks
from analyzer.sessionize import sessionize
from fixtures.synthetic import Recording, definition, task
from recorder.attempts import attempts_of
from recorder.definition import StudyDefinition, Success
from recorder.protocol import TaskEvent

BUY = definition(task("buy"), task("find"))
OPEN = definition(task("buy", ends_on_goal=False))
JUDGED = definition(task("buy", Success(moderator=True)))


def _attempts(told: Recording, study: StudyDefinition = BUY) -> tuple[TaskAttempt, ...]:
    events = told.session()
    return segment(events, sessionize(events), study)


def _one(told: Recording, study: StudyDefinition = BUY) -> TaskAttempt:
    (attempt,) = _attempts(told, study)
    return attempt


def _started() -> Recording:
    return Recording().page(0).task(2, "buy")


def test_a_goal_ends_a_task_at_the_moment_it_was_reached() -> None:
    attempt = _one(_started().click(5).task(20, "buy", "goal", "rule").click(30))
    assert (attempt.outcome, attempt.end_reason, attempt.decided_by) == ("success", "goal", "rule")
    assert attempt.wall_s == 18


def test_done_after_the_goal_is_a_success_at_done_where_the_goal_does_not_end_the_task() -> None:
    told = _started().task(20, "buy", "goal", "rule").task(25, "buy", "done")
    attempt = _one(told, OPEN)
    assert (attempt.outcome, attempt.wall_s, attempt.claimed_done) == ("success", 23, True)
    assert attempt.reached_goal


def test_done_without_the_goal_is_a_false_success() -> None:
    attempt = _one(_started().task(25, "buy", "done"))
    assert (attempt.outcome, attempt.decided_by) == ("false_success", "rule")
    assert attempt.claimed_done
    assert not attempt.reached_goal


def test_done_in_a_task_that_a_moderator_judges_is_pending() -> None:
    assert _one(_started().task(25, "buy", "done"), JUDGED).outcome == "pending"


@pytest.mark.parametrize(("verdict", "outcome"), [("success", "success"), ("fail", "fail")])
def test_a_moderators_verdict_stands_above_the_rule(verdict: str, outcome: str) -> None:
    attempt = _one(_started().task(25, "buy", "give_up").verdict("buy", verdict))
    assert (attempt.outcome, attempt.decided_by) == (outcome, "moderator")
    assert attempt.end_reason == "give_up"


@pytest.mark.parametrize(
    ("action", "by", "outcome", "reason"),
    [
        ("give_up", "participant", "give_up", "give_up"),
        ("timeout", "rule", "timeout", "timeout"),
        ("success", "page", "success", "page"),
        ("fail", "moderator", "fail", "moderator"),
    ],
)
def test_each_end_has_its_outcome_and_reason(
    action: str, by: str, outcome: str, reason: str
) -> None:
    attempt = _one(_started().task(9, "buy", action, by))  # type: ignore[arg-type]  # parametrized
    assert (attempt.outcome, attempt.end_reason, attempt.decided_by) == (outcome, reason, by)


def test_giving_up_after_an_unnoticed_goal_is_giving_up() -> None:
    told = _started().task(20, "buy", "goal", "rule").task(25, "buy", "give_up")
    attempt = _one(told, OPEN)
    assert (attempt.outcome, attempt.reached_goal) == ("give_up", True)


def test_a_start_without_an_end_is_unfinished_at_the_sessions_end() -> None:
    attempt = _one(_started().click(30, answers=None))
    assert (attempt.outcome, attempt.end_reason, attempt.end_s) == (
        "unfinished",
        "session_end",
        30,
    )


def test_the_next_tasks_start_ends_an_unfinished_task() -> None:
    first, second = _attempts(_started().task(10, "find").task(12, "find", "goal", "rule"))
    assert (first.task, first.end_reason, first.end_s) == ("buy", "next_task", 10)
    assert second.outcome == "success"


def test_a_second_start_of_the_running_task_changes_nothing() -> None:
    attempt = _one(_started().task(3, "buy").task(9, "buy", "goal", "rule"))
    assert (attempt.number, attempt.start_s) == (1, 2)


def test_a_task_may_be_tried_again() -> None:
    told = _started().task(5, "buy", "give_up").task(8, "buy").task(9, "buy", "goal", "rule")
    first, second = _attempts(told)
    assert (first.number, first.outcome) == (1, "give_up")
    assert (second.number, second.outcome) == (2, "success")


def test_a_cancelled_attempt_is_marked_as_such() -> None:
    assert _one(_started().task(5, "buy", "cancel", "moderator")).is_cancelled


def test_tasks_out_of_order_are_kept_in_the_order_they_were_done() -> None:
    told = Recording().page(0).task(1, "find").task(4, "find", "done")
    told.task(6, "buy").task(9, "buy", "done")
    assert [attempt.task for attempt in _attempts(told)] == ["find", "buy"]


def test_a_task_taken_up_again_after_another_is_a_second_try() -> None:
    told = _started().task(10, "find").task(14, "find", "done").task(20, "buy")
    tries = _attempts(told.task(29, "buy", "goal", "rule"))
    assert [(one.task, one.number, one.end_reason) for one in tries] == [
        ("buy", 1, "next_task"),
        ("find", 1, "done"),
        ("buy", 2, "goal"),
    ]
    assert [one.wall_s for one in tries] == [8, 4, 9]


def test_a_task_resumed_after_a_reload_or_in_another_tab_goes_on() -> None:
    told = _started().page(6, "/", "reload").task(6.1, "buy").tab("tabB").page(9, "/lamps")
    attempt = _one(told.task(9.1, "buy").click(12).task(20, "buy", "goal", "rule"))
    assert (attempt.number, attempt.start_s, attempt.end_s, attempt.clicks) == (1, 2, 20, 1)


def test_after_a_cancelled_try_the_next_has_its_own_number_and_clock() -> None:
    told = _started().task(5, "buy", "cancel", "moderator").task(30, "buy")
    first, second = _attempts(told.task(34, "buy", "goal", "rule"))
    assert (first.is_cancelled, first.number) == (True, 1)
    assert (second.is_cancelled, second.number, second.wall_s) == (False, 2, 4)


def test_an_end_that_comes_twice_ends_a_task_once() -> None:
    told = _started().task(9, "buy", "give_up").task(11, "buy", "done").task(15, "buy", "timeout")
    attempt = _one(told)
    assert (attempt.end_s, attempt.outcome) == (9, "give_up")


def test_done_pressed_after_the_goal_was_reached_is_noted() -> None:
    told = _started().task(20, "buy", "goal", "rule").task(20.5, "buy", "done")
    attempt = _one(told)
    assert (attempt.end_s, attempt.outcome, attempt.claimed_done) == (20, "success", True)


def test_an_end_at_the_next_start_belongs_to_the_attempt_before() -> None:
    told = Recording().page(0).task(1, "buy").task(5, "find").task(5, "buy", "done")
    first, second = _attempts(told)
    assert (first.end_reason, second.start_s) == ("done", 5)


def test_reading_lasts_until_the_first_deed() -> None:
    assert _one(_started().click(6.5).task(9, "buy", "done")).reading_s == 4.5
    assert _one(_started().task(9, "buy", "done")).reading_s is None


def test_hidden_time_is_counted_within_the_attempt_alone() -> None:
    told = Recording().page(0).visibility(1, "hidden").task(2, "buy").visibility(4, "visible")
    attempt = _one(told.task(9, "buy", "done"))
    assert (attempt.hidden_s, attempt.wall_s) == (2, 7)


def test_clicks_by_the_pages_own_scripts_are_not_counted() -> None:
    told = _started().click(3).click(4, is_trusted=False).task(9, "buy", "done").click(10)
    assert _one(told).clicks == 1


def test_no_task_started_gives_no_attempts() -> None:
    assert _attempts(Recording().page(0).click(3)) == ()
    assert _attempts(Recording().page(0).task(3, "buy", "done")) == ()


def test_a_task_that_the_study_does_not_have_is_named() -> None:
    told = Recording().page(0).task(3, "sing").task(5, "sing", "done")
    assert _attempts(told) == ()
    assert unknown_tasks(told.session(), BUY) == ["sing"]


_ACTIONS = ["start", "done", "give_up", "goal", "timeout", "success", "fail", "cancel"]


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from(["buy", "find"]), st.sampled_from(_ACTIONS)),
        max_size=12,
    ),
    st.booleans(),
)
def test_attempts_are_numbered_and_ended_as_the_store_numbers_and_ends_them(
    told: list[tuple[int, str, str]], ends_on_goal: bool
) -> None:
    study = definition(task("buy", ends_on_goal=ends_on_goal), task("find"))
    recording = Recording().page(0)
    for second, name, action in told:
        recording.task(second, name, action)  # type: ignore[arg-type]  # sampled
    recording.click(30, answers=None)
    task_events = [event for _, event in recording.events if isinstance(event, TaskEvent)]
    spans = [span for span in attempts_of(task_events, study) if span.task != "sing"]
    attempts = _attempts(recording, study)
    assert [(at.task, at.number, at.start_s) for at in attempts] == [
        (span.task, span.number, span.start_t / 1_000) for span in spans
    ]
    for attempt, span in zip(attempts, spans, strict=True):
        if span.end_t is not None:
            assert attempt.end_s == span.end_t / 1_000
        assert attempt.end_s >= attempt.start_s


@pytest.mark.parametrize(
    ("gaps_s", "touched_s"),
    [
        ((), None),
        (((0, 10),), None),  # up to its start
        (((20, 30),), None),  # from its end
        (((5, 12),), 2.0),
        (((12, 14), (13, 15), (19, 40)), 4.0),  # a union: nothing counts twice
        (((20, 20),), 0.0),  # the tail after its last event: nobody knows how long
        (((0, 99),), 10.0),
    ],
)
def test_a_gap_touches_an_attempt_where_it_overlaps_its_time(
    gaps_s: tuple[tuple[float, float], ...], touched_s: float | None
) -> None:
    assert touched_s_of(gaps_s, 10, 20) == touched_s


def test_the_last_attempt_of_an_open_session_is_running() -> None:
    told = Recording().page(0).task(1, "buy").task(5, "find").click(9)
    events = told.session()
    events = replace(events, info=replace(events.info, is_closed=False))
    study = definition(task("buy"), task("find"))
    tries = segment(events, sessionize(events), study)
    assert [(one.outcome, one.end_reason) for one in tries] == [
        ("unfinished", "next_task"),
        ("running", "still_open"),
    ]


def test_an_attempt_runs_from_its_first_to_its_last_instant() -> None:
    told = Recording().page(0).task(1, "buy").task(4, "buy", "done").task(6, "find")
    events = told.task(9, "find", "give_up").page(20).session()
    of = definition(task("buy"), task("find"))
    attempts = segment(events, sessionize(events), of)
    moments = [0.5, 1, 4, 5, 6, 9, 9.5]
    assert [running(attempts, t_s) for t_s in moments] == [None, 0, 0, None, 1, 1, None]
    assert running((), 1) is None


def test_where_one_attempt_ends_as_the_next_begins_the_older_one_runs() -> None:
    told = Recording().page(0).task(1, "buy").task(4, "find").page(9).session()
    attempts = segment(told, sessionize(told), definition(task("buy"), task("find")))
    assert running(attempts, 4) == 0
    assert [one.task for one in around(attempts, 4)] == ["buy", "find"]
    assert [one.task for one in around(attempts, 3)] == ["buy"]
    assert [*around(attempts, 0.5)] == []
