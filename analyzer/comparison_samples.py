"""What each participant of a group brings into a comparison of one task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from analyzer.comparison_groups import Group, Pairing
from analyzer.comparison_results import GroupTask
from analyzer.counted_attempts import one_each, points_of
from analyzer.failures_kept import failures_kept
from analyzer.intervals import adjusted_wald, event_rate, geometric_mean
from analyzer.results import Attempt, Moment, TaskResult

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TaskSample:
    """One group's participants in one task, each once; by participant, in the order of codes."""

    group: Group
    started: int
    judged: Mapping[str, Attempt]
    points: Mapping[str, int]  # error points, of all who have ended an attempt
    limit_s: float | None

    @property
    def done(self) -> dict[str, bool]:
        """Whether each succeeded."""
        return {who: one.outcome == "success" for who, one in self.judged.items()}

    @property
    def times_s(self) -> dict[str, float]:
        """Time on task of each who succeeded, all > 0."""
        return {
            who: one.time_s
            for who, one in self.judged.items()
            if one.outcome == "success" and one.time_s > 0
        }


def task_sample(group: Group, task_id: str) -> TaskSample:
    """Take a group's part of a task; empty where nobody of it started the task."""
    task = _task(group, task_id)
    wanted = group.session_ids
    attempts = [one for one in task.attempts if one.session in wanted] if task else []
    counted = one_each(attempts)
    judged = {one.participant: one for one in counted if one.outcome not in ("pending", "running")}
    points = points_of([one for one in attempts if one.outcome != "running"])
    rules = {one.id: one for one in group.definition.tasks}
    return TaskSample(
        group=group,
        started=len(counted),
        judged=dict(sorted(judged.items())),
        points=dict(sorted(points.items())),
        limit_s=rules[task_id].time_limit_s if task_id in rules else None,
    )


def group_task(sample: TaskSample, level: float) -> GroupTask:
    """Sum a group's part up by itself, as the report does for a whole study.

    Parameters
    ----------
    sample
        Of one task.
    level
        Coverage of the intervals and bands, in (0, 1).
    """
    done = list(sample.done.values())
    judged = list(sample.judged.values())
    return GroupTask(
        group=sample.group.name,
        n=sample.started,
        completion=adjusted_wald(sum(done), len(done), level),
        time_on_task=geometric_mean(list(sample.times_s.values()), level),
        error_points=event_rate(list(sample.points.values()), level),
        failures_kept=failures_kept(judged, sample.limit_s, level),
        attempts=tuple(
            Moment(session=one.session, participant=one.participant, t_s=one.start_s)
            for one in judged
        ),
    )


def compared(
    pair: Pairing, first: Mapping[str, T], second: Mapping[str, T]
) -> tuple[list[T], list[T]]:
    """Choose the values that are compared, by participant.

    Parameters
    ----------
    pair
        The groups and the form.
    first, second
        Values of each group's participants, where they have one.

    Returns
    -------
    tuple
        Paired: shape (n,) each, of those who have a value in both, in the same order.
        Independent: of all who are in one group alone.
    """
    if pair.form == "paired":
        who = sorted(pair.both & first.keys() & second.keys())
        return [first[one] for one in who], [second[one] for one in who]
    return (
        [first[one] for one in sorted(first) if one not in pair.both],
        [second[one] for one in sorted(second) if one not in pair.both],
    )


def _task(group: Group, task_id: str) -> TaskResult | None:
    return next((one for one in group.analysis.tasks if one.id == task_id), None)
