from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from fixtures import batches
from recorder.attempts import Span, attempts_of, progress_of
from recorder.definition import parse_study
from recorder.handshake import Progress
from recorder.protocol import TaskEvent

DEFINITION = parse_study(batches.STUDY, "checkout")
Action = Literal["start", "done", "give_up", "goal", "timeout", "success", "fail", "cancel"]


def event(action: Action, t: float, task: str = "find") -> TaskEvent:
    return TaskEvent(t=t, page="p", screen="/", task=task, action=action, by="participant")


def test_a_start_and_an_end_are_one_try() -> None:
    assert attempts_of([event("start", 1), event("done", 5)], DEFINITION) == [
        Span("find", 1, 1, 5, "done")
    ]


def test_no_event_is_no_try() -> None:
    assert attempts_of([], DEFINITION) == []


def test_a_second_start_of_a_running_task_is_the_same_try() -> None:
    events = [event("start", 1), event("start", 2), event("give_up", 5)]
    assert attempts_of(events, DEFINITION) == [Span("find", 1, 1, 5, "give_up")]


def test_a_start_after_an_end_is_another_try() -> None:
    events = [event("start", 1), event("fail", 5), event("start", 9)]
    assert attempts_of(events, DEFINITION) == [Span("find", 1, 1, 5, "fail"), Span("find", 2, 9)]


def test_the_first_end_counts() -> None:
    events = [event("start", 1), event("done", 5), event("goal", 4), event("timeout", 6)]
    assert attempts_of(events, DEFINITION) == [Span("find", 1, 1, 4, "goal")]


def test_a_goal_that_does_not_end_the_task_is_passed_over() -> None:
    text = batches.STUDY.replace(
        "success: {url: /lamp*}", "success: {url: /x}\n    ends_on_goal: false"
    )
    events = [event("start", 1), event("goal", 4), event("done", 5)]
    (span,) = attempts_of(events, parse_study(text, "checkout"))
    assert (span.end_t, span.end_action) == (5, "done")


def test_an_end_without_a_start_is_passed_over() -> None:
    assert attempts_of([event("done", 5)], DEFINITION) == []


def test_a_try_stays_open_when_another_task_starts() -> None:
    events = [
        event("start", 1),
        event("start", 3, "buy"),
        event("done", 5),
        event("done", 6, "buy"),
    ]
    assert attempts_of(events, DEFINITION) == [
        Span("find", 1, 1), Span("buy", 1, 3, 6, "done")
    ]  # fmt: skip


def test_progress_goes_from_task_to_task() -> None:
    steps = [
        ([], Progress(0, "ready")),
        ([Span("find", 1, 1)], Progress(0, "running", 1)),
        ([Span("find", 1, 1, 2, "cancel")], Progress(0, "ready")),
        ([Span("find", 1, 1, 2, "done")], Progress(1, "ready")),
        ([Span("find", 1, 1), Span("buy", 1, 3)], Progress(1, "running", 3)),
        ([Span("find", 1, 1), Span("buy", 1, 3, 5, "done")], Progress(2, "finished")),
        ([Span("buy", 1, 3, 5, "done")], Progress(0, "ready")),
        ([Span("gone", 1, 3)], Progress(0, "ready")),
    ]
    for spans, progress in steps:
        assert progress_of(spans, DEFINITION) == progress


TASKS = st.sampled_from(["find", "buy"])
ACTIONS = st.sampled_from(["start", "done", "give_up", "goal", "cancel"])
TIMES = st.floats(0, 100)


@given(st.lists(st.builds(event, ACTIONS, TIMES, TASKS), unique_by=lambda one: one.t), st.randoms())
def test_the_order_of_arrival_does_not_matter(events: list[TaskEvent], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    spans = attempts_of(events, DEFINITION)
    assert attempts_of(shuffled, DEFINITION) == spans
    assert all(span.end_t is None or span.start_t <= span.end_t for span in spans)
    assert len({(span.task, span.number) for span in spans}) == len(spans)
