"""What a friction signal is: a rule with thresholds, and the episodes that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal, TypeAlias

from analyzer import spans
from analyzer.answers import Answer, answers
from analyzer.deeds import busy, waiting
from analyzer.events import FloatArray, SessionEvents
from analyzer.results import Rule
from analyzer.segment import TaskAttempt
from analyzer.sessionize import Timeline
from recorder.definition import StudyDefinition, TaskDefinition

Thresholds = Mapping[str, float]
Family: TypeAlias = Literal["click", "field", "hover", "scroll", "screen"]
EPSILON_S = 1e-6  # times were divided by 1,000: 1,000 ms must still be within 1 s


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number in a rule that a study may set otherwise; its unit stands in its name."""

    name: str
    value: float
    source: str


MERGE = Threshold("merge_window_s", 2.0, "ours: what follows within 2 s is one experience")


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a rule may look at: one session, its course and its attempts."""

    events: SessionEvents
    timeline: Timeline
    attempts: tuple[TaskAttempt, ...]
    definition: StudyDefinition
    answered: tuple[Answer | None, ...] = field(init=False)  # one entry a click
    busy: FloatArray = field(init=False)  # (n, 2), as `deeds.busy` gives it
    waiting: FloatArray = field(init=False)  # (n, 2), as `deeds.waiting` gives it
    paused: FloatArray = field(init=False)  # (n, 2), as `spans.union` gives it
    tasks: Mapping[str, TaskDefinition] = field(init=False)  # of the definition, by id

    def __post_init__(self) -> None:
        # Several rules ask, and finding these is most of their work.
        object.__setattr__(self, "answered", answers(self.events))
        object.__setattr__(self, "busy", busy(self.events))
        object.__setattr__(self, "waiting", waiting(self.events))
        marked = [(one.start_s, one.end_s) for one in self.events.info.pauses]
        object.__setattr__(self, "paused", spans.union(marked))
        object.__setattr__(self, "tasks", {task.id: task for task in self.definition.tasks})


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of friction at one place."""

    t_s: float
    end_s: float
    screen: int  # index into the session's screen_keys
    location: int  # index into its locations; -1: the page as a whole
    count: int  # events in it
    detail: str  # the values that met the rule
    xy_px: tuple[float, float] | None = None  # on the page


@dataclass(frozen=True, slots=True)
class Detector:
    """A friction signal.

    `text` names thresholds in braces; `detect` gets them with the study's own values.
    """

    title: str
    text: str
    source: str
    thresholds: tuple[Threshold, ...]
    ignores: tuple[str, ...]  # what is no such signal, in words
    impact: int  # 1 irritant, 2 minor, 3 major, 4 blocker
    detect: Callable[[Scene, Thresholds], list[Episode]]
    family: Family = "click"  # what it can befall: see analyzer/opportunities.py
    is_error: bool = True  # an error point, or only a sign of effort


def applied(detector: Detector, overrides: Thresholds) -> dict[str, float]:
    """Give a detector's thresholds: the study's own where it has them, else the defaults."""
    return {
        threshold.name: float(overrides.get(threshold.name, threshold.value))
        for threshold in (*detector.thresholds, MERGE)
    }


def rule(kind: str, detector: Detector, overrides: Thresholds) -> Rule:
    """Print a detector's rule with the values that are used."""
    values = applied(detector, overrides)
    shown = {name: f"{value:g}" for name, value in values.items()}
    return Rule(
        kind=kind,
        title=detector.title,
        text=detector.text.format(**shown),
        thresholds=values,
        source=detector.source,
        ignores=detector.ignores,
        impact=detector.impact,
        threshold_sources={item.name: item.source for item in (*detector.thresholds, MERGE)},
    )


def merged(episodes: Iterable[Episode], window_s: float) -> list[Episode]:
    """Join episodes of one kind at one place that follow each other within a window.

    Parameters
    ----------
    episodes
        Of one kind and one session, in any order.
    window_s
        Longest time from the end of one to the start of the next.

    Returns
    -------
    list of Episode
        By time; a joined one keeps the first one's detail and point, and sums the counts.
    """
    joined: list[Episode] = []
    places = sorted(episodes, key=lambda one: (one.screen, one.location, one.t_s, one.end_s))
    for _, group in groupby(places, key=lambda one: (one.screen, one.location)):
        last: Episode | None = None
        for episode in group:
            if last is not None and episode.t_s - last.end_s <= window_s + EPSILON_S:
                last = replace(
                    last, end_s=max(last.end_s, episode.end_s), count=last.count + episode.count
                )
                joined[-1] = last
            else:
                last = episode
                joined.append(episode)
    return sorted(joined, key=lambda one: (one.t_s, one.screen, one.location))
