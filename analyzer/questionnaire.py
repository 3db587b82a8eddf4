"""What a questionnaire is: how one person's answers become a score, and many scores a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzer.questionnaire_results import Grade, Reference, ScoreUnit
from analyzer.results import Interval

Scorer = Callable[[Sequence[float]], float]
Summary = Callable[[Sequence[float], float], Interval]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One standardised questionnaire, found by its name in `analyzer.questionnaires`."""

    title: str
    items: int  # ratings that one person gives
    low: float  # ends of the rating scale
    high: float
    best: float  # ends of the score: what is good ...
    worst: float  # ... and what is bad
    score: Scorer  # ratings of one person, shape (items,) -> their score
    summarise: Summary  # scores of all and a level -> the study's figure
    source: str
    unit: ScoreUnit = "points"  # of the study's figure
    is_whole: bool = True  # ratings are whole numbers; else any between the ends
    item_names: tuple[str, ...] = ()  # of items that are scales of their own
    groups: tuple[tuple[str, float, float], ...] = ()  # name, answers from, to: one item alone
    grade: Callable[[Interval], Grade | None] | None = None
    equivalent: tuple[str, Callable[[float], float]] | None = None  # of which, from the mean
    reference: Reference | None = None


def check_ratings(ratings: Sequence[float], items: int, low: float, high: float) -> None:
    """Refuse answers that cannot be scored: a missing item is not guessed.

    Raises
    ------
    ValueError
        With the number of the item that is wrong.
    """
    if len(ratings) != items:
        raise ValueError(f"{items} ratings are needed, {len(ratings)} were given")
    for number, rating in enumerate(ratings, start=1):
        # Written so that NaN is refused too.
        if not low <= rating <= high:
            raise ValueError(f"item {number}: {rating} is not on the scale from {low} to {high}")
