"""NASA-TLX, the Task Load Index: six ratings, plain (raw) or weighted."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires

SCALES = ("mental", "physical", "temporal", "performance", "effort", "frustration")
PAIRS = 15  # comparisons of six scales, two by two


def raw_tlx(ratings: Sequence[float], scale_max: float = 100) -> float:
    """Score one person's load from 0 to 100 without weights.

    Parameters
    ----------
    ratings
        Shape (6,), 0..scale_max, in the order of `SCALES`; 0 is little load, and for
        performance perfect success.
    scale_max
        Upper end of the form's scale.

    Returns
    -------
    float
        0..100; high is bad.

    Notes
    -----
    Byers, Bittner & Hill (1989); Hart (2006), "NASA-TLX 20 years later", HFES 50.
    """
    check_ratings(ratings, len(SCALES), 0, scale_max)
    return sum(ratings) / (len(SCALES) * scale_max) * 100


def weighted_tlx(ratings: Sequence[float], weights: Sequence[float]) -> float:
    """Score one person's load with the weights of the fifteen comparisons.

    Parameters
    ----------
    ratings
        Shape (6,), in the order of `SCALES`.
    weights
        Shape (6,), how often each scale was chosen, 0..5, 15 in all.

    Returns
    -------
    float
        In the unit of the ratings; high is bad.

    Raises
    ------
    ValueError
        If the weights do not add up to 15: a comparison was lost, or counted twice.

    Notes
    -----
    Hart & Staveland (1988), "Development of NASA-TLX", Human Mental Workload, 139.
    """
    check_ratings(ratings, len(SCALES), 0, float("inf"))
    check_ratings(weights, len(SCALES), 0, len(SCALES) - 1)
    if sum(weights) != PAIRS:
        raise ValueError(f"the weights add up to {sum(weights)}; six scales make {PAIRS} pairs")
    return sum(w * r for w, r in zip(weights, ratings, strict=True)) / PAIRS


questionnaires.register("nasa_tlx")(
    Questionnaire(
        title="NASA Task Load Index (raw)",
        items=len(SCALES),
        low=0,
        high=100,
        best=0,
        worst=100,
        score=raw_tlx,
        summarise=mean_t,
        source="Hart & Staveland (1988); Hart (2006)",
        is_whole=False,
        item_names=SCALES,
    )
)
