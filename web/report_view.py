"""From an analysis to what a report's template shows: words, drawings, links, places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analyzer.results import (
    Attempt,
    DeviationTally,
    Hotspot,
    Interval,
    Moment,
    Rule,
    SessionResult,
    Signal,
    StudyAnalysis,
    TaskResult,
)
from web.benchmarks import benchmark_sentences
from web.charts import Chart, interval_strip, time_plot
from web.curves import curve_rows, failures_chart
from web.figure_rows import TaskFigures, discovery_sentences, figure_rows, typical
from web.formats import seconds_bounds, share_bounds
from web.pictures import Pictures, ScreenView, mark
from web.sentences import (
    chance_sentence,
    count_of,
    headline,
    limits,
    outcome_list,
    pause_sentence,
    simulated,
    summary,
    task_finding,
    time_title,
)
from web.survey_sentences import survey_summary
from web.survey_view import SurveyPart, survey_parts

MAX_SCREENS = 8  # of one task side by side; hotspots.css has as many rules
# Session, seconds -> its replay at that moment; without seconds the session's own page.
LinkOf = Callable[[str, float | None], str | None]

METHODS = (
    (
        "Completion",
        "Successes of participants who were judged, with the adjusted-Wald interval (Agresti and "
        "Coull 1998; Sauro and Lewis 2005), which keeps its coverage for a handful of people. An "
        "attempt that awaits a verdict is not counted.",
    ),
    (
        "Time on task",
        "The geometric mean of successful attempts with a t interval on the logarithms (Sauro and "
        "Lewis 2010): task times are skewed, so a plain mean would overstate the typical time. "
        "From 25 successes on it is the median with order statistics.",
    ),
    (
        "Failures kept",
        "Cumulative incidence (Aalen and Johansen 1978): success and ending without it compete, a "
        "time limit cuts off. Kaplan and Meier's curve, with Greenwood's band on the log-log "
        "scale, treats every failure as if that person might still have succeeded.",
    ),
    (
        "Problems found",
        "Lewis's adjustment (2001) of who met which place of friction, with simulated studies and "
        "Chao's interval for its bounds; Chao2 (1987) is the least number of places.",
    ),
    (
        "Error points",
        "Moments at which a rule found that something went wrong in a task, as a mean per "
        "participant. The rules stand above with their thresholds. Signals that a researcher "
        "rejected, or that the study ignores, are in no figure.",
    ),
    (
        "Where people left the path",
        "The pages of each attempt are aligned with the nearest accepted path. A departure opens "
        "on the first wrong page and ends when an accepted step is reached again. The share is of "
        "those who stood on that step, with its adjusted-Wald interval.",
    ),
    (
        "Ranking of friction",
        "Each participant counts once per place, however often they clicked. Confirmed places come "
        "before suspect ones and those merely seen; in each they are ranked by the lower bound of "
        "the share of affected participants times the impact (1 irritant to 4 blocker), so one "
        "furious person cannot lead the list.",
    ),
    (
        "Friction against chance",
        "Friction falls somewhere in every study. So signals are shuffled, thousands of times, "
        "among what each participant did in the same task. A place is confirmed where hardly any "
        "shuffle (at most 3 %) has any place that stands out as much, and suspect where twice as "
        "many participants met friction as chance explains, without enough data to confirm it.",
    ),
    (
        "What they said",
        "Questionnaires are scored as published; each part above says how and by whom. Each "
        "participant counts once, by the last form. A form without an item is in no score, "
        "nothing is filled in. Means have t intervals, shares adjusted-Wald ones, the Net Promoter "
        "Score that of Rocks (2016). A grade is one of the study's mean, never of a person.",
    ),
    (
        "Intervals",
        "A 95 % interval holds the values that are compatible with what was seen. It is wide when "
        "few people took part; two intervals that overlap do not show a difference.",
    ),
)


@dataclass(frozen=True, slots=True)
class SpotPart:
    """A hotspot with its drawing and the links to its moments."""

    hotspot: Hotspot
    strip: Markup
    kinds: Sequence[tuple[str, int]]
    moments: Sequence[tuple[str | None, Moment]]
    is_marked: bool
    chance: str | None  # what the test against chance makes of it

    @property
    def rank(self) -> int:
        """Its number in the list and on the picture."""
        return self.hotspot.rank


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task's section."""

    task: TaskResult
    finding: str
    completed: str
    error_free: str
    outcomes: str
    completion_strip: Markup
    time_strip: Markup
    time_chart: Chart | None
    hotspots: Sequence[SpotPart]
    attempts: Sequence[tuple[str | None, Attempt]]
    signals: Sequence[tuple[str | None, Signal]]  # also rejected ones, by time of the study
    deviations: Sequence[tuple[DeviationTally, Sequence[tuple[str | None, Moment]]]]
    screens: Sequence[ScreenView]
    typical: Interval  # the time to show first
    paused: str  # what was taken off the times; empty: nothing
    benchmarks: Sequence[str]  # what the tests against them say
    figures: TaskFigures
    failures_chart: Chart | None
    curve_rows: Sequence[tuple[str, int, str, str]]
    survey: Sequence[SurveyPart]  # questionnaires after it


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule and how often it applied."""

    rule: Rule
    found: int
    people: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that a report's template needs beside the analysis itself."""

    headline: str
    simulated: str
    summary: Sequence[str]
    limits: Sequence[str]
    tasks: Sequence[TaskPart]
    rules: Sequence[RulePart]
    rule_titles: Mapping[str, str]
    sessions: Sequence[tuple[str | None, str | None, SessionResult]]  # page, replay, session
    methods: Sequence[tuple[str, str]]
    longest_s: float
    discovery: Sequence[str]
    survey: Sequence[SurveyPart]  # after tasks and after the study


def report_view(analysis: StudyAnalysis, pictures: Pictures, link_of: LinkOf) -> ReportView:
    """Prepare a report.

    Parameters
    ----------
    analysis
        What is shown.
    pictures
        The screens of each task, where there are pictures.
    link_of
        Makes the address of a session or a moment in it; gives None where there is nowhere to go.
    """
    longest_s = _longest(analysis)
    survey = survey_parts(analysis, link_of)
    return ReportView(
        headline=headline(analysis),
        simulated=simulated(analysis),
        summary=[*summary(analysis), *survey_summary(analysis.questionnaires)],
        limits=limits(analysis),
        tasks=[
            _task(
                task,
                analysis,
                pictures.get(task.id, ())[:MAX_SCREENS],
                link_of,
                [part for part in survey if part.found.task == task.id],
            )
            for task in analysis.tasks
        ],
        rules=[_rule(rule, analysis) for rule in analysis.rules],
        rule_titles={rule.kind: rule.title for rule in analysis.rules},
        sessions=[(link_of(one.id, None), link_of(one.id, 0.0), one) for one in analysis.sessions],
        methods=_methods(analysis),
        longest_s=longest_s,
        discovery=discovery_sentences(analysis.discovery),
        survey=survey,
    )


def _task(
    task: TaskResult, analysis: StudyAnalysis, screens: Sequence[ScreenView], link_of: LinkOf,
    survey: Sequence[SurveyPart],
) -> TaskPart:  # fmt: skip
    longest_s = _longest(analysis)
    marked = [
        mark(view, [(spot.rank, spot.location) for spot in _on(view, task.hotspots)])
        for view in screens
    ]
    ranks = {marker.rank for view in marked for marker in view.markers}
    return TaskPart(
        task=task,
        finding=task_finding(task),
        completed=count_of(task.completion),
        error_free=count_of(task.error_free),
        outcomes=outcome_list(task),
        completion_strip=interval_strip(task.completion, 0.0, 1.0, _said(task.completion)),
        time_strip=interval_strip(typical(task), 0.0, longest_s, seconds_bounds(typical(task))),
        time_chart=time_plot(task, time_title(task)),
        hotspots=[_spot(spot, spot.rank in ranks, link_of) for spot in task.hotspots],
        attempts=[(link_of(a.session, a.start_s), a) for a in task.attempts],
        signals=[
            (link_of(one.session, one.t_s), one)
            for one in (*analysis.signals, *analysis.rejected)
            if one.task == task.id
        ],
        deviations=[
            (row, [(link_of(at.session, at.t_s), at) for at in row.moments])
            for row in task.deviations
        ],
        screens=marked,
        typical=typical(task),
        paused=pause_sentence(task),
        benchmarks=benchmark_sentences(task.vs_benchmark),
        figures=figure_rows(task),
        failures_chart=failures_chart(task.failures_kept) if task.failures_kept else None,
        curve_rows=curve_rows(task.failures_kept) if task.failures_kept else (),
        survey=survey,
    )


def _methods(analysis: StudyAnalysis) -> Sequence[tuple[str, str]]:
    """Name another interval of shares where the study asks for one."""
    used = {task.completion.method for task in analysis.tasks} - {"adjusted Wald"}
    others = tuple(
        (
            f"Shares: {name}",
            f"This study asks for the interval by {name}: it stands at every share instead of "
            "adjusted Wald. Ranks of friction rest on adjusted Wald in every study.",
        )
        for name in sorted(used)
    )
    return (*METHODS, *others)


def _spot(spot: Hotspot, is_marked: bool, link_of: LinkOf) -> SpotPart:
    return SpotPart(
        hotspot=spot,
        strip=interval_strip(spot.share, 0.0, 1.0, _said(spot.share)),
        kinds=sorted(spot.kinds.items(), key=lambda item: (-item[1], item[0])),
        moments=[(link_of(at.session, at.t_s), at) for at in spot.moments],
        is_marked=is_marked,
        chance=chance_sentence(spot),
    )


def _rule(rule: Rule, analysis: StudyAnalysis) -> RulePart:
    found = [signal for signal in analysis.signals if signal.kind == rule.kind]
    return RulePart(
        rule=rule, found=len(found), people=len({signal.participant for signal in found})
    )


def _on(view: ScreenView, hotspots: Sequence[Hotspot]) -> list[Hotspot]:
    return [
        spot
        for spot in hotspots
        if (spot.screen, spot.viewport_class) == (view.key, view.viewport_class)
    ]


def _said(interval: Interval) -> str:
    return f"{count_of(interval)}, {share_bounds(interval)}"


def _longest(analysis: StudyAnalysis) -> float:
    """Find the right end of the strips of time, common to all tasks so that they compare.

    The slowest success, not the widest interval: two successes can have one of an hour.
    """
    times = [
        attempt.time_s
        for task in analysis.tasks
        for attempt in task.attempts
        if attempt.outcome == "success"
    ]
    return max(times, default=60.0)
