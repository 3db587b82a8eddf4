"""UMUX-LITE: two items that stand for the whole of SUS."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires


def umux_lite_score(ratings: Sequence[float]) -> float:
    """Score one person's two answers from 0 to 100.

    Parameters
    ----------
    ratings
        Shape (2,), 1 (strongly disagree) to 7; both items praise.

    Returns
    -------
    float
        0..100.

    Notes
    -----
    Lewis, Utesch & Maher (2013), "UMUX-LITE: when there's no time for the SUS", CHI '13.
    """
    check_ratings(ratings, 2, 1, 7)
    return (ratings[0] + ratings[1] - 2) * 100 / 12


def sus_equivalent(score: float) -> float:
    """Foretell the SUS mean of a UMUX-LITE mean: 22.9 to 87.9.

    Notes
    -----
    0.65 x + 22.9, the regression of Lewis, Utesch & Maher (2013).
    """
    return 0.65 * score + 22.9


questionnaires.register("umux_lite")(
    Questionnaire(
        title="UMUX-LITE",
        items=2,
        low=1,
        high=7,
        best=100,
        worst=0,
        score=umux_lite_score,
        summarise=mean_t,
        source="Lewis, Utesch & Maher (2013)",
        equivalent=("sus", sus_equivalent),
    )
)
