"""The Net Promoter Scores of two designs compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import scipy

from analyzer.intervals import empty, normal_quantile
from analyzer.questionnaire import check_ratings
from analyzer.questionnaires.nps import DETRACTOR, PROMOTER
from analyzer.results import Interval

METHOD = "adjusted Wald"


@dataclass(frozen=True, slots=True)
class PromoterDifference:
    """Two Net Promoter Scores compared; None where a group is empty."""

    effect: Interval
    z: float | None
    p: float | None
    error: float | None  # standard error of the difference


def sides(ratings: Sequence[float]) -> list[int]:
    """Call a promoter 1, a detractor -1 and everybody else 0: their mean is the score.

    Parameters
    ----------
    ratings
        Shape (n,), 0..10.
    """
    check_ratings(ratings, len(ratings), 0, 10)
    return [(rating >= PROMOTER) - (rating <= DETRACTOR) for rating in ratings]


def compare_nps(
    first: Sequence[float], second: Sequence[float], level: float = 0.95
) -> PromoterDifference:
    """Compare the scores of two designs that different people rated, first minus second.

    Parameters
    ----------
    first, second
        Ratings 0..10, one a person.
    level
        Coverage of the interval, in (0, 1).

    Returns
    -------
    PromoterDifference
        In [-2, 2]: the score itself lies between -1 and 1. The estimate is the observed
        difference, test and bounds rest on the adjusted scores.

    Notes
    -----
    Lewis & Sauro (2021), "How to statistically compare two Net Promoter Scores", MeasuringU: the
    adjustment of Rocks (2016) in each group (three people more, .75 promoters and .75 detractors
    of them), and the variances added up.
    """
    if not first or not second:
        nobody = empty(METHOD, level)
        return PromoterDifference(nobody, None, None, None)
    (centre_1, variance_1), (centre_2, variance_2) = _adjusted(first), _adjusted(second)
    centre, error = centre_1 - centre_2, math.sqrt(variance_1 + variance_2)
    half = normal_quantile(level) * error
    observed = sum(sides(first)) / len(first) - sum(sides(second)) / len(second)
    effect = Interval(
        estimate=observed,
        lower=min(observed, max(-2.0, centre - half)),
        upper=max(observed, min(2.0, centre + half)),
        n=len(first) + len(second),
        method=METHOD,
        level=level,
    )
    return PromoterDifference(
        effect, centre / error, 2 * scipy.stats.norm.sf(abs(centre / error)), error
    )


def _adjusted(ratings: Sequence[float]) -> tuple[float, float]:
    """Give a group's adjusted score and its variance."""
    told = sides(ratings)
    size = len(told) + 3
    promoters, detractors = (told.count(1) + 0.75) / size, (told.count(-1) + 0.75) / size
    score = promoters - detractors
    return score, (promoters + detractors - score**2) / size
