"""SEQ, the Single Ease Question, asked after each task."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaires import questionnaires


def seq_score(ratings: Sequence[float]) -> float:
    """Take the one answer, 1 (very difficult) to 7 (very easy), as the score.

    Notes
    -----
    Sauro & Dumas (2009), "Comparison of three one-question, post-task usability
    questionnaires", CHI '09.
    """
    check_ratings(ratings, 1, 1, 7)
    return float(ratings[0])


questionnaires.register("seq")(
    Questionnaire(
        title="Single Ease Question",
        items=1,
        low=1,
        high=7,
        best=7,
        worst=1,
        score=seq_score,
        summarise=mean_t,
        source="Sauro & Dumas (2009)",
    )
)
