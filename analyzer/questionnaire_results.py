"""What answers to a questionnaire say together: the score with its interval, items, reasons."""

from __future__ import annotations

from typing import Literal

from analyzer.estimates import Interval, Moment, Result

# points: on the questionnaire's own scale; share: 0 to 1; net share: -1 to 1
ScoreUnit = Literal["points", "share", "net share"]


class Grade(Result, frozen=True):
    """A study's mean score read by a published grading scale, with the ends of its interval."""

    grade: str
    lower: str | None  # grade of the interval's lower end; None: there is no interval
    upper: str | None
    percentile: float  # 0..100: below that mean lie so many percent of the scale's studies
    percentile_lower: float | None
    percentile_upper: float | None
    adjective: str  # the word whose mean lies nearest; beside the grade, not instead of it
    source: str


class Reference(Result, frozen=True):
    """A published value to hold a score against, and what it is worth."""

    value: float
    name: str
    source: str
    caution: str


class AnswerGroup(Result, frozen=True):
    """People whose answers belong together, such as promoters."""

    name: str
    low: float  # answers from ...
    high: float  # ... to
    count: int
    share: Interval


class RatingCount(Result, frozen=True):
    """How many people gave one rating."""

    rating: float
    count: int


class ItemResult(Result, frozen=True):
    """One item of a questionnaire, of all who answered it."""

    number: int
    name: str  # of its scale, such as `effort`; empty: it has none
    text: str  # in English; empty: not known
    mean: Interval  # on the rating scale
    distribution: tuple[RatingCount, ...]  # each rating of the scale, or those that were given
    missing: int  # who gave the form back without it


class ChoiceResult(Result, frozen=True):
    """A reason that was ticked."""

    choice: str
    count: int
    share: Interval  # of those who answered
    moments: tuple[Moment, ...]


class ReasonGiven(Result, frozen=True):
    """A reason in somebody's own words, with their score."""

    text: str
    score: float | None
    moment: Moment


class WordingUsed(Result, frozen=True):
    """A language in which the form was shown."""

    locale: str
    forms: int
    is_validated: bool | None  # the wording in this language; None: not known


class QuestionnaireResult(Result, frozen=True):
    """One questionnaire after one task, or after the study; each participant counts once."""

    questionnaire: str
    title: str
    task: str | None  # None: of the whole study
    asked: int  # participants who came to the form
    answered: int  # whose forms make the score
    skipped: int  # who passed it over
    incomplete: int  # who left an item out: in no score
    left: int  # who gave back nothing that can be counted
    score: Interval
    unit: ScoreUnit
    low: float  # ends of the score's scale ...
    high: float
    best: float  # ... and which of them is good
    rating_low: float  # ends of the scale of ratings
    rating_high: float
    scores: tuple[float, ...]  # one a participant who answered, ascending
    items: tuple[ItemResult, ...]
    groups: tuple[AnswerGroup, ...]
    grade: Grade | None
    equivalent: Interval | None  # the same score on another questionnaire's scale
    equivalent_of: str | None
    reference: Reference | None
    choices: tuple[ChoiceResult, ...]  # the most frequent first
    reasons: tuple[ReasonGiven, ...]  # the worst score first
    wordings: tuple[WordingUsed, ...]
    notes: tuple[str, ...]  # what limits these figures, in words
    references: tuple[Moment, ...]  # the forms behind the score
    source: str
