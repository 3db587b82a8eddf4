"""NPS, the Net Promoter Score: whether people would recommend the thing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analyzer.intervals import empty, normal_quantile
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires
from analyzer.results import Interval

PROMOTER = 9  # from here on; Reichheld (2003), Harvard Business Review
DETRACTOR = 6  # up to here
METHOD = "NPS, adjusted Wald"


def nps_rating(ratings: Sequence[float]) -> float:
    """Take the one answer, 0 to 10, as it is; only many answers make a score."""
    check_ratings(ratings, 1, 0, 10)
    return float(ratings[0])


def net_promoters(promoters: int, passives: int, detractors: int) -> float | None:
    """Give the share of promoters minus that of detractors, -1..1; None for nobody.

    Notes
    -----
    Reichheld (2003). Often printed times 100.
    """
    n = promoters + passives + detractors
    return (promoters - detractors) / n if n else None


def adjusted_centre(promoters: int, passives: int, detractors: int) -> float:
    """Give the centre of the interval: three quarters of a promoter and a detractor added."""
    return (promoters - detractors) / (promoters + passives + detractors + 3)


def nps_interval(promoters: int, passives: int, detractors: int, level: float = 0.95) -> Interval:
    """Estimate the Net Promoter Score.

    Parameters
    ----------
    promoters, passives, detractors
        People who answered 9-10, 7-8, 0-6.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Interval
        The observed score, with bounds clipped to [-1, 1]; all None for nobody.

    Notes
    -----
    Adjusted Wald of Rocks (2016), American Statistician 70:365: n + 3 people, 0.75 of them
    promoters and 0.75 detractors, variance (p + q - (p - q)²) / n.
    """
    # Written so that NaN is refused too.
    if not all(count >= 0 for count in (promoters, passives, detractors)):
        raise ValueError("a count of people is a number, and not negative")
    n = promoters + passives + detractors
    if n == 0:
        return empty(METHOD, level)
    size = n + 3
    centre = adjusted_centre(promoters, passives, detractors)
    extreme = (promoters + detractors + 1.5) / size
    half = normal_quantile(level) * math.sqrt((extreme - centre**2) / size)
    score = (promoters - detractors) / n
    return Interval(
        estimate=score,
        # A single answer's interval would end short of the answer itself.
        lower=min(score, max(-1.0, centre - half)),
        upper=max(score, min(1.0, centre + half)),
        n=n,
        method=METHOD,
        level=level,
    )


def summarise_nps(ratings: Sequence[float], level: float = 0.95) -> Interval:
    """Estimate the score from single answers, 0 to 10."""
    check_ratings(ratings, len(ratings), 0, 10)
    promoters = sum(rating >= PROMOTER for rating in ratings)
    detractors = sum(rating <= DETRACTOR for rating in ratings)
    return nps_interval(promoters, len(ratings) - promoters - detractors, detractors, level)


questionnaires.register("nps")(
    Questionnaire(
        title="Net Promoter Score",
        items=1,
        low=0,
        high=10,
        best=1,
        worst=-1,
        score=nps_rating,
        summarise=summarise_nps,
        source="Reichheld (2003); interval Rocks (2016)",
        unit="net share",
        groups=(
            ("promoters", PROMOTER, 10),
            ("passives", DETRACTOR + 1, PROMOTER - 1),
            ("detractors", 0, DETRACTOR),
        ),
    )
)
