"""Satisfaction in the Common Industry Format: what questionnaires say, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from analyzer.cif_words import figure, listed, table, to_fill
from analyzer.results import Interval, QuestionnaireResult, StudyAnalysis

_HEAD = ("Questionnaire", "After", "n", "Score", "Interval", "Method", "Reading")
_WHO = ("Questionnaire", "After", "Asked", "Answered", "Passed over", "Incomplete", "Nothing back")
_ITEMS = ("Item", "n", "Mean", "Interval", "Method")
_SHARES = ("Group", "n", "Share", "Interval", "Method")
_REASONS = ("Reason", "n", "Ticked by", "Interval", "Method")


def satisfaction(analysis: StudyAnalysis) -> str:
    """Write the section; without any questionnaire it is marked to be filled in."""
    found = analysis.questionnaires
    if not found:
        said = to_fill("answers to a questionnaire; none is stored with this study")
        return f"<p>{said}</p>"
    titles = {task.id: task.title for task in analysis.tasks}
    parts = [
        "<p>Questionnaires were asked in the task panel, or their answers were imported. Each "
        "participant counts once, by the last form; a form without an item is in no score.</p>",
        table("Scores", _HEAD, (_row(one, titles) for one in found)),
        table("Who answered", _WHO, (_who(one, titles) for one in found)),
    ]
    for one in found:
        name = f"{one.title}, after {_after(one, titles)}"
        if len(one.items) > 1:
            parts.append(table(f"{name}: items", _ITEMS, _items(one)))
        if one.groups:
            shares = ((escape(row.name), *figure(row.share, "share")) for row in one.groups)
            parts.append(table(f"{name}: shares", _SHARES, shares))
        if one.choices:
            ticked = ((escape(row.choice), *figure(row.share, "share")) for row in one.choices)
            parts.append(table(f"{name}: reasons", _REASONS, ticked))
        if one.reasons:
            parts.append(f"<p>{escape(name)}: reasons in the participants' own words</p>")
            parts.append(
                listed(
                    f"{escape(row.text)} ({escape(row.moment.participant)})" for row in one.reasons
                )
            )
    limits = [
        f"{escape(one.title)}, after {escape(_after(one, titles))}: {escape(note)}"
        for one in found
        for note in one.notes
    ]
    return "\n".join([*parts, listed(limits) if limits else ""])


def _row(one: QuestionnaireResult, titles: dict[str, str]) -> tuple[str, ...]:
    n, score, bounds, method = figure(*_as_printed(one))
    return (
        escape(one.title), escape(_after(one, titles)), n, score, bounds, method,
        escape(_reading(one)),
    )  # fmt: skip


def _as_printed(one: QuestionnaireResult) -> tuple[Interval, str]:
    return one.score, "" if one.unit == "points" else "share"


def _reading(one: QuestionnaireResult) -> str:
    ends = f"{one.low:g} to {one.high:g}"
    scale = f"scale {ends}" if one.unit == "points" else "share of participants"
    if one.unit == "net share":
        scale = "promoters minus detractors"
    read = [f"{scale}, {'high' if one.best > 0 else 'low'} is good"]
    if one.grade is not None:
        between = f" ({one.grade.lower} to {one.grade.upper})" if one.grade.lower else ""
        read.append(f"grade {one.grade.grade}{between}, percentile {one.grade.percentile:.0f}")
        read.append(f"“{one.grade.adjective}”")
    if one.equivalent is not None and one.equivalent.estimate is not None:
        read.append(f"foretells a SUS of {one.equivalent.estimate:.1f}")
    return "; ".join(read)


def _who(one: QuestionnaireResult, titles: dict[str, str]) -> tuple[str, ...]:
    numbers = (one.asked, one.answered, one.skipped, one.incomplete, one.left)
    return escape(one.title), escape(_after(one, titles)), *map(str, numbers)


def _items(one: QuestionnaireResult) -> Iterator[tuple[str, ...]]:
    for item in one.items:
        name = item.text or item.name or f"Item {item.number}"
        yield escape(name), *figure(item.mean, "")


def _after(one: QuestionnaireResult, titles: dict[str, str]) -> str:
    return "the study" if one.task is None else titles.get(one.task, one.task)
