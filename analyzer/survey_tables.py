"""The tidy tables of questionnaires: forms, their items, and the figures made of them.

A form is a row of `answers`, each of its items a row of `ratings`: one table for both would repeat
score and reason with every item, and who averages a repeated score weighs long forms more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter as its
from typing import Any

from analyzer.results import Answer, Interval, QuestionnaireResult, StudyAnalysis
from analyzer.shared_columns import INTERVAL, WHO, on
from analyzer.tables import Material, Table, boolean, integer, real, text

_STUDY = "empty: of the whole study"
_FORM = (
    *WHO,
    text("task", "id of the task after which it was asked", its("task"), _STUDY),
    text("questionnaire", "its name", its("questionnaire")),
    real("t_s", "s", "moment it was given back, since the session's start", its("t_s")),
)


@dataclass(frozen=True, slots=True)
class _Form:
    form: Answer
    counts: bool


def _forms(material: Material) -> Iterator[_Form]:
    analysis = material.analysis
    order = {one.id: at for at, one in enumerate(analysis.sessions)}
    rows = [_Form(one, True) for one in analysis.answers]
    rows += [_Form(one, False) for one in analysis.replaced]
    yield from sorted(rows, key=lambda row: (order.get(row.form.session, -1), row.form.t_s))


ANSWERS = Table(
    "answers",
    "One form of a questionnaire as a participant gave it back, or passed it over, a row.",
    (
        *on("form", _FORM),
        real("score", "of the form", "one person's score; NPS, CSAT and churn: the rating",
             its("form.score"), "empty: passed over, or an item is missing"),
        boolean("is_skipped", "it was passed over", its("form.is_skipped")),
        boolean("counts", "false: the participant gave it back again later, so it is in no figure",
                its("counts")),
        text("reason", "in own words", lambda row: row.form.reason or None, "empty: none"),
        text("choices", "reasons that were ticked; ...",
             lambda row: "; ".join(row.form.choices) or None, "empty: none"),
        text("locale", "language of the wording", its("form.locale")),
        real("duration_s", "s", "from its showing until it was given back", its("form.duration_s")),
    ),
    _forms,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rating:
    form: Answer
    item: int
    name: str | None
    rating: float | None
    counts: bool


def _ratings(material: Material) -> Iterator[_Rating]:
    names = _names(material.analysis)
    for row in _forms(material):
        told = names.get(row.form.questionnaire, ())
        for at, rating in enumerate(row.form.ratings):
            name = told[at] if at < len(told) else ""
            yield _Rating(row.form, at + 1, name or None, rating, row.counts)


def _names(analysis: StudyAnalysis) -> dict[str, tuple[str, ...]]:
    return {
        one.questionnaire: tuple(item.name for item in one.items) for one in analysis.questionnaires
    }


RATINGS = Table(
    "ratings",
    "One item of one form a row.",
    (
        *on("form", _FORM),
        integer("item", "1 for the first", its("item")),
        text("item_name", "of a scale of its own, such as effort", its("name"),
             "empty: it has no name"),
        real("rating", "of the scale", "on the questionnaire's own scale", its("rating"),
             "empty: left out, or the form was passed over"),
        boolean("counts", "false: the participant gave the form back again later", its("counts")),
    ),
    _ratings,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Figure:
    of: QuestionnaireResult
    measure: str
    unit: str
    interval: Interval
    label: str | None = None


def _figures(material: Material) -> Iterator[_Figure]:
    for one in material.analysis.questionnaires:
        yield _Figure(one, "score", one.unit, one.score, one.grade.grade if one.grade else None)
        if one.equivalent is not None:
            name = f"{one.equivalent_of} equivalent"
            yield _Figure(one, name, "points", one.equivalent)
        for item in one.items:
            yield _Figure(one, f"item {item.number}", "points", item.mean, item.name or None)
        for group in one.groups:
            yield _Figure(one, "group", "share", group.share, group.name)
        for choice in one.choices:
            yield _Figure(one, "choice", "share", choice.share, choice.choice)


def _of(name: str) -> Any:
    return its(f"of.{name}")


QUESTIONNAIRES = Table(
    "questionnaires",
    "One figure of one questionnaire after a task, or after the study, a row.",
    (
        text("questionnaire", "its name", _of("questionnaire")),
        text("task", "id of the task after which it was asked", _of("task"), _STUDY),
        text("measure", "score; what it foretells on another scale; item 1 ...; group (such as "
             "promoters); choice (a reason that was ticked)", its("measure")),
        text("label", "grade of the score; name of item, group or choice", its("label"),
             "empty: it has none"),
        text("unit", "of estimate, lower and upper: points, share (0 to 1), net share (-1 to 1)",
             its("unit")),
        *on("interval", INTERVAL),
        integer("asked", "participants who came to the form", _of("asked")),
        integer("answered", "whose forms make the score", _of("answered")),
        integer("skipped", "who passed it over", _of("skipped")),
        integer("incomplete", "who left an item out", _of("incomplete")),
        integer("left", "who gave back nothing that can be counted", _of("left")),
    ),
    _figures,
)  # fmt: skip
