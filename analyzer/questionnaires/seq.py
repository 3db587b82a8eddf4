"""SEQ, the Single Ease Question, asked after each task."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaire_results import Reference
from analyzer.questionnaires import questionnaires

# Recalled from the source, restated elsewhere as between 5.3 and 5.6: a line to look at, no norm.
HISTORICAL = Reference(
    value=5.5,
    name="mean of earlier studies",
    source="Sauro (2012), 10 things to know about the Single Ease Question, MeasuringU",
    caution="A mean over many different tasks, products and people, told without its spread: "
    "harder tasks lie below it by right. Compare with your own earlier rounds first.",
)


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
        reference=HISTORICAL,
    )
)
