"""Attempts and progress, from task events: pure, the same for every order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from recorder.definition import StudyDefinition
from recorder.handshake import Progress
from recorder.protocol import TaskEvent

_ENDS = {"done", "give_up", "timeout", "success", "fail", "cancel"}


@dataclass(frozen=True, slots=True)
class Span:
    """One try at a task: `number` counts from 1, times are ms since the session's start."""

    task: str
    number: int
    start_t: float
    end_t: float | None = None
    end_action: str | None = None


def attempts_of(events: Iterable[TaskEvent], definition: StudyDefinition) -> list[Span]:
    """Tell the tries at tasks from the task events of a session.

    One task runs at a time. A start opens a try, unless that very task runs already (a second
    tab's panel); a try that runs when another task starts stays without an end. The first event
    that ends the running task, by its time, closes its try; `goal` does so only for a task that
    ends on its goal. What ends a task that does not run is passed over.

    Returns
    -------
    list of Span
        In the order of their starts; empty without events.
    """
    ends_on_goal = {task.id: task.ends_on_goal for task in definition.tasks}
    spans: list[Span] = []
    tries: dict[str, int] = {}
    running: str | None = None
    # Of events at the same moment a start comes last: an end belongs to the try before it.
    for event in sorted(events, key=lambda event: (event.t, event.action == "start")):
        if event.action == "start":
            if event.task != running:
                running = event.task
                tries[running] = tries.get(running, 0) + 1
                spans.append(Span(running, tries[running], event.t))
        elif event.task == running and (
            event.action in _ENDS or ends_on_goal.get(event.task, True)
        ):
            running = None
            spans[-1] = replace(spans[-1], end_t=event.t, end_action=event.action)
    return spans


def progress_of(spans: Sequence[Span], definition: StudyDefinition) -> Progress:
    """Tell where a participant stands.

    The try that was started last is at hand while it has no end; else the first task, in the
    study's order, that was never tried (a cancelled try does not count).

    Parameters
    ----------
    spans
        As `attempts_of` gives them.
    definition
        The study's.
    """
    ids = [task.id for task in definition.tasks]
    known = [span for span in spans if span.task in ids]
    if known and known[-1].end_t is None:
        return Progress(ids.index(known[-1].task), "running", known[-1].start_t)
    tried = {span.task for span in known if span.end_action != "cancel"}
    for index, task in enumerate(ids):
        if task not in tried:
            return Progress(index, "ready")
    return Progress(len(ids), "finished")
