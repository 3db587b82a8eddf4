"""What participants said, as a report's template shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analyzer.results import (
    ChoiceResult,
    ItemResult,
    Moment,
    QuestionnaireResult,
    ReasonGiven,
    StudyAnalysis,
)
from web.charts import Chart, interval_strip
from web.figure_rows import FigureRow
from web.formats import count_bounds, n, number, share, share_bounds
from web.survey_charts import survey_chart
from web.survey_sentences import bounds, counts, finding, grade_bounds, percentile, value, wording

LinkOf = Callable[[str, float | None], str | None]  # as in web/report_view.py
Place = tuple[str | None, Moment]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with its drawing."""

    item: ItemResult
    strip: Markup
    said: str  # how sure its mean is


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One reason that was ticked, with the forms behind it."""

    choice: ChoiceResult
    strip: Markup
    moments: Sequence[Place]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason in somebody's own words."""

    reason: ReasonGiven
    link: str | None
    score: str  # empty: it has none


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """One questionnaire after one task, or after the study."""

    id: str
    found: QuestionnaireResult
    task: str  # its task's title; empty: the whole study
    finding: str
    value: str
    bounds: str
    strip: Markup
    counts: str
    chart: Chart | None
    rows: Sequence[FigureRow]
    items: Sequence[ItemRow]
    boxes: Sequence[str]  # heads of the columns of ratings; empty: no boxes
    choices: Sequence[ChoiceRow]
    reasons: Sequence[ReasonRow]
    wording: str
    method: str


def survey_parts(analysis: StudyAnalysis, link_of: LinkOf) -> list[SurveyPart]:
    """Prepare what participants said, in the order of the analysis.

    Parameters
    ----------
    analysis
        What is shown.
    link_of
        Makes the address of a moment; gives None where there is nowhere to go.
    """
    titles = {task.id: task.title for task in analysis.tasks}
    return [
        _part(found, titles.get(found.task or "", found.task or ""), link_of)
        for found in analysis.questionnaires
    ]


def _part(found: QuestionnaireResult, task: str, link_of: LinkOf) -> SurveyPart:
    said = finding(found)
    boxes = found.items[0].distribution if found.items else ()
    is_boxed = len({len(item.distribution) for item in found.items}) == 1 and len(boxes) > 1
    return SurveyPart(
        id=f"said-{found.questionnaire}" + (f"-{found.task}" if found.task else ""),
        found=found,
        task=task,
        finding=said,
        value=value(found, found.score.estimate),
        bounds=bounds(found, found.score),
        strip=interval_strip(found.score, found.low, found.high, said),
        counts=counts(found),
        chart=survey_chart(found),
        rows=_rows(found),
        items=[_item(item, found) for item in found.items],
        boxes=[number(box.rating) for box in boxes] if is_boxed else (),
        choices=[_choice(one, link_of) for one in found.choices],
        reasons=[_reason(one, link_of) for one in found.reasons],
        wording=wording(found),
        method=_method(found),
    )


def _rows(found: QuestionnaireResult) -> list[FigureRow]:
    rows = [FigureRow("Score", value(found, found.score.estimate), bounds(found, found.score))]
    if found.grade is not None:
        rows.append(FigureRow("Grade", *grade_bounds(found.grade)))
        rows.append(FigureRow("Percentile", *percentile(found.grade)))
        rows.append(FigureRow("Nearest adjective", found.grade.adjective, "beside the grade"))
    if found.equivalent is not None:
        name = f"{(found.equivalent_of or '').upper()} that it foretells"
        rows.append(
            FigureRow(name, number(found.equivalent.estimate, 1), count_bounds(found.equivalent))
        )
    rows += [
        FigureRow(
            f"{one.name.capitalize()} ({one.low:g}–{one.high:g})",
            share(one.share.estimate),
            f"{one.count} of {one.share.n}, {share_bounds(one.share)}",
        )
        for one in found.groups
    ]
    if found.reference is not None:
        rows.append(
            FigureRow(
                found.reference.name.capitalize(), number(found.reference.value, 1),
                "of other tasks and people, told without an interval",
            )
        )  # fmt: skip
    return rows


def _item(item: ItemResult, found: QuestionnaireResult) -> ItemRow:
    said = f"{count_bounds(item.mean)}, {n(item.mean.n)}"
    name = f"Item {item.number}: {number(item.mean.estimate, 1)}, {said}"
    return ItemRow(item, interval_strip(item.mean, found.rating_low, found.rating_high, name), said)


def _choice(one: ChoiceResult, link_of: LinkOf) -> ChoiceRow:
    said = f"{one.count} of {one.share.n}, {share_bounds(one.share)}"
    return ChoiceRow(
        one,
        interval_strip(one.share, 0.0, 1.0, said),
        [(link_of(at.session, at.t_s), at) for at in one.moments],
    )


def _reason(one: ReasonGiven, link_of: LinkOf) -> ReasonRow:
    link = link_of(one.moment.session, one.moment.t_s)
    return ReasonRow(one, link, "" if one.score is None else number(one.score, one.score % 1 > 0))


def _method(found: QuestionnaireResult) -> str:
    ends = f"{number(found.rating_low)} to {number(found.rating_high)}"
    if found.unit == "points" and len(found.items) > 1:
        scored = f"{len(found.items)} items from {ends} make a score per person"
    elif found.unit == "points":
        scored = f"one item from {ends}, taken as it is"
    else:
        groups = " minus ".join(
            f"the share of answers {one.low:g} to {one.high:g}"
            for one in (found.groups[::2] if found.unit == "net share" else found.groups)
        )
        scored = f"one item from {ends}; {groups}"
    return (
        f"{found.source}: {scored}. Each participant counts once, by the last form; a form "
        f"without an item is in no score. Interval: {found.score.method}, "
        f"{number(100 * found.score.level)} %."
    )
