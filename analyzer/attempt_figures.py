"""What is measured of single attempts beyond their outcome: clocks, ways, expert time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from analyzer import spans
from analyzer.astray import opening_click
from analyzer.clocks_of_attempts import Clocks, clocks, idle
from analyzer.detection import EPSILON_S, Scene, applied
from analyzer.events import FloatArray
from analyzer.expert import Spells, expert_s, spells_of
from analyzer.friction import Friction
from analyzer.navigation import excess_steps, lostness_of, path_deviation
from analyzer.paths import walk
from analyzer.results import Attempt, AttemptWay, Departure
from analyzer.segment import TaskAttempt
from analyzer.signals import signals
from analyzer.steps import Step, pages_of, steps_of
from analyzer.task_figures import FirstClick

OPENED_WITHIN_S = 5.0  # ours, as the rule of deviations: from the click to the page it opened


def with_figures(
    scene: Scene, attempts: Sequence[Attempt], counted: Sequence[Friction]
) -> tuple[Attempt, ...]:
    """Add to each attempt what its clocks, its way and its deeds tell.

    Parameters
    ----------
    scene
        The session.
    attempts
        One for each attempt of the scene, in its order.
    counted
        The friction that counts: what a researcher rejected, the study ignores, or lies in a pause
        is in no figure of the ways either.
    """
    if not attempts:
        return ()
    done_until = np.maximum.accumulate(scene.busy[:, 1])
    lost_s = sorted(one.episode.t_s for one in counted if one.kind == "lostness")
    spells = spells_of(scene.events)
    found = []
    for told, attempt in zip(scene.attempts, attempts, strict=True):
        task = scene.tasks[told.task]
        # Deeds are sorted by their start: those of the attempt lie in one piece.
        first = np.searchsorted(done_until, told.start_s)
        last = np.searchsorted(scene.busy[:, 0], told.end_s, side="right")
        read = clocks(
            told.start_s,
            told.end_s,
            paused=spans.clip(scene.paused, told.start_s, told.end_s),
            hidden=spans.NEVER
            if task.hidden_counts
            else spans.clip(scene.timeline.hidden, told.start_s, told.end_s),
            idle=idle(scene.busy[first:last], told.start_s, told.end_s),
            waiting=spans.clip(scene.waiting, told.start_s, told.end_s),
        )
        way = way_of(scene, told, task.paths, attempt.departures)
        if way is not None and _is_waived(scene, told, task.paths, lost_s):
            way = replace(way, lostness=None)
        found.append(_with(attempt, read, scene, way, spells))
    return tuple(found)


def _with(
    attempt: Attempt, read: Clocks, scene: Scene, way: AttemptWay | None, spells: Spells
) -> Attempt:
    end_s = attempt.end_s if attempt.end_s is not None else attempt.start_s
    taken = spans.clip(scene.paused, attempt.start_s, end_s)
    return replace(
        attempt,
        task_s=read.task_s,
        active_s=read.active_s,
        system_s=read.system_s,
        idle_s=read.idle_s,
        paused_s=read.paused_s,
        pauses=len(taken),
        reading_s=_reading_s(attempt, taken),
        expert_s=expert_s(scene.events, attempt.start_s, end_s, read.system_s, spells),
        way=way,
    )


def _reading_s(attempt: Attempt, taken: FloatArray) -> float | None:
    """Take pauses off the time until the first deed."""
    if attempt.reading_s is None:
        return None
    until_s = attempt.start_s + attempt.reading_s
    paused_s = spans.length_s(spans.clip(taken, attempt.start_s, until_s))
    return max(0.0, attempt.reading_s - paused_s)


def way_of(
    scene: Scene,
    attempt: TaskAttempt,
    accepted: Sequence[Sequence[str]],
    departures: Sequence[Departure],
) -> AttemptWay | None:
    """Measure an attempt's way against its task's accepted paths; None where there are none.

    Parameters
    ----------
    scene, attempt
        Of one session.
    accepted
        The task's accepted paths.
    departures
        Those that count: the pages of others are taken for none.
    """
    if not accepted:
        return None
    way = steps_of(scene.timeline, attempt, accepted)
    if _has_decisions(scene):
        way = _without_waived(way, attempt, accepted, departures)
    names = [step.name for step in way]
    return AttemptWay(
        pages=len(names),
        distinct=len(set(names)),
        lostness=lostness_of(names, accepted),
        path_deviation=path_deviation(names, accepted) if names else None,
        excess_steps=excess_steps(len(names), min(len(path) for path in accepted)),
        first_click=_first_click(scene, way),
        is_on_path=any(names == list(path) for path in accepted),
    )


def _without_waived(
    way: Sequence[Step],
    attempt: TaskAttempt,
    accepted: Sequence[Sequence[str]],
    departures: Sequence[Departure],
) -> list[Step]:
    """Take the pages of deviations out that do not count."""
    start_s = attempt.start_s
    waived = [
        one
        for one in walk(way, accepted, start_s, attempt.end_s).deviations
        if not any(abs(one.start_s - kept.start_s) <= EPSILON_S for kept in departures)
    ]
    left: list[Step] = []
    for step in way:
        opened_s = max(step.view.start_s, start_s)
        is_waived = any(
            one.start_s - EPSILON_S <= opened_s < one.end_s - EPSILON_S for one in waived
        )
        if not is_waived and (not left or left[-1].name != step.name):
            left.append(step)
    return left


def _is_waived(
    scene: Scene,
    attempt: TaskAttempt,
    accepted: Sequence[Sequence[str]],
    lost_s: Sequence[float],
) -> bool:
    """Tell whether an attempt was found lost, and somebody decided that this does not count."""
    if not _has_decisions(scene):
        return False
    above = applied(signals["lostness"], scene.definition.thresholds)["lost_above"]
    score = lostness_of(pages_of(scene.timeline, attempt, accepted), accepted)
    if score is None or score <= above + EPSILON_S:
        return False
    first = bisect_left(lost_s, attempt.start_s - EPSILON_S)
    return first == bisect_right(lost_s, attempt.start_s + EPSILON_S)


def _has_decisions(scene: Scene) -> bool:
    decided = scene.events.info.reviews or scene.definition.ignore_signals
    return bool(decided) or len(scene.paused) > 0


def _first_click(scene: Scene, way: Sequence[Step]) -> FirstClick | None:
    """Judge the first click that opened another page by that page.

    Clicks that open none, such as those that close a banner or unfold a menu, are passed over:
    accepted paths say nothing of them.
    """
    for step in way[1:]:
        if opening_click(scene, step.view, OPENED_WITHIN_S) is not None:
            return "right" if step.is_accepted else "wrong"
    return None
