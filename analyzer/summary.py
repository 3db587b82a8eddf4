"""An analysis in a few lines of text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.comparison_words import value
from analyzer.given_elsewhere import worked
from analyzer.results import Interval, QuestionnaireResult, StudyAnalysis, TaskResult

_TOP = 3  # hotspots shown of each task; the report and --json have them all


def summary(analysis: StudyAnalysis) -> Iterator[str]:
    """Yield the lines of a summary: each figure with its n and its interval.

    Parameters
    ----------
    analysis
        Of one study.
    """
    simulated = "simulated " if analysis.is_simulated else ""
    there, more = worked(analysis)
    people = _counted(there.participants, f"{simulated}participant")
    also = f"; imported answers of {_counted(more, 'more participant')}" if more else ""
    yield f"{analysis.title}: {people}, {_counted(len(there.sessions), 'session')}{also}"
    for task in analysis.tasks:
        yield ""
        yield from _task(task)
    if analysis.questionnaires:
        yield ""
        yield "questionnaires"
    for one in analysis.questionnaires:
        yield f"  {_questionnaire(one)}"
    for session in analysis.sessions:
        for note in session.notes:
            yield f"{session.participant}: {note}"
    yield from _found(analysis)
    for reason in analysis.excluded:
        yield f"not analysed: {reason}"


def _found(analysis: StudyAnalysis) -> Iterator[str]:
    found = analysis.discovery
    if found is not None and found.found.estimate is not None:
        then = found.found_with_more_interval  # which an older result lacks
        more = f"; {found.more} more: {shown(then, 'share')}" if then else ""
        yield ""
        yield f"problems found {shown(found.found, 'share')}{more}"


def shown(interval: Interval, unit: str = "", per: str = "") -> str:
    """Write an interval as `15.2 s (10.1 to 22.8), n = 6`, or say that there is no data.

    Parameters
    ----------
    interval
        The figure.
    unit
        Stands behind each number; `share` and `net share` have a form of their own.
    per
        Of what it is so much: stands before n, which counts something else.
    """
    if interval.estimate is None:
        return f"no data (n = {interval.n})"
    if unit == "net share":
        # Everybody calls it +14; 0.14 would be taken for a share.
        ends = [value(end, unit) for end in (interval.estimate, interval.lower, interval.upper)]
    elif unit == "share":
        ends = [_share(end) for end in (interval.estimate, interval.lower, interval.upper)]
    else:
        ends = [_number(end, unit) for end in (interval.estimate, interval.lower, interval.upper)]
    between = f" ({ends[1]} to {ends[2]})" if interval.lower is not None else ""
    return f"{ends[0]}{between}{per}, n = {interval.n}"


def _task(task: TaskResult) -> Iterator[str]:
    yield f"{task.id}: {task.title}"
    yield f"  completion    {shown(task.completion, 'share')}"
    yield f"  time on task  {shown(_typical(task), ' s')}"
    if task.failures_kept is not None:
        yield f"  half done by  {shown(task.failures_kept.median, ' s')}, failures kept"
    yield f"  error points  {shown(task.error_points, per=' a participant')}"
    yield f"  error-free    {shown(task.error_free, 'share')}"
    for one in task.vs_benchmark:
        p = "" if one.p is None else f", p = {one.p:.3f} ({one.method}, one-sided)"
        yield f"  benchmark     {one.measure} {one.target:g}: {one.verdict}{p}, n = {one.n}"
    for spot in task.hotspots[:_TOP]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in spot.kinds.items())
        yield (
            f"  hotspot {spot.rank}     {spot.label} on {spot.screen}: "
            f"{spot.affected} of {spot.exposed} ({kinds})"
        )
    for note in task.notes:
        yield f"  {note}"


def _questionnaire(found: QuestionnaireResult) -> str:
    """Write a questionnaire in a line: what, after what, the score, who answered."""
    where = found.questionnaire if found.task is None else f"{found.questionnaire} ({found.task})"
    said = shown(found.score, "" if found.unit == "points" else found.unit)
    if found.grade is not None:
        ends = f" ({found.grade.lower} to {found.grade.upper})" if found.grade.lower else ""
        said += f", grade {found.grade.grade}{ends}, {found.grade.adjective}"
    others = (("skipped", found.skipped), ("incomplete", found.incomplete), ("left", found.left))
    rest = "".join(f", {count} {name}" for name, count in others if count)
    return f"{where:<22} {said}{rest}"


def _typical(task: TaskResult) -> Interval:
    return task.times.typical if task.times is not None else task.time_on_task


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _share(value: float | None) -> str:
    return "?" if value is None else f"{value:.2f}"


def _number(value: float | None, unit: str) -> str:
    return "?" if value is None else f"{value:.1f}{unit}"
