"""The parts of a result beyond completion and typical time: what a task's figures consist of."""

from __future__ import annotations

from typing import Literal

from analyzer.estimates import Interval, Result

FirstClick = Literal["right", "wrong"]
Flag = Literal["slow", "fast", "speeder"]
Measure = Literal["completion", "time"]
BenchmarkVerdict = Literal["better", "worse", "not shown", "no data"]


class AttemptWay(Result, frozen=True):
    """An attempt's way through the pages, against the task's accepted paths."""

    pages: int  # visits, the start page once
    distinct: int
    lostness: float | None
    path_deviation: float | None
    excess_steps: float | None
    first_click: FirstClick | None  # None: no click opened another page
    is_on_path: bool  # went through an accepted path, page by page


class Outlier(Result, frozen=True):
    """A time that stands out; it is flagged and stays in every figure."""

    session: str
    participant: str
    number: int
    task_s: float
    z: float  # modified z score of ln t
    flags: tuple[Flag, ...]


class Times(Result, frozen=True):
    """Time on task of those who succeeded, seen in several ways."""

    typical: Interval  # the figure to read first: geometric mean below n = 25, median from there
    without_waiting: Interval  # task time minus network waits
    active: Interval  # minus hidden and idle times, too
    reading: Interval  # start to first interaction, of all who interacted
    without_outliers: Interval  # as `typical`, flagged times left out
    outliers: tuple[Outlier, ...]
    expert_s: float | None  # Keystroke-Level Model, of the shortest success on an accepted path
    expert_of: str | None  # whose it was
    expert_ratio: Interval  # typical time / expert time
    with_pauses: Interval | None = None  # of wall times; None: nothing was paused


class Curve(Result, frozen=True):
    """A share over time: a step at each of `times_s`, flat between."""

    times_s: tuple[float, ...]
    share: tuple[float, ...]  # from that time on
    lower: tuple[float | None, ...]  # None where the share is 0 or 1
    upper: tuple[float | None, ...]
    at_risk: tuple[int, ...]  # still trying just before
    events: tuple[int, ...]
    n: int
    method: str
    level: float = 0.95


class FailuresKept(Result, frozen=True):
    """Time on task of everybody, those who failed among them."""

    not_done: Curve  # Kaplan-Meier: success is the event, all else is censored
    succeeded: Curve  # cumulative incidence, against ending without success
    gave_up: Curve  # cumulative incidence of ending without success
    median: Interval  # when half have succeeded, s
    at_s: float | None  # the time limit, else the last attempt's end
    done_by: Interval  # share that has succeeded by then, by Kaplan-Meier
    # GM of successes / completion, to hold `median` against; needs over 60 %
    median_by_rummel_s: float | None
    ended_without: int
    cut_off: int  # by the time limit, or by the recording's end


class Errors(Result, frozen=True):
    """Errors of a task beyond their rate."""

    with_error: Interval  # share of participants with at least one error point
    deviations: int | None  # None: the task has no accepted paths
    recovered_deviations: int | None
    recovery_s: Interval  # median time until an accepted step was reached again


class Efficiency(Result, frozen=True):
    """What was achieved per unit of time, all judged attempts counted."""

    time_based: Interval  # goals per minute
    overall_relative: Interval  # share of all time spent by those who succeeded
    completion_per_minute: Interval  # ISO/IEC 25062


class Navigation(Result, frozen=True):
    """Ways through the pages; each participant counts once."""

    required: int  # pages of the shortest accepted path
    lostness: Interval
    lost: Interval  # share above .5
    path_deviation: Interval
    excess_steps: Interval
    first_click_right: Interval
    success_after_right: Interval
    success_after_wrong: Interval
    first_click_ratio: float | None
    first_click_times: Interval | None = None  # that ratio with its interval


class BenchmarkResult(Result, frozen=True):
    """One figure of a task held against a target."""

    measure: Measure
    target: float  # a share; seconds
    estimate: float | None  # observed share; geometric mean of successes, s
    n: int
    statistic: float | None  # z or t
    p: float | None  # one-sided: how likely figures as good are, if the target were the truth
    p_worse: float | None  # the same, as bad
    method: str
    verdict: BenchmarkVerdict


class ProblemDiscovery(Result, frozen=True):
    """How much of what such people can meet has been met."""

    participants: int
    known: int  # problems: places of friction
    singletons: int  # met by one participant only
    p: float | None  # observed mean share that meets a known problem: too high
    p_adjusted: float | None  # Lewis (2001)
    found: Interval  # share of all problems
    more: int  # further participants that are foretold
    found_with_more: float | None
    total: int | None  # problems that there are, by Lewis's adjustment
    at_least: float | None  # the same by Chao2, a lower bound
    seed: int
    found_with_more_interval: Interval | None = None
