"""From a comparison to what its page shows: verdicts as titles, drawings, rows, links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzer import comparison_words as words
from analyzer.comparison_pairs import MOST_ALL_PAIRS
from analyzer.comparison_results import (
    ComparedFigure,
    ComparedSurvey,
    ComparedTask,
    Comparison,
    LonelySpot,
    Measure,
)
from analyzer.estimates import Interval, Moment
from analyzer.task_figures import Curve, FailuresKept
from web.charts import Chart
from web.comparison_chart import COUNT, NET, SECONDS, SHARE, Axis, curves, dots
from web.formats import NB, seconds, share

# Study, session, seconds -> its replay at that moment; None where there is nowhere to go.
LinkOf = Callable[[str, str, float], str | None]
Linked = tuple[str | None, Moment]
_IN_TITLES = 3
_LOOSE = re.compile(r"(?<=\d) (?=%|s\b|min\b)|(?<=min) (?=\d)|(?<=\bp) (?=[=<])|(?<=[=<]) (?=\d)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A group's own figure."""

    group: str
    n: int
    value: str
    bounds: str


@dataclass(frozen=True, slots=True)
class Line:
    """What may be said of one pair."""

    figure: ComparedFigure
    finding: str
    effect: str
    test: str
    more: Sequence[str]  # the rule behind the verdict, what would have been shown, notes


@dataclass(frozen=True, slots=True)
class Block:
    """One measure: its verdict as the title, a drawing, and the same numbers."""

    title: str
    measure: str
    chart: Chart | None
    cells: Sequence[Cell]
    lines: Sequence[Line]
    steps: Sequence[tuple[str, Sequence[tuple[str, int, str]]]]  # of curves, a group each


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task with its measures."""

    task: ComparedTask
    blocks: Sequence[Block]
    lonely: Sequence[tuple[LonelySpot, Sequence[Linked]]]
    behind: Sequence[tuple[str, Sequence[Linked]]]


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """A questionnaire."""

    block: Block
    behind: Sequence[tuple[str, Sequence[Linked]]]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A whole page."""

    headline: str
    pairs: str  # which are compared; empty for one
    tasks: Sequence[TaskPart]
    surveys: Sequence[SurveyPart]
    family: Sequence[tuple[str, str, ComparedFigure, str, str]]  # where, measure, figure, p, p
    family_name: str
    rules: Sequence[str]


def comparison_view(found: Comparison, link_of: LinkOf) -> ComparisonView:
    """Prepare a comparison for its page.

    Parameters
    ----------
    found
        The comparison.
    link_of
        Makes the address of a moment.
    """
    return ComparisonView(
        headline=headline(found),
        pairs=words.compared_pairs(found),
        tasks=[_task(task, found, link_of) for task in found.tasks],
        surveys=[_survey(survey, found, link_of) for survey in found.surveys],
        family=_family(found),
        family_name=words.family(found),
        rules=words.RULES,
    )


def headline(found: Comparison) -> str:
    """Say the whole in one sentence: who is better in how many of the figures."""
    figures = [figure for _, figure in _primary(found)]
    better = Counter(figure.better for figure in figures if figure.verdict == "better")
    if better:
        told = [f"{name} is better in {count}" for name, count in better.most_common()]
        return f"{_some(told, 'groups in some')} of {_figures(len(figures))}"
    *first, last = (group.name for group in found.groups)
    names = f"{', '.join(first)} and {last}"
    if len(found.groups) > MOST_ALL_PAIRS:
        names = f"{found.base} and {len(first)} other groups"
    if any(figure.verdict == "none_shown" for figure in figures):
        return f"No difference shown between {names}"
    return f"Not enough data to tell {names} apart"


def _some(told: Sequence[str], things: str) -> str:
    """List a few, and how many more there are: a title of forty is none."""
    few = ", ".join(told[:_IN_TITLES])
    rest = len(told) - _IN_TITLES
    return f"{few}, {rest} more {things}" if rest > 0 else few


def _figures(count: int) -> str:
    return f"{count} figure{'' if count == 1 else 's'}"


def _primary(found: Comparison) -> list[tuple[str, ComparedFigure]]:
    named = [(task.title, figure) for task in found.tasks for figure in task.figures]
    named += [(_asked(survey), figure) for survey in found.surveys for figure in survey.figures]
    return [(name, figure) for name, figure in named if figure.is_primary]


def _family(found: Comparison) -> list[tuple[str, str, ComparedFigure, str, str]]:
    return [
        (
            name,
            words.MEASURES[figure.measure],
            figure,
            "not tested" if figure.p is None else _tight(words.p_value(figure.p)),
            "" if figure.p_adjusted is None else _tight(words.p_value(figure.p_adjusted)),
        )
        for name, figure in _primary(found)
    ]


def _task(task: ComparedTask, found: Comparison, link_of: LinkOf) -> TaskPart:
    groups = task.groups
    study = {group.name: group.study for group in found.groups}
    own: dict[Measure, tuple[list[tuple[str, Interval]], Axis, str]] = {
        "completion": ([(one.group, one.completion) for one in groups], SHARE, "share"),
        "time": ([(one.group, one.time_on_task) for one in groups], SECONDS, "s"),
        "failures": ([(one.group, one.failures_kept.median) for one in groups], SECONDS, "s"),
        "error_points": (
            [(one.group, one.error_points) for one in groups], COUNT, "per participant"
        ),
    }  # fmt: skip
    blocks = []
    for measure, (figures, axis, unit) in own.items():
        lines = [_line(one, found) for one in task.figures if one.measure == measure]
        title = _title(measure, lines)
        kept = [(one.group, one.failures_kept) for one in groups]
        is_curve = measure == "failures"
        chart = curves(kept, title) if is_curve else dots(figures, axis, title)
        steps = [(name, _steps(one)) for name, one in kept] if is_curve and _has_steps(kept) else []
        cells = [_cell(name, interval, unit) for name, interval in figures]
        blocks.append(Block(title, words.MEASURES[measure], chart, cells, lines, steps))
    return TaskPart(
        task=task,
        blocks=blocks,
        lonely=[(one, _linked(one.moments, study[one.group], link_of)) for one in task.lonely],
        behind=[(one.group, _linked(one.attempts, study[one.group], link_of)) for one in groups],
    )


def _survey(survey: ComparedSurvey, found: Comparison, link_of: LinkOf) -> SurveyPart:
    study = {group.name: group.study for group in found.groups}
    figures = [(one.group, one.score) for one in survey.groups]
    unit = survey.figures[0].unit
    low, high = sorted((survey.worst, survey.best))
    axis = {"share": SHARE, "net share": NET}.get(unit, Axis(low, high, "datum.value"))
    lines = [_line(one, found) for one in survey.figures]
    title = _title("score", lines)
    return SurveyPart(
        block=Block(
            title, _asked(survey), dots(figures, axis, title),
            [_cell(name, interval, unit) for name, interval in figures], lines, (),
        ),
        behind=[
            (one.group, _linked(one.answers, study[one.group], link_of)) for one in survey.groups
        ],
    )  # fmt: skip


def _asked(survey: ComparedSurvey) -> str:
    return survey.title + (f", after {survey.task}" if survey.task else "")


def _line(figure: ComparedFigure, found: Comparison) -> Line:
    reason = figure.reason if figure.verdict != "better" else ""
    more = (*filter(None, (reason, words.detectable(figure))), *figure.notes)
    return Line(
        figure=figure,
        finding=_tight(words.finding(figure)),
        effect=_tight(words.effect(figure)),
        test=_tight(words.test(figure, found)),
        more=[_tight(sentence) for sentence in more],
    )


def _tight(text: str) -> str:
    """Keep a number and its unit, and a p and its value, on one line."""
    return _LOOSE.sub(NB, text)


def _title(measure: Measure, lines: Sequence[Line]) -> str:
    """Take the verdict of the only pair, or name the measure and who is better."""
    if len(lines) == 1:
        return lines[0].finding
    better = [line.figure for line in lines if line.figure.verdict == "better"]
    if better:
        told = [
            f"{one.better} is better than {one.second if one.better == one.first else one.first}"
            for one in better
        ]
        return f"{words.MEASURES[measure]}: {_some(told, 'pairs differ')}"
    if measure == "failures":
        return words.MEASURES[measure]
    if any(line.figure.verdict == "none_shown" for line in lines):
        return f"{words.MEASURES[measure]}: no difference shown"
    return f"{words.MEASURES[measure]}: not enough data to tell"


def _cell(name: str, interval: Interval, unit: str) -> Cell:
    return Cell(
        group=name,
        n=interval.n,
        value=_tight(words.value(interval.estimate, unit)),
        bounds=_tight(words.bounds(interval, unit)),
    )


def _has_steps(kept: Sequence[tuple[str, FailuresKept]]) -> bool:
    return any(one.not_done.n and one.at_s for _, one in kept)


def _steps(kept: FailuresKept) -> list[tuple[str, int, str]]:
    """List a curve's numbers: after, still trying just before, succeeded with its band."""
    curve = kept.not_done
    return [
        (seconds(time_s), curve.at_risk[at], _reached(curve, at))
        for at, time_s in enumerate(curve.times_s)
    ]


def _reached(curve: Curve, at: int) -> str:
    lower, upper = curve.lower[at], curve.upper[at]
    band = "" if lower is None or upper is None else f" ({share(1 - upper)} to {share(1 - lower)})"
    return f"{share(1 - curve.share[at])}{band}"


def _linked(moments: Sequence[Moment], study: str, link_of: LinkOf) -> list[Linked]:
    return [(link_of(study, one.session, one.t_s), one) for one in moments]
