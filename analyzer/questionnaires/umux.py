"""UMUX, the Usability Metric for User Experience: four items."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires


def umux_score(ratings: Sequence[float]) -> float:
    """Score one person's four answers from 0 to 100.

    Parameters
    ----------
    ratings
        Shape (4,), 1 (strongly disagree) to 7; odd items praise, even items complain.

    Returns
    -------
    float
        0..100.

    Notes
    -----
    Finstad (2010), Interacting with Computers 22:323.
    """
    check_ratings(ratings, 4, 1, 7)
    praise, complaints = sum(ratings[0::2]), sum(ratings[1::2])
    return (praise - 2 + 14 - complaints) / 24 * 100


questionnaires.register("umux")(
    Questionnaire(
        title="Usability Metric for User Experience",
        items=4,
        low=1,
        high=7,
        best=100,
        worst=0,
        score=umux_score,
        summarise=mean_t,
        source="Finstad (2010)",
    )
)
