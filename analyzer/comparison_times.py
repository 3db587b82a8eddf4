"""Times of two groups compared: of those who succeeded, and with the failures kept."""

from __future__ import annotations

import math

from analyzer import survival
from analyzer.compare_times import MeanDifference, TimeRatio, compare_times, compare_times_paired
from analyzer.comparison_groups import Pairing
from analyzer.comparison_results import ComparedFigure
from analyzer.comparison_samples import TaskSample, compared
from analyzer.comparison_untested import t_test
from analyzer.detectable import detectable_mean
from analyzer.estimates import Interval
from analyzer.intervals import empty, geometric_mean
from analyzer.results import Attempt


def time_figure(
    pair: Pairing, first: TaskSample, second: TaskSample, level: float
) -> ComparedFigure:
    """Compare the times of successes as a ratio of geometric means.

    Parameters
    ----------
    pair
        The groups and the form.
    first, second
        Their parts of the task.
    level
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    ComparedFigure
        Not yet judged by its family: Welch's t on the logarithms, paired of the same people.
    """
    x, y = compared(pair, first.times_s, second.times_s)
    is_paired = pair.form == "paired"
    found = compare_times_paired(x, y, level) if is_paired else compare_times(x, y, level)
    tested = t_test(pair, found, (len(x), len(y)), "timed successes")
    least = detectable_mean(_logs(found), level) if tested.is_tested else None
    return ComparedFigure(
        measure="time",
        first=pair.first.name,
        second=pair.second.name,
        form=pair.form,
        unit="s",
        of_first=geometric_mean(x, level),
        of_second=geometric_mean(y, level),
        scale="ratio",
        effect=Interval(
            estimate=found.ratio,
            lower=found.lower,
            upper=found.upper,
            n=found.n,
            method=found.method,
            level=level,
        ),
        is_high_better=False,
        is_primary=True,
        test=found.method,
        statistic=tested.statistic,
        df=tested.df,
        p=tested.p,
        p_adjusted=None,
        verdict=tested.verdict,
        better=None,
        reason=tested.reason,
        detectable=None if least is None else math.exp(least),
        notes=_without(first, second),
    )


def failures_figure(
    pair: Pairing, first: TaskSample, second: TaskSample, level: float
) -> ComparedFigure:
    """Compare how soon people succeed with the failures kept, by the log-rank test.

    It stands beside the times of successes and is in no family: it looks at the same times again.

    Returns
    -------
    ComparedFigure
        Without a verdict; without a test where the same people are in both groups, which the
        log-rank test does not know of.
    """
    x, y = compared(pair, _timed(first), _timed(second))
    is_paired = pair.form == "paired"
    found = survival.LogRank(None, None) if is_paired else survival.log_rank(*_ends(x), *_ends(y))
    return ComparedFigure(
        measure="failures",
        first=pair.first.name,
        second=pair.second.name,
        form=pair.form,
        unit="s",
        of_first=survival.median_time(survival.kaplan_meier(*_ends(x), level)),
        of_second=survival.median_time(survival.kaplan_meier(*_ends(y), level)),
        scale="difference",
        effect=empty("none", level),
        is_high_better=False,
        is_primary=False,
        test="log-rank",
        statistic=found.chi2,
        df=None if found.chi2 is None else 1.0,
        p=found.p,
        p_adjusted=None,
        verdict="no_verdict",
        better=None,
        reason="The log-rank test is for different people; these are the same."
        if is_paired
        else "Nobody succeeded while both groups still tried; there is nothing to test."
        if found.p is None
        else "It looks at the same times again, so that it is in no family and gives no verdict.",
        detectable=None,
        notes=_in_the_end(first, second),
    )


def _logs(found: TimeRatio) -> MeanDifference:
    """Take a ratio back to the logarithms on which it was tested."""
    middle, lower, upper = (
        None if one is None else math.log(one) for one in (found.ratio, found.lower, found.upper)
    )
    return MeanDifference(middle, lower, upper, found.t, found.df, found.p, None)


def _timed(sample: TaskSample) -> dict[str, Attempt]:
    return {who: one for who, one in sample.judged.items() if one.is_timed}


def _ends(attempts: list[Attempt]) -> tuple[list[float], list[int]]:
    return [one.time_s for one in attempts], [int(one.outcome == "success") for one in attempts]


def _in_the_end(first: TaskSample, second: TaskSample) -> tuple[str, ...]:
    """Say how many did succeed: the curves end higher, as if failures had gone on."""
    told = [
        f"{sum(sample.done.values())} of {len(sample.done)} in {sample.group.name}"
        for sample in (first, second)
    ]
    return (f"In the end {' and '.join(told)} had succeeded.",)


def _without(first: TaskSample, second: TaskSample) -> tuple[str, ...]:
    """Say whom a time of successes knows nothing of."""
    told = [
        f"{len(sample.judged) - len(sample.times_s)} of {len(sample.judged)} in {sample.group.name}"
        for sample in (first, second)
        if len(sample.judged) > len(sample.times_s)
    ]
    return (f"Times of those who succeeded: without {' and '.join(told)}.",) if told else ()
