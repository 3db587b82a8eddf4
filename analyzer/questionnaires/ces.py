"""CES, the Customer Effort Score, in its second form: "it was easy to ...", 1 to 7."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires


def ces_score(ratings: Sequence[float]) -> float:
    """Take the one answer, 1 (strongly disagree that it was easy) to 7, as the score.

    Notes
    -----
    Dixon, Toman & DeLisi (2013), The Effortless Experience (CES 2.0): high is good, unlike in
    the first form of 2010.
    """
    check_ratings(ratings, 1, 1, 7)
    return float(ratings[0])


questionnaires.register("ces")(
    Questionnaire(
        title="Customer Effort Score",
        items=1,
        low=1,
        high=7,
        best=7,
        worst=1,
        score=ces_score,
        summarise=mean_t,
        source="Dixon, Toman & DeLisi (2013)",
    )
)
