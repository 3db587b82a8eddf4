"""SUS, the System Usability Scale, with the scales by which its mean is read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.intervals import mean_t
from analyzer.questionnaire import Questionnaire, check_ratings
from analyzer.questionnaire_results import Grade
from analyzer.questionnaires import questionnaires
from analyzer.results import Interval

ITEMS = 10

# Curved grading scale: grade, lowest and highest score, lowest and highest percentile.
# Sauro & Lewis (2016), Quantifying the User Experience, 2nd ed., table 8.5.
CURVED_GRADES = (
    ("F", 0.0, 51.6, 0, 14),
    ("D", 51.7, 62.6, 15, 34),
    ("C-", 62.7, 64.9, 35, 40),
    ("C", 65.0, 71.0, 41, 59),
    ("C+", 71.1, 72.5, 60, 64),
    ("B-", 72.6, 74.0, 65, 69),
    ("B", 74.1, 77.1, 70, 79),
    ("B+", 77.2, 78.8, 80, 84),
    ("A-", 78.9, 80.7, 85, 89),
    ("A", 80.8, 84.0, 90, 95),
    ("A+", 84.1, 100.0, 96, 100),
)

# Mean SUS of the products that people described so.
# Bangor, Kortum & Miller (2009), Journal of Usability Studies 4(3):114.
ADJECTIVES = (
    ("Worst imaginable", 12.5),
    ("Awful", 20.3),
    ("Poor", 35.7),
    ("OK", 50.9),
    ("Good", 71.4),
    ("Excellent", 85.5),
    ("Best imaginable", 90.9),
)


def sus_score(ratings: Sequence[float]) -> float:
    """Score one person's ten answers from 0 to 100.

    Parameters
    ----------
    ratings
        Shape (10,), 1 (strongly disagree) to 5; odd items praise, even items complain.

    Returns
    -------
    float
        0..100, which is not a percentage.

    Raises
    ------
    ValueError
        If an item is missing or off the scale.

    Notes
    -----
    Brooke (1996), "SUS: a quick and dirty usability scale".
    """
    check_ratings(ratings, ITEMS, 1, 5)
    praise, complaints = sum(ratings[0::2]), sum(ratings[1::2])
    return 2.5 * (praise - 5 + 25 - complaints)


def sus_grade(score: float) -> str:
    """Grade a study's mean from F to A+ by the curved grading scale; not single answers.

    Notes
    -----
    The scale is printed to one decimal, so the score is rounded to one first.
    """
    _check_score(score)
    rounded = round(score, 1)
    return next(grade for grade, low, *_ in reversed(CURVED_GRADES) if rounded >= low)


def sus_percentile(score: float) -> float:
    """Tell below which percentage of about 450 studies' means a mean lies.

    Returns
    -------
    float
        0..100, by linear interpolation inside the band of the curved grading scale.

    Notes
    -----
    Sauro & Lewis (2016). Reproduces MeasuringU's 68 -> 50, 75 -> 73 and 52 -> 15; a normal
    curve with mean 68 and standard deviation 12.5 does not.
    """
    _check_score(score)
    scores = [edge for _, low, high, *_ in CURVED_GRADES for edge in (low, high)]
    percentiles = [edge for *_, low, high in CURVED_GRADES for edge in (low, high)]
    return float(np.interp(score, scores, percentiles))


def sus_adjective(score: float) -> str:
    """Give the word whose mean lies nearest; of two equally near, the lower one."""
    _check_score(score)
    return min(ADJECTIVES, key=lambda pair: abs(pair[1] - score))[0]


def grade_of_mean(mean: Interval) -> Grade | None:
    """Read a study's mean and both ends of its interval by the curved grading scale.

    Parameters
    ----------
    mean
        Of the scores of all who answered; bounds beyond 0 and 100 count as those.

    Returns
    -------
    Grade or None
        None where nobody answered; without bounds for one answer.
    """
    if mean.estimate is None:
        return None
    ends = [None if end is None else min(100.0, max(0.0, end)) for end in (mean.lower, mean.upper)]
    grades = [None if end is None else sus_grade(end) for end in ends]
    percentiles = [None if end is None else sus_percentile(end) for end in ends]
    return Grade(
        grade=sus_grade(mean.estimate),
        lower=grades[0],
        upper=grades[1],
        percentile=sus_percentile(mean.estimate),
        percentile_lower=percentiles[0],
        percentile_upper=percentiles[1],
        adjective=sus_adjective(mean.estimate),
        source="Sauro & Lewis (2016), table 8.5; adjectives Bangor, Kortum & Miller (2009)",
    )


def _check_score(score: float) -> None:
    if not 0 <= score <= 100:
        raise ValueError(f"a SUS score lies between 0 and 100; {score} does not")


questionnaires.register("sus")(
    Questionnaire(
        title="System Usability Scale",
        items=ITEMS,
        low=1,
        high=5,
        best=100,
        worst=0,
        score=sus_score,
        summarise=mean_t,
        source="Brooke (1996)",
        grade=grade_of_mean,
    )
)
