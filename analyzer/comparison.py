"""Groups compared: every task and questionnaire, pair by pair, in one family of tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from analyzer.comparison_cautions import cautions
from analyzer.comparison_family import is_tested, judged
from analyzer.comparison_groups import Group, Pairing, told
from analyzer.comparison_means import mean_figure
from analyzer.comparison_pairs import base_of, pairs_of
from analyzer.comparison_results import (
    COMPARISON_VERSION,
    By,
    ComparedFigure,
    ComparedTask,
    Comparison,
    Correction,
)
from analyzer.comparison_samples import TaskSample, group_task, task_sample
from analyzer.comparison_shares import share_figure
from analyzer.comparison_spots import lonely_spots
from analyzer.comparison_surveys import surveys
from analyzer.comparison_times import failures_figure, time_figure
from analyzer.estimates import Interval
from analyzer.intervals import event_rate
from recorder.errors import ComparisonError

LEVEL = 0.95


def compare(
    groups: Sequence[Group],
    by: By,
    *,
    correction: Correction = "holm",
    level: float = LEVEL,
    same_people: bool | None = None,
    base: str | None = None,
    left_out: Sequence[str] = (),
) -> Comparison:
    """Compare groups of sessions.

    Parameters
    ----------
    groups
        Two or more, of different names.
    by
        What makes them different.
    correction
        For many tests: see `comparison_family.judged`.
    level
        Coverage of the intervals; 1 - level is what the adjusted p-values are held against.
    same_people
        Whether equal codes of two studies are one person; see `comparison_groups.pairing`.
    base
        The group with which each other one is compared, and no other pairs. None: each with each
        other, of more than six groups each with the largest; see `comparison_pairs`.
    left_out
        Who is in no group, in words.

    Returns
    -------
    Comparison
        The same for the same sessions, in whatever order they come.

    Raises
    ------
    ComparisonError
        If there are fewer than two groups, they share no task, or the base is none of them.
    ValueError
        If the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1; {level} does not")
    if len(groups) < 2:
        raise ComparisonError("A comparison needs two groups.")
    shared, missing = _shared_tasks(groups)
    base = base_of(groups, base)
    pairs = pairs_of(groups, base, same_people)
    tasks = [_task(groups, pairs, task_id, title, level) for task_id, title in shared]
    asked = surveys(pairs, groups, level)
    raw = [figure for task in tasks for figure in task.figures]
    raw += [figure for survey in asked for figure in survey.figures]
    done = iter(judged(raw, correction, level))
    return Comparison(
        comparison_version=COMPARISON_VERSION,
        by=by,
        studies=tuple(dict.fromkeys(group.analysis.study for group in groups)),
        correction=correction,
        level=level,
        tests=sum(is_tested(figure) for figure in raw),
        groups=tuple(told(group) for group in groups),
        pairs=tuple(pair.told() for pair in pairs),
        tasks=tuple(replace(one, figures=_taken(done, len(one.figures))) for one in tasks),
        surveys=tuple(replace(one, figures=_taken(done, len(one.figures))) for one in asked),
        warnings=tuple(cautions(groups, [task_id for task_id, _ in shared], pairs)),
        left_out=(*left_out, *missing),
        base=base,
    )


def to_json(comparison: Comparison) -> bytes:
    """Write a comparison as `thinkaloud compare --json` does: indented, keys in fixed order."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=2) + b"\n"


def _taken(figures: Iterator[ComparedFigure], count: int) -> tuple[ComparedFigure, ...]:
    return tuple(next(figures) for _ in range(count))


def _shared_tasks(groups: Sequence[Group]) -> tuple[list[tuple[str, str]], list[str]]:
    """Give id and title of the tasks that all studies have, and in words those that some lack."""
    by_study = {group.analysis.study: group.analysis.tasks for group in groups}
    ids = [{task.id for task in tasks} for tasks in by_study.values()]
    shared = set.intersection(*ids)
    if not shared:
        listed = "; ".join(
            f"{slug}: {', '.join(task.id for task in tasks)}" for slug, tasks in by_study.items()
        )
        raise ComparisonError(
            f"These studies share no task ({listed}). Tasks are the same where their ids are: "
            "give the task of the second round the id that it had in the first."
        )
    first = next(iter(by_study.values()))
    where: dict[str, list[str]] = {}
    for slug, tasks in by_study.items():
        for task in tasks:
            where.setdefault(task.id, []).append(f"`{slug}`")
    missing = [
        f"Task `{task_id}` stands in {' and '.join(slugs)} alone."
        for task_id, slugs in where.items()
        if task_id not in shared
    ]
    return [(task.id, task.title) for task in first if task.id in shared], missing


def _task(
    groups: Sequence[Group], pairs: Sequence[Pairing], task_id: str, title: str, level: float
) -> ComparedTask:
    samples = {group.name: task_sample(group, task_id) for group in groups}
    return ComparedTask(
        id=task_id,
        title=title,
        groups=tuple(group_task(sample, level) for sample in samples.values()),
        figures=tuple(
            figure
            for pair in pairs
            for figure in _figures(pair, samples[pair.first.name], samples[pair.second.name], level)
        ),
        lonely=lonely_spots(
            groups, task_id, {name: sample.started for name, sample in samples.items()}
        ),
        notes=tuple(
            f"Nobody of {name} has started this task."
            for name, sample in samples.items()
            if not sample.started
        ),
    )


def _figures(
    pair: Pairing, first: TaskSample, second: TaskSample, level: float
) -> tuple[ComparedFigure, ...]:
    return (
        share_figure(pair, "completion", first.done, second.done, level=level),
        time_figure(pair, first, second, level),
        failures_figure(pair, first, second, level),
        mean_figure(
            pair,
            "error_points",
            first.points,
            second.points,
            unit="per participant",
            own=_rate,
            is_high_better=False,
            level=level,
        ),
    )


def _rate(counts: Sequence[float], level: float) -> Interval:
    return event_rate([round(count) for count in counts], level)
