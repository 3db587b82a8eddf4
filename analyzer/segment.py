"""From task events to attempts: when each try began and ended, and how."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np

from analyzer import spans
from analyzer.events import FloatArray, SessionEvents
from analyzer.results import Outcome
from analyzer.sessionize import Timeline
from recorder.definition import StudyDefinition, TaskDefinition

_ENDS = frozenset({"done", "give_up", "timeout", "success", "fail", "cancel"})
UNCERTAIN_SHARE = 0.02  # of a time: what is less need not be told; ours, see docs/measures.md
_BY_ACTION: dict[str, Outcome] = {
    "goal": "success",
    "success": "success",
    "fail": "fail",
    "give_up": "give_up",
    "timeout": "timeout",
    "still_open": "running",
}


@dataclass(frozen=True, slots=True)
class TaskAttempt:
    """One try at one task in one session; times in s since the session's start."""

    task: str
    number: int  # 1 for the first try
    start_s: float
    end_s: float
    # done, goal, give_up, timeout, page, moderator, cancel, next_task, session_end, still_open
    end_reason: str
    outcome: Outcome
    decided_by: str  # rule, participant, moderator, page
    claimed_done: bool
    reached_goal: bool
    reading_s: float | None  # start to first click, key, typing or scrolling
    hidden_s: float
    clicks: int
    touches_gap_s: float | None = None  # None: no gap touches it
    clock_uncertainty_s: float | None = None

    @property
    def wall_s(self) -> float:
        """Time from start to end."""
        return self.end_s - self.start_s

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off, and so counts in no figure."""
        return self.end_reason == "cancel"


_END_S: Callable[[TaskAttempt], float] = attrgetter("end_s")


@dataclass(slots=True)
class _Try:
    """A try while its events are being read."""

    task: TaskDefinition
    number: int
    start_s: float
    start_page: int
    end_s: float | None = None
    end_page: int | None = None
    action: str = "session_end"
    by: str = "rule"
    claimed_done: bool = False
    goals_s: list[float] = field(default_factory=list)


def segment(
    events: SessionEvents, timeline: Timeline, definition: StudyDefinition
) -> tuple[TaskAttempt, ...]:
    """Cut a session into attempts.

    One task runs at a time. A start opens a try, unless that very task runs already (another
    tab's panel). The first event that ends the running task closes its try; `goal` does so
    only for a task that ends on its goal. Without an end, a try lasts until the next task
    starts or the session ends, and is unfinished; the last one of a session that is still open
    is running.

    Parameters
    ----------
    events, timeline
        One session's.
    definition
        Its study's; attempts at tasks that it does not know are left out.

    Returns
    -------
    tuple of TaskAttempt
        In the order of their starts, cancelled ones among them; empty without a start.

    Notes
    -----
    `recorder.attempts.attempts_of` numbers tries by the same rule, so that a moderator's
    verdict meets its try.
    """
    tries = _tries(events, definition)
    for at, attempt in enumerate(tries):
        if attempt.end_s is None:
            following = tries[at + 1] if at + 1 < len(tries) else None
            attempt.end_s = following.start_s if following else timeline.end_s
            attempt.end_page = following.start_page if following else _last_page(events)
            if following:
                attempt.action = "next_task"
            elif not events.info.is_closed:
                attempt.action = "still_open"
    touched_s = _interactions_s(events)
    asked = {task.id for task in definition.tasks}
    return tuple(
        _attempt(attempt, events, timeline, touched_s)
        for attempt in tries
        if attempt.task.id in asked
    )


def running(attempts: Sequence[TaskAttempt], t_s: float) -> int | None:
    """Find the attempt that ran at a moment; at its last instant it still ran.

    Parameters
    ----------
    attempts
        Of one session, as `segment` orders them; cancelled ones may be missing.
    t_s
        The moment.

    Returns
    -------
    int or None
        Its place among them. Where one ends in the same instant as the next begins, the older
        one was ended by this.
    """
    # No attempt begins before the one before it has ended, so their ends are sorted, too.
    at = bisect_left(attempts, t_s, key=_END_S)
    return at if at < len(attempts) and attempts[at].start_s <= t_s else None


def around(attempts: Sequence[TaskAttempt], t_s: float) -> Iterator[TaskAttempt]:
    """Yield the attempts that ran at a moment: also the one that it ended and the one it began.

    Parameters
    ----------
    attempts, t_s
        As `running` takes them.
    """
    for at in range(bisect_left(attempts, t_s, key=_END_S), len(attempts)):
        if attempts[at].start_s > t_s:
            break
        yield attempts[at]


def unknown_tasks(events: SessionEvents, definition: StudyDefinition) -> list[str]:
    """Name the tasks of a session that its study does not have, sorted."""
    return sorted(set(events.tasks.task) - {task.id for task in definition.tasks})


def _told(events: SessionEvents) -> Iterator[tuple[float, int, str, str, str]]:
    """Yield task events in order; of equal times the start comes last, an end being older."""
    tasks = events.tasks
    rows = sorted(
        range(len(tasks.task)), key=lambda row: (tasks.t_s[row], tasks.action[row] == "start")
    )
    for row in rows:
        yield (
            float(tasks.t_s[row]), int(tasks.page[row]),
            tasks.task[row], tasks.action[row], tasks.by[row],
        )  # fmt: skip


def _tries(events: SessionEvents, definition: StudyDefinition) -> list[_Try]:
    known = {task.id: task for task in definition.tasks}
    numbers: dict[str, int] = {}
    tries: list[_Try] = []
    for t_s, page, task, action, by in _told(events):
        last = tries[-1] if tries else None
        is_last = last is not None and last.task.id == task
        if action == "start":
            if not (last is not None and is_last and last.end_s is None):
                numbers[task] = numbers.get(task, 0) + 1
                # One that the study does not have runs all the same, in the place of another.
                asked = known.get(task) or TaskDefinition(task, title=task, instructions=task)
                tries.append(_Try(asked, numbers[task], t_s, page))
        elif last is not None and is_last:
            _tell(last, t_s, page, action, by)
    return tries


def _tell(attempt: _Try, t_s: float, page: int, action: str, by: str) -> None:
    """Take in an event of a try's own task."""
    if action == "done":
        # Also after the goal has ended the try: the participant knew that it was reached.
        attempt.claimed_done = True
    if attempt.end_s is not None:
        return
    if action == "goal":
        attempt.goals_s.append(t_s)
    if action in _ENDS or attempt.task.ends_on_goal:
        attempt.end_s, attempt.end_page, attempt.action, attempt.by = t_s, page, action, by


def _attempt(
    told: _Try, events: SessionEvents, timeline: Timeline, touched_s: FloatArray
) -> TaskAttempt:
    assert told.end_s is not None  # noqa: S101 - closed above
    outcome, decided_by = _outcome(told, events.info.verdicts.get((told.task.id, told.number)))
    touched = int(np.searchsorted(touched_s, told.start_s))
    has_touched = touched < touched_s.size and touched_s[touched] <= told.end_s
    first = np.searchsorted(events.clicks.t_s, told.start_s)
    last = np.searchsorted(events.clicks.t_s, told.end_s, side="right")
    hidden = spans.clip(timeline.hidden, told.start_s, told.end_s)
    return TaskAttempt(
        task=told.task.id,
        number=told.number,
        start_s=told.start_s,
        end_s=told.end_s,
        end_reason=told.by if told.action in ("success", "fail") else told.action,
        outcome=outcome,
        decided_by=decided_by,
        claimed_done=told.claimed_done,
        reached_goal=bool(told.goals_s),
        reading_s=float(touched_s[touched]) - told.start_s if has_touched else None,
        hidden_s=spans.length_s(hidden),
        clicks=int(events.clicks.is_trusted[first:last].sum()),
        touches_gap_s=touched_s_of(events.intake.gaps_s, told.start_s, told.end_s),
        clock_uncertainty_s=_uncertainty_s(told, events),
    )


def touched_s_of(
    gaps_s: Sequence[tuple[float, float]], start_s: float, end_s: float
) -> float | None:
    """Give how much of a time lies in gaps of the recording.

    Returns
    -------
    float | None
        Seconds; 0 for a gap at its very edge of which nobody knows how long it was; None where
        no gap touches it.
    """
    touching = [
        gap
        for gap in gaps_s
        if (gap[0] < end_s and gap[1] > start_s)
        or (gap[0] == gap[1] and start_s <= gap[0] <= end_s)
    ]
    if not touching:
        return None
    return spans.length_s(spans.clip(spans.union(touching), start_s, end_s))


def _uncertainty_s(told: _Try, events: SessionEvents) -> float | None:
    """Give what the joint of its pages adds to a try's time, where that is much of it."""
    if told.end_s is None or told.end_page is None:
        return None
    pages = events.page_ids[told.start_page], events.page_ids[told.end_page]
    found = events.clocks.between_s(*pages)
    is_much = found is not None and found > UNCERTAIN_SHARE * (told.end_s - told.start_s)
    return found if is_much else None


def _last_page(events: SessionEvents) -> int | None:
    return int(events.stamp_page[-1]) if events.stamp_page.size else None


def _outcome(told: _Try, verdict: str | None) -> tuple[Outcome, str]:
    """Judge a try; a moderator's verdict stands above every rule."""
    if verdict == "success":
        return "success", "moderator"
    if verdict == "fail":
        return "fail", "moderator"
    if told.action != "done":
        return _BY_ACTION.get(told.action, "unfinished"), told.by
    if told.goals_s:
        return "success", "rule"
    return ("pending", told.by) if told.task.success.moderator else ("false_success", "rule")


def _interactions_s(events: SessionEvents) -> FloatArray:
    """List when the participant did something to the page, sorted.

    Moving the pointer is not counted: it leaves the task card while the task is being read.
    """
    families = (
        events.clicks.t_s[events.clicks.is_trusted],
        events.keys.t_s,
        events.inputs.t_s,
        events.scrolls.t_s,
    )
    return np.sort(np.concatenate(families))
