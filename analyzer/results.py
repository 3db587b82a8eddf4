"""The one value an analysis ends in, and its parts.

Times are seconds since the session's start, shares lie in [0, 1]. What is missing is None;
an empty tuple means that there was nothing. `docs/analysis.md` is the schema in words.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from analyzer.answer_results import Answer
from analyzer.estimates import Interval, Moment, Result
from analyzer.questionnaire_results import (
    AnswerGroup,
    ChoiceResult,
    Grade,
    ItemResult,
    QuestionnaireResult,
    RatingCount,
    ReasonGiven,
    Reference,
    WordingUsed,
)
from analyzer.task_figures import (
    AttemptWay,
    BenchmarkResult,
    Curve,
    Efficiency,
    Errors,
    FailuresKept,
    Navigation,
    Outlier,
    ProblemDiscovery,
    Times,
)

__all__ = [  # the parts that have files of their own: whoever reads a result finds all here
    "Answer", "AnswerGroup", "AttemptWay", "BenchmarkResult", "ChoiceResult", "Curve",
    "Efficiency", "Errors", "FailuresKept", "Grade", "Interval", "ItemResult", "Moment",
    "Navigation", "Outlier", "ProblemDiscovery", "QuestionnaireResult", "RatingCount",
    "ReasonGiven", "Reference", "Result", "Times", "WordingUsed",
]  # fmt: skip

SCHEMA_VERSION = 1

Outcome = Literal[
    "success", "false_success", "fail", "give_up", "timeout", "unfinished", "running", "pending"
]
Light = Literal["good", "gaps", "poor", "none"]
Tier = Literal["confirmed", "suspect", "seen"]
TIERS: tuple[Tier, ...] = get_args(Tier)  # the strongest first


class Departure(Result, frozen=True):
    """One stretch of an attempt on no accepted path of its task."""

    after: str  # the accepted step that was left; (start) where none had been reached
    page: str  # the first wrong page
    start_s: float
    end_s: float  # when an accepted step was reached again, else the attempt's end
    pages: int
    is_recovered: bool


class Attempt(Result, frozen=True):
    """One try of one participant at one task."""

    task: str
    session: str
    participant: str
    number: int
    start_s: float
    end_s: float | None
    # done, goal, give_up, timeout, page, moderator, next_task, session_end, still_open
    end_reason: str
    outcome: Outcome
    decided_by: str  # rule, participant, moderator, page
    claimed_done: bool
    reached_goal: bool
    wall_s: float | None
    reading_s: float | None  # start to first interaction
    hidden_s: float
    clicks: int
    error_points: int
    touches_gap_s: float | None = None  # of its time, of which the recording is missing
    clock_uncertainty_s: float | None = None  # of its time, where that is over 2 % of it
    steps: tuple[str, ...] = ()  # accepted steps on which it stood: at each it could go astray
    departures: tuple[Departure, ...] = ()
    deviation_pages: int | None = None  # None: the task has no accepted paths
    deviation_s: float | None = None
    task_s: float | None = None  # wall_s minus pauses by the moderator or the technology
    active_s: float | None = None  # task_s minus hidden, idle and waiting times
    system_s: float | None = None  # of task_s, waited for the network
    idle_s: float | None = None  # of task_s, in stretches of over 30 s without any deed
    paused_s: float = 0.0  # of wall_s
    pauses: int = 0  # stretches of it
    expert_s: float | None = None  # for the same deeds, by the Keystroke-Level Model
    way: AttemptWay | None = None  # None: the task has no accepted paths

    @property
    def time_s(self) -> float:
        """Its time on task; 0 where it has none, and so no part in any mean of times."""
        return self.task_s if self.task_s is not None else self.wall_s or 0.0

    @property
    def is_timed(self) -> bool:
        """Whether a time is known of it: of one that was paused all along there is none."""
        return self.wall_s is not None and not (self.paused_s and not self.time_s)


class Signal(Result, frozen=True):
    """One episode of friction, by one rule."""

    kind: str
    session: str
    participant: str
    task: str | None
    t_s: float
    screen: str
    location: str  # id of the element, see analyzer/events.py
    label: str  # what a person would call it
    x_px: float | None
    y_px: float | None
    count: int  # events in the episode
    detail: str  # the values that met the rule
    impact: int  # 1 irritant, 2 minor, 3 major, 4 blocker
    is_error: bool = True  # else a sign of effort: no error point, and no hotspot of a whole page
    is_error_point: bool = False
    review: str | None = None  # accept, reject; None: nobody has decided
    reason: str = ""  # of the review


class IgnoredSignals(Result, frozen=True):
    """A rule of the study that takes signals out of all figures, and how many it took."""

    signal: str
    location: str | None
    screen: str | None
    reason: str
    found: int


class Rule(Result, frozen=True):
    """A signal's rule as it was applied: printed wherever its signals are shown."""

    kind: str
    title: str
    text: str
    thresholds: dict[str, float]  # by name, which ends in the unit; counts have none
    source: str
    ignores: tuple[str, ...] = ()  # what is no such signal, in words
    impact: int = 2  # 1 irritant, 2 minor, 3 major, 4 blocker
    threshold_sources: dict[str, str] = msgspec.field(default_factory=dict)


class Hotspot(Result, frozen=True):
    """A place where participants met friction, counted by participant."""

    rank: int
    task: str
    screen: str
    viewport_class: str
    location: str
    label: str
    affected: int
    exposed: int  # participants who were on that screen during the task
    share: Interval
    impact: int
    score: float  # lower bound of the share x impact
    kinds: dict[str, int]  # participants per signal kind
    moments: tuple[Moment, ...]
    seconds_lost: float | None = None  # by the affected, on average
    seconds_lost_interval: Interval | None = None
    expected: float | None = None  # participants whom chance alone would let meet friction here
    excess: float | None = None  # affected beyond those
    p_adjusted: float | None = None  # for all places of all tasks
    tier: Tier = "seen"
    # of the attempts by which the affected count
    outcomes: dict[str, int] = msgspec.field(default_factory=dict)


class ChanceTest(Result, frozen=True):
    """How hotspots were told from chance: what it takes to do it again."""

    method: str
    seed: int
    permutations: int  # 0: the method needs none
    level: float
    participants: int
    places: int  # that were tested together, of all tasks


class DeviationTally(Result, frozen=True):
    """Where participants left the accepted paths: after which step, to which page."""

    after: str
    page: str
    participants: int  # who left there, each once
    reached: int  # who stood on that step
    share: Interval
    departures: int
    mean_pages: float  # until recovery, a departure
    mean_s: float
    recovered: Interval  # of those participants, who came back each time
    moments: tuple[Moment, ...]
    mean_pages_interval: Interval | None = None  # participants once, as all intervals
    mean_s_interval: Interval | None = None


class TaskResult(Result, frozen=True):
    """Everything about one task."""

    id: str
    title: str
    instructions: str
    n: int  # participants who started it
    attempts: tuple[Attempt, ...]
    completion: Interval
    time_on_task: Interval  # geometric mean of successes, s
    time_median: Interval
    error_points: Interval  # per participant
    error_free: Interval  # share of participants without an error point
    outcomes: dict[str, int]
    hotspots: tuple[Hotspot, ...]
    notes: tuple[str, ...]  # what limits these figures, in words
    chance: ChanceTest | None = None
    touched_by_gap: int = 0  # attempts
    deviations: tuple[DeviationTally, ...] = ()
    deviation_rate: Interval | None = None  # departures of the steps at which there could be one
    recovered: Interval | None = None  # share of those who left the path
    times: Times | None = None
    failures_kept: FailuresKept | None = None
    errors: Errors | None = None
    efficiency: Efficiency | None = None
    navigation: Navigation | None = None  # None: the task has no accepted paths
    vs_benchmark: tuple[BenchmarkResult, ...] = ()  # empty: the task has no benchmark
    references: dict[str, tuple[Moment, ...]] = msgspec.field(
        default_factory=dict
    )  # figure -> where its attempts begin


class ScreenResult(Result, frozen=True):
    """A screen that participants saw, at one viewport class."""

    key: str
    viewport_class: str
    title: str
    participants: int
    clicks: int
    has_picture: bool


class Gap(Result, frozen=True):
    """A time of which batches never arrived."""

    stream: str  # events, replay
    tab: str
    batches: int
    start_s: float
    end_s: float


class Health(Result, frozen=True):
    """How whole a recording is, as the store and the tracker tell it."""

    light: Light
    sentence: str
    remedy: str
    findings: tuple[str, ...]  # all that is to be known, the worst first
    emitted: int | None  # events that the tracker has made
    stored: int
    missing: int  # batches of events
    missing_replay: int
    duplicates: int
    damaged: int
    gaps: tuple[Gap, ...]
    clock_offset_s: float | None  # the collector's clock minus the browser's
    clock_error_s: float | None  # at most so much is that offset wrong
    recorder: str | None
    documents: int
    snapshots: int
    gave_way: int
    dropped: int


class SessionResult(Result, frozen=True):
    """One session and the health of its recording."""

    id: str
    participant: str
    is_simulated: bool
    started_ms: int
    duration_s: float
    viewport_class: str
    width: float | None
    height: float | None
    pages: int
    events: int
    missing_batches: int
    duplicate_events: int
    notes: tuple[str, ...]
    health: Health | None = None
    clock_uncertainty_s: float | None = None  # of the joint of its pages
    variant: str | None = None
    segment: str | None = None
    definition_version: int | None = None  # of the study, when the session was opened


class PageSpeed(Result, frozen=True):
    """A page timing over all page loads: p75 as web-vitals reports it."""

    name: str
    n: int
    median: float | None
    p75: float | None
    unit: str = "ms"  # empty for CLS, which has none
    median_interval: Interval | None = None
    p75_interval: Interval | None = None
    sessions: tuple[str, ...] = ()  # in which it was measured


class StudyAnalysis(Result, frozen=True):
    """One study, analysed: the same batches give the same bytes."""

    schema_version: int
    study: str
    title: str
    definition_version: int
    is_simulated: bool
    protocol: str
    participants: int
    sessions: tuple[SessionResult, ...]
    tasks: tuple[TaskResult, ...]
    signals: tuple[Signal, ...]
    rules: tuple[Rule, ...]
    screens: tuple[ScreenResult, ...]
    page_speed: tuple[PageSpeed, ...]
    excluded: tuple[str, ...]  # what could not be analysed, and why
    rejected: tuple[Signal, ...] = ()  # by a researcher: in no figure
    ignored: tuple[IgnoredSignals, ...] = ()  # by the study's own rules: likewise
    discovery: ProblemDiscovery | None = None
    answers: tuple[Answer, ...] = ()  # to questionnaires, in the order of sessions and time
    replaced: tuple[Answer, ...] = ()  # of them, those given back again later: in no figure
    questionnaires: tuple[QuestionnaireResult, ...] = ()  # those after tasks first
