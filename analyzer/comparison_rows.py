"""A comparison as one tidy table: a figure of a pair of groups a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from analyzer.comparison_results import ComparedFigure, Comparison
from analyzer.exports.csv import cell
from analyzer.tables import Value

HEAD = (
    "by", "task", "questionnaire", "measure", "unit", "first", "second", "form", "n_first",
    "figure_first", "lower_first", "upper_first", "n_second", "figure_second", "lower_second",
    "upper_second", "scale", "effect", "effect_lower", "effect_upper", "level", "test",
    "statistic", "df", "p", "p_adjusted", "correction", "tests", "verdict", "better", "reason",
    "detectable", "base",
)  # fmt: skip


def to_csv(comparison: Comparison) -> str:
    """Write the table with its header; empty where there is no value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([cell(value) for value in row] for row in rows(comparison))
    return out.getvalue()


def rows(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    """Yield the rows in the order of `HEAD`."""
    for task in comparison.tasks:
        for figure in task.figures:
            yield _row(comparison, task.id, None, figure)
    for survey in comparison.surveys:
        for figure in survey.figures:
            yield _row(comparison, survey.task, survey.questionnaire, figure)


def _row(
    comparison: Comparison, task: str | None, questionnaire: str | None, figure: ComparedFigure
) -> tuple[Value, ...]:
    first, second, effect = figure.of_first, figure.of_second, figure.effect
    return (
        comparison.by, task, questionnaire, figure.measure, figure.unit, figure.first,
        figure.second, figure.form, first.n, first.estimate, first.lower, first.upper, second.n,
        second.estimate, second.lower, second.upper, figure.scale, effect.estimate, effect.lower,
        effect.upper, comparison.level, figure.test, figure.statistic, figure.df, figure.p,
        figure.p_adjusted, comparison.correction, comparison.tests, figure.verdict, figure.better,
        figure.reason, figure.detectable, comparison.base,
    )  # fmt: skip
