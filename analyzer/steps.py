"""A participant's way through the pages, in the words of a task's accepted paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyzer.segment import TaskAttempt
from analyzer.sessionize import PageView, Timeline

OPENING_S = 5.0  # ours: as from a click to the page that it opened


@dataclass(frozen=True, slots=True)
class Step:
    """A page on the way: its name, and the view of it."""

    name: str  # the accepted step that it matches, else its own path
    is_accepted: bool
    view: PageView


def steps_of(
    timeline: Timeline, attempt: TaskAttempt, accepted: Sequence[Sequence[str]]
) -> list[Step]:
    """Tell which pages an attempt went through.

    Parameters
    ----------
    timeline, attempt
        Of one session.
    accepted
        The task's accepted paths; `*` in a step stands for anything.

    Returns
    -------
    list of Step
        In order, over all tabs; the first is the page on which the task began, or which it opened
        at once where that is on an accepted path and the other is not. The same page
        twice running (a reload, another query) counts once.
    """
    wanted = [step for path in accepted for step in path]
    touched = timeline.viewed(attempt.start_s, attempt.end_s)
    # What had been left before the task began is not part of it.
    shown = [view for view in touched if view.end_s > attempt.start_s]
    begun = [view for view in shown if view.start_s <= attempt.start_s]
    later = [view for view in shown if view.start_s > attempt.start_s]
    if begun and later and _opened_by_task(begun[-1], later[0], attempt, wanted):
        begun = []
    way: list[Step] = []
    for view in [*begun[-1:], *later]:
        found = step_of(view.path, wanted)
        name = found or view.path
        if not way or way[-1].name != name:
            way.append(Step(name, found is not None, view))
    return way


def _opened_by_task(
    begun: PageView, first: PageView, attempt: TaskAttempt, wanted: Sequence[str]
) -> bool:
    """Whether the task opened its start page: where the one before had ended is no part of it."""
    return (
        first.start_s - attempt.start_s <= OPENING_S
        and step_of(begun.path, wanted) is None
        and step_of(first.path, wanted) is not None
    )


def pages_of(
    timeline: Timeline, attempt: TaskAttempt, accepted: Sequence[Sequence[str]]
) -> list[str]:
    """Give the names of an attempt's steps alone."""
    return [step.name for step in steps_of(timeline, attempt, accepted)]


def step_of(path: str, steps: Collection[str]) -> str | None:
    """Find the step that a page's path matches; the one without `*`, or the longest, wins.

    Parameters
    ----------
    path
        Of the page, without its origin.
    steps
        As a study writes them: a path or an address, with `*` for anything.
    """
    matching = [step for step in steps if _pattern(step).fullmatch(path)]
    return max(matching, key=lambda step: ("*" not in step, len(step), step), default=None)


@lru_cache(maxsize=1_000)
def _pattern(step: str) -> re.Pattern[str]:
    bare = re.sub(r"^https?://[^/]+", "", step) or "/"
    parts = ".*".join(re.escape(part) for part in bare.rstrip("/").split("*"))
    # A step without a query means the page with any.
    query = "" if "?" in bare or "#" in bare else r"(?:\?.*)?"
    return re.compile(f"{parts}/?{query}")
