"""Where participants left the accepted paths of a task, what it cost, and who came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.detection import EPSILON_S, Scene
from analyzer.friction import Friction
from analyzer.intervals import adjusted_wald
from analyzer.mean_costs import mean_pages, mean_seconds
from analyzer.paths import START, Deviation, walk
from analyzer.results import Attempt, Departure, DeviationTally, Interval, Moment
from analyzer.segment import TaskAttempt
from analyzer.steps import steps_of
from analyzer.stretches import Stretches


@dataclass(frozen=True, slots=True)
class PathCost:
    """What an attempt's deviations cost it."""

    steps: tuple[str, ...] = ()  # accepted steps on which it stood
    departures: tuple[Departure, ...] = ()
    pages: int | None = None  # None: the task has no accepted paths
    seconds: float | None = None


def path_costs(scene: Scene, counted: Sequence[Friction]) -> list[PathCost]:
    """Measure what each attempt of a session lost beside the accepted paths.

    Parameters
    ----------
    scene
        The session.
    counted
        The friction that counts: a deviation that a researcher rejected or the study ignores
        is none here either.
    """
    spans_s = sorted(
        (
            at.t_s - EPSILON_S,
            max(at.end_s - EPSILON_S, at.t_s + EPSILON_S),
        )
        for at in (one.episode for one in counted if one.kind == "deviation")
    )
    astray = Stretches(spans_s)
    return [_cost(scene, one, astray) for one in scene.attempts]


def _cost(scene: Scene, attempt: TaskAttempt, astray: Stretches) -> PathCost:
    accepted = scene.tasks[attempt.task].paths
    if not accepted:
        return PathCost()
    way = steps_of(scene.timeline, attempt, accepted)
    walked = walk(way, accepted, attempt.start_s, attempt.end_s)
    left = tuple(_departure(one) for one in walked.deviations if astray.holds(one.start_s))
    return PathCost(
        steps=walked.stood,
        departures=left,
        pages=sum(one.pages for one in left),
        seconds=sum(one.end_s - one.start_s for one in left),
    )


def tally(attempts: Iterable[Attempt]) -> tuple[DeviationTally, ...]:
    """Count who left the accepted paths after which step, to which page.

    Parameters
    ----------
    attempts
        At one task.

    Returns
    -------
    tuple of DeviationTally
        Most participants first, then the dearest in seconds. Each participant counts once in a
        place, and has recovered there if every departure of theirs ended on the path again.
    """
    stood: dict[str, set[str]] = defaultdict(set)
    left: dict[tuple[str, str], list[tuple[Attempt, Departure]]] = defaultdict(list)
    for attempt in attempts:
        for step in attempt.steps:
            stood[step].add(attempt.participant)
        for one in attempt.departures:
            left[one.after, one.page].append((attempt, one))
    rows = [_row(place, found, stood[place[0]]) for place, found in left.items()]
    return tuple(
        sorted(rows, key=lambda one: (-one.participants, -one.mean_s, one.after, one.page))
    )


def deviation_rate(attempts: Sequence[Attempt]) -> Interval | None:
    """Give the share of accepted steps at which the path was left; None without paths.

    Every accepted step on which an attempt stood is one opportunity for one departure.
    """
    walked = [one for one in attempts if one.deviation_pages is not None]
    if not walked:
        return None
    return adjusted_wald(sum(len(a.departures) for a in walked), sum(len(a.steps) for a in walked))


def recovered(attempts: Sequence[Attempt]) -> Interval | None:
    """Give the share of those who left the path that came back each time; None without paths."""
    walked = [one for one in attempts if one.deviation_pages is not None]
    if not walked:
        return None
    came_back: dict[str, bool] = {}
    for attempt in walked:
        for one in attempt.departures:
            before = came_back.get(attempt.participant, True)
            came_back[attempt.participant] = before and one.is_recovered
    return adjusted_wald(sum(came_back.values()), len(came_back))


def _row(
    place: tuple[str, str], found: Sequence[tuple[Attempt, Departure]], stood: set[str]
) -> DeviationTally:
    people = {attempt.participant for attempt, _ in found}
    astray = {attempt.participant for attempt, one in found if not one.is_recovered}
    reached = stood | people
    costs: dict[str, list[Departure]] = defaultdict(list)
    for attempt, one in found:
        costs[attempt.participant].append(one)
    return DeviationTally(
        after=place[0],
        page=place[1],
        participants=len(people),
        reached=len(reached),
        share=adjusted_wald(len(people), len(reached)),
        departures=len(found),
        mean_pages=sum(one.pages for _, one in found) / len(found),
        mean_s=sum(one.end_s - one.start_s for _, one in found) / len(found),
        mean_pages_interval=mean_pages([[one.pages for one in own] for own in costs.values()]),
        mean_s_interval=mean_seconds(
            [[one.end_s - one.start_s for one in own] for own in costs.values()]
        ),
        recovered=adjusted_wald(len(people - astray), len(people)),
        moments=tuple(
            Moment(session=session, participant=participant, t_s=t_s)
            for participant, session, t_s in sorted(
                (attempt.participant, attempt.session, one.start_s) for attempt, one in found
            )
        ),
    )


def _departure(one: Deviation) -> Departure:
    return Departure(
        after=one.after or START,
        page=one.first.name,
        start_s=one.start_s,
        end_s=one.end_s,
        pages=one.steps,
        is_recovered=one.is_recovered,
    )
