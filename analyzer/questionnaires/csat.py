"""CSAT, customer satisfaction: the share of people in the two best boxes."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import adjusted_wald
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires
from analyzer.results import Interval

SCALE = 5


def csat_rating(ratings: Sequence[float]) -> float:
    """Take the one answer, 1 (very dissatisfied) to 5, as it is."""
    check_ratings(ratings, 1, 1, SCALE)
    return float(ratings[0])


def top_two_box(ratings: Sequence[float], level: float = 0.95, scale: int = SCALE) -> Interval:
    """Estimate the share of people who chose one of the two best answers.

    Parameters
    ----------
    ratings
        Shape (n,), 1..scale, one a person.
    level
        Coverage of the interval, in (0, 1).
    scale
        The best answer, >= 3.

    Returns
    -------
    Interval
        A share by adjusted Wald; all None for nobody.

    Notes
    -----
    Sauro & Lewis (2016), Quantifying the User Experience, ch. 3 (top-two-box scores).
    """
    check_ratings(ratings, len(ratings), 1, scale)
    return adjusted_wald(sum(rating >= scale - 1 for rating in ratings), len(ratings), level)


questionnaires.register("csat")(
    Questionnaire(
        title="Customer satisfaction",
        items=1,
        low=1,
        high=SCALE,
        best=1,
        worst=0,
        score=csat_rating,
        summarise=top_two_box,
        source="Sauro & Lewis (2016), ch. 3",
        unit="share",
        groups=(("satisfied", SCALE - 1, SCALE),),
    )
)
