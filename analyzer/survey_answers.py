"""From answer events to forms: which can be counted, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.answer_results import Answer
from analyzer.events import SessionEvents
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires
from recorder.definition import StudyDefinition

Told = tuple[tuple[Answer, ...], tuple[str, ...]]


def survey_answers(events: SessionEvents, definition: StudyDefinition) -> Told:
    """Read the forms of one session.

    Parameters
    ----------
    events
        The session.
    definition
        Its study's: forms that it does not ask are named and left out.

    Returns
    -------
    tuple of Answer
        In the order of time, also those that were passed over, lack an item, or were given back
        again later.
    tuple of str
        What could not be counted, each with its reason.
    """
    answers: list[Answer] = []
    excluded: list[str] = []
    session = f"session {events.info.id} ({events.info.participant})"
    asks = Asked.by(definition)
    for row, name in enumerate(events.answers.questionnaire):
        try:
            answers.append(_answer(events, row, asks))
        except ValueError as error:
            t_s = float(events.answers.t_s[row])
            excluded.append(f"{session}, answer to `{name}` at {t_s:.1f} s: {error}.")
    return tuple(answers), tuple(excluded)


def _answer(events: SessionEvents, row: int, asks: Asked) -> Answer:
    told = events.answers
    name, task = told.questionnaire[row], told.task[row] or None
    asked = asked_form(name, task, asks)
    is_skipped = bool(told.is_skipped[row])
    given = [
        None if np.isnan(value) else float(value)
        for value in told.ratings[row, : told.items[row]].tolist()
    ]
    # Whatever came along with a form that was passed over was not meant as an answer.
    ratings = (None,) * asked.items if is_skipped else checked_ratings(given, asked)
    return Answer(
        questionnaire=name,
        session=events.info.id,
        participant=events.info.participant,
        task=task,
        t_s=float(told.t_s[row]),
        ratings=ratings,
        score=None if None in ratings else asked.score([r for r in ratings if r is not None]),
        is_skipped=is_skipped,
        reason=told.reason[row].strip(),
        choices=tuple(told.choices[row]),
        locale=told.locale[row],
        duration_s=float(told.duration_s[row]),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study asks, ready to be looked up for thousands of forms."""

    questionnaires: frozenset[str]
    tasks: frozenset[str]

    @classmethod
    def by(cls, definition: StudyDefinition) -> Asked:
        """Take it from a study's definition."""
        return cls(
            frozenset(ask.questionnaire for ask in definition.questionnaires),
            frozenset(task.id for task in definition.tasks),
        )


def asked_form(name: str, task: str | None, asked: Asked) -> Questionnaire:
    """Look up the questionnaire of a form.

    Parameters
    ----------
    name
        The questionnaire's.
    task
        After which it was asked; None: of the whole study.
    asked
        By the study.

    Raises
    ------
    ValueError
        If nobody knows the questionnaire, or the study does not ask it or has no such task.
    """
    if name not in questionnaires:
        raise ValueError("there is no questionnaire of that name")
    if name not in asked.questionnaires:
        raise ValueError("the study does not ask this questionnaire")
    if task is not None and task not in asked.tasks:
        raise ValueError(f"`{task}` is not a task of this study")
    return questionnaires[name]


def checked_ratings(
    ratings: Sequence[float | None], asked: Questionnaire
) -> tuple[float | None, ...]:
    """Give the ratings of a form if each that is there lies on its scale; one may be left out.

    Raises
    ------
    ValueError
        With the number of the item that is wrong.
    """
    check_ratings(
        [asked.low if rating is None else rating for rating in ratings],
        asked.items, asked.low, asked.high,
    )  # fmt: skip
    for number, rating in enumerate(ratings, start=1):
        if asked.is_whole and rating is not None and rating != round(rating):
            raise ValueError(f"item {number}: {rating} lies between two answers")
    return tuple(ratings)


def lines(events: SessionEvents, definition: StudyDefinition) -> Iterator[str]:
    """Yield what the stage took in and gave out, for `thinkaloud explain`."""
    answers, excluded = survey_answers(events, definition)
    yield ""
    yield "answers: answer events -> forms with their scores"
    yield f"  in   {len(events.answers.questionnaire)} forms"
    yield from (f"       left out: {line}" for line in excluded)
    scored = sum(one.score is not None for one in answers)
    yield f"  out  {len(answers)} forms, {scored} of them with a score"
    for one in answers:
        where = "the study" if one.task is None else one.task
        yield f"       {one.t_s:8.1f} s  {one.questionnaire} after {where}: {_said(one)}"


def _said(one: Answer) -> str:
    if one.is_skipped:
        return "passed over"
    if one.score is None:
        missing = [str(at) for at, rating in enumerate(one.ratings, 1) if rating is None]
        return f"no score, without item {', '.join(missing)}"
    return (
        f"{one.score:g} ({' '.join(f'{rating:g}' for rating in one.ratings if rating is not None)})"
    )
