"""What a comparison of groups ends in: one value, and its parts.

`docs/analysis.md` describes every field. Of two groups the first one's figure always stands
first: a difference is first minus second, a ratio first over second.
"""

from __future__ import annotations

from typing import Literal

from analyzer.estimates import Interval, Moment, Result
from analyzer.task_figures import FailuresKept

COMPARISON_VERSION = 1

By = Literal["variant", "segment", "version", "round"]
Correction = Literal["holm", "bh", "none"]
Form = Literal["independent", "paired"]
Measure = Literal["completion", "time", "failures", "error_points", "score"]
Scale = Literal["difference", "ratio"]
Verdict = Literal["better", "none_shown", "too_few", "no_verdict"]


class ComparedGroup(Result, frozen=True):
    """One side of a comparison: who is in it, and how they took part."""

    name: str
    study: str  # short name
    title: str  # of the study
    participants: int
    simulated: int  # of them programs
    sessions: int
    protocol: str  # how they thought aloud
    definition_versions: tuple[int, ...]  # under which their sessions were recorded
    viewport_classes: dict[str, int]  # participants of each


class GroupPair(Result, frozen=True):
    """Two groups that are compared, and whether the same people are in both."""

    first: str
    second: str
    form: Form
    both: int  # participants who are in both groups
    only_first: int
    only_second: int
    note: str  # who is left out, and why; empty: nobody


class ComparedFigure(Result, frozen=True):
    """One figure of two groups, the test of its difference, and what may be said of it."""

    measure: Measure
    first: str
    second: str
    form: Form
    unit: str  # of the two estimates: share, s, per participant, points
    of_first: Interval  # of those who are compared
    of_second: Interval
    scale: Scale
    effect: Interval  # the difference or ratio
    is_high_better: bool
    is_primary: bool  # belongs to the family of tests
    test: str
    statistic: float | None
    df: float | None
    p: float | None  # None: no test could be made
    p_adjusted: float | None  # None: not in the family
    verdict: Verdict
    better: str | None  # which group
    reason: str  # the rule behind the verdict, in words
    detectable: float | None  # so much difference (ratio) shows with 80 % power, before correction
    notes: tuple[str, ...] = ()


class GroupTask(Result, frozen=True):
    """A group's own figures of one task."""

    group: str
    n: int  # participants who started it
    completion: Interval
    time_on_task: Interval  # geometric mean of successes, s
    error_points: Interval  # per participant
    failures_kept: FailuresKept
    attempts: tuple[Moment, ...]  # where the attempts begin by which they count


class LonelySpot(Result, frozen=True):
    """A place of friction that only one of the groups met; no test stands behind it."""

    group: str
    screen: str
    location: str
    label: str
    affected: int
    n: int  # participants of that group who started the task
    impact: int
    moments: tuple[Moment, ...]


class ComparedTask(Result, frozen=True):
    """One task, group beside group."""

    id: str
    title: str
    groups: tuple[GroupTask, ...]
    figures: tuple[ComparedFigure, ...]  # of each pair, measure by measure
    lonely: tuple[LonelySpot, ...]
    notes: tuple[str, ...]


class GroupScore(Result, frozen=True):
    """A group's own figure of a questionnaire."""

    group: str
    score: Interval
    answers: tuple[Moment, ...]


class ComparedSurvey(Result, frozen=True):
    """One questionnaire, group beside group."""

    questionnaire: str
    title: str
    task: str | None  # after which it was asked; None: of the whole study
    worst: float  # ends of its score
    best: float
    groups: tuple[GroupScore, ...]
    figures: tuple[ComparedFigure, ...]


class Comparison(Result, frozen=True):
    """Groups of sessions compared, in one family of tests."""

    comparison_version: int
    by: By
    studies: tuple[str, ...]
    correction: Correction
    level: float  # coverage of the intervals; 1 - level is what a family's p is held against
    tests: int  # in the family
    groups: tuple[ComparedGroup, ...]
    pairs: tuple[GroupPair, ...]
    tasks: tuple[ComparedTask, ...]
    surveys: tuple[ComparedSurvey, ...]
    warnings: tuple[str, ...]  # what may mislead, in words
    left_out: tuple[str, ...]  # who or what is not compared, and why
    base: str | None = None  # with which each other group is compared; None: each with each other
