"""Intent to leave: how likely people say it is that they stop using the thing.

It is what they say in a test, not what they do afterwards: churn itself shows over weeks in the
product's own data, which a test does not have.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import adjusted_wald
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires
from analyzer.results import Interval

SCALE = 5
LEAVING = 4  # from here on; the top two boxes, as of a purchase intent


def churn_rating(ratings: Sequence[float]) -> float:
    """Take the one answer, 1 (not at all likely to stop) to 5 (extremely likely), as it is."""
    check_ratings(ratings, 1, 1, SCALE)
    return float(ratings[0])


def share_leaving(ratings: Sequence[float], level: float = 0.95) -> Interval:
    """Estimate the share of people who say that they are likely to stop.

    Parameters
    ----------
    ratings
        Shape (n,), 1..5, one a person.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        Share of the two upper answers, by adjusted Wald; all None for nobody.

    Notes
    -----
    The item is ours; top-two-box scores of intentions: Sauro & Lewis (2016), Quantifying the
    User Experience, ch. 3. That intentions foretell deeds only in part: Morwitz, Steckel & Gupta
    (2007), International Journal of Forecasting 23:347.
    """
    check_ratings(ratings, len(ratings), 1, SCALE)
    return adjusted_wald(sum(rating >= LEAVING for rating in ratings), len(ratings), level)


questionnaires.register("churn")(
    Questionnaire(
        title="Intent to leave",
        items=1,
        low=1,
        high=SCALE,
        best=0,
        worst=1,
        score=churn_rating,
        summarise=share_leaving,
        source="Ours; two upper boxes by Sauro & Lewis (2016), ch. 3",
        unit="share",
        groups=(("likely to stop", LEAVING, SCALE),),
    )
)
