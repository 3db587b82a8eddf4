"""A comparison as lines of text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer import comparison_words as words
from analyzer.comparison_results import ComparedFigure, ComparedGroup, ComparedTask, Comparison
from analyzer.estimates import Interval

_COLUMN = 34  # of a group's figure with its interval and n
_NAME = 16
_ACROSS = 6  # groups in a line; more of them go on below


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield a comparison's lines: each figure with unit, n and interval, each p raw and adjusted.

    Parameters
    ----------
    comparison
        Of two groups or more.
    """
    titles = list(dict.fromkeys(group.title for group in comparison.groups))
    against = [one.name for one in comparison.groups]
    if comparison.base is not None:
        others = [name for name in against if name != comparison.base]
        against = [", ".join(others), comparison.base]
    yield f"{' and '.join(titles)}: {' against '.join(against)}"
    for group in comparison.groups:
        yield f"  {_group(group)}"
    for pair in comparison.pairs:
        form = "the same people" if pair.form == "paired" else "different people"
        yield f"  {pair.first} and {pair.second}: {form}. {pair.note}".rstrip()
    which = words.compared_pairs(comparison)
    if which:
        yield f"  {which}"
    for warning in comparison.warnings:
        yield f"Warning: {warning}"
    for task in comparison.tasks:
        yield ""
        yield f"{task.id}: {task.title}"
        yield from _task(task, comparison)
    for survey in comparison.surveys:
        yield ""
        yield survey.title + (f" after {survey.task}" if survey.task else "")
        unit = survey.figures[0].unit
        yield from _row("score", [(one.group, one.score, unit) for one in survey.groups])
        yield from _figures(survey.figures, comparison)
    yield ""
    yield f"{words.family(comparison)}; level {1 - comparison.level:.3g}."
    yield from words.RULES
    for line in comparison.left_out:
        yield f"Not compared: {line}"


def _group(group: ComparedGroup) -> str:
    simulated = f", {group.simulated} of them simulated" if group.simulated else ""
    return (
        f"{group.name}: {_counted(group.participants, 'participant')}{simulated}, "
        f"{_counted(group.sessions, 'session')}, protocol {group.protocol}"
    )


def _task(task: ComparedTask, comparison: Comparison) -> Iterator[str]:
    groups = task.groups
    yield from _row("completion", [(one.group, one.completion, "share") for one in groups])
    yield from _row("time, successes", [(one.group, one.time_on_task, "s") for one in groups])
    yield from _row(
        "error points", [(one.group, one.error_points, "per participant") for one in groups]
    )
    yield from _figures(task.figures, comparison)
    for spot in task.lonely:
        yield (
            f"  only {spot.group} met friction at {spot.label} on {spot.screen}: "
            f"{spot.affected} of {spot.n}, not tested"
        )
    for note in task.notes:
        yield f"  {note}"


def _row(name: str, cells: Sequence[tuple[str, Interval, str]]) -> Iterator[str]:
    written = [f"{group} {_cell(interval, unit)}" for group, interval, unit in cells]
    for at in range(0, len(written), _ACROSS):
        line = "  ".join(f"{cell:<{_COLUMN}}" for cell in written[at : at + _ACROSS])
        yield f"  {'' if at else name:<{_NAME}}{line}".rstrip()


def _cell(interval: Interval, unit: str) -> str:
    if interval.estimate is None:
        return f"no data (n = {interval.n})"
    between = ""
    if interval.lower is not None and interval.upper is not None:
        between = f" ({words.value(interval.lower, unit)} to {words.value(interval.upper, unit)})"
    return f"{words.value(interval.estimate, unit)}{between}, n = {interval.n}"


def _figures(figures: Sequence[ComparedFigure], comparison: Comparison) -> Iterator[str]:
    for figure in figures:
        yield f"  {words.MEASURES[figure.measure]}: {words.finding(figure)}."
        told = [words.effect(figure), words.test(figure, comparison)]
        yield f"    {'; '.join(filter(None, told))}"
        reasons = [figure.reason if figure.verdict != "better" else "", words.detectable(figure)]
        for line in (*filter(None, reasons), *figure.notes):
            yield f"    {line}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
