"""Time on task of a task with its failures kept: who has succeeded by when, who gave up."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analyzer import survival
from analyzer.intervals import empty, geometric_mean
from analyzer.results import Attempt, Curve, FailuresKept, Interval
from analyzer.task_times import median_with_failures

SUCCESS, ENDED_WITHOUT, CUT_OFF = 1, 2, 0
# Who did not end the attempt could still have succeeded; all other failures are final.
_CUT_OFF = frozenset({"timeout", "unfinished"})


def failures_kept(
    attempts: Sequence[Attempt], limit_s: float | None, level: float = 0.95
) -> FailuresKept:
    """Estimate who has succeeded by when.

    Parameters
    ----------
    attempts
        One a participant, judged ones alone; those without a time are left out.
    limit_s
        The task's time limit, s.
    level
        Coverage of bands and intervals, in (0, 1).

    Returns
    -------
    FailuresKept
        With empty curves where nobody tried.

    Notes
    -----
    For Kaplan-Meier every end without success is censored. In the cumulative incidence giving
    up, failing and a false success end the attempt for good and compete with success; a time
    limit and the end of a recording cut off from outside.
    """
    timed = [one for one in attempts if one.is_timed]
    times_s = [one.time_s for one in timed]
    ends = [end_of(one) for one in timed]
    won = [end == SUCCESS for end in ends]
    not_done = survival.kaplan_meier(times_s, [int(is_won) for is_won in won], level)
    at_s = limit_s if limit_s is not None else max(times_s, default=None)
    won_s = [time_s for time_s, is_won in zip(times_s, won, strict=True) if is_won and time_s > 0]
    share = sum(won) / len(won) if won else 0.0
    return FailuresKept(
        not_done=_curve(not_done, "Kaplan-Meier, Greenwood, log-log"),
        succeeded=_incidence(times_s, ends, SUCCESS, level),
        gave_up=_incidence(times_s, ends, ENDED_WITHOUT, level),
        median=survival.median_time(not_done),
        at_s=at_s,
        done_by=empty("Kaplan-Meier, log-log", level)
        if at_s is None
        else survival.done_by(not_done, at_s),
        median_by_rummel_s=_by_rummel(won_s, share),
        ended_without=ends.count(ENDED_WITHOUT),
        cut_off=ends.count(CUT_OFF),
    )


def end_of(attempt: Attempt) -> int:
    """Tell how an attempt counts in the survival curves: success, ended without, cut off."""
    if attempt.outcome == "success":
        return SUCCESS
    return CUT_OFF if attempt.outcome in _CUT_OFF else ENDED_WITHOUT


def _by_rummel(won_s: Sequence[float], share: float) -> float | None:
    typical: Interval = geometric_mean(won_s)
    return None if typical.estimate is None else median_with_failures(typical.estimate, share)


def _incidence(times_s: Sequence[float], ends: Sequence[int], cause: int, level: float) -> Curve:
    found = survival.cumulative_incidence(times_s, ends, cause, level)
    return _curve(found, "Aalen-Johansen, delta method, log-log")


def _curve(found: survival.Curve, method: str) -> Curve:
    return Curve(
        times_s=tuple(found.times_s.tolist()),
        share=tuple(found.share.tolist()),
        lower=tuple(None if math.isnan(value) else value for value in found.lower.tolist()),
        upper=tuple(None if math.isnan(value) else value for value in found.upper.tolist()),
        at_risk=tuple(found.at_risk.tolist()),
        events=tuple(found.events.tolist()),
        n=found.n,
        method=method,
        level=found.level,
    )
