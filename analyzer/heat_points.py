"""The points of a heatmap before they are placed: whose, on which element, where.

A kind of heatmap (a file in `analyzer/heatmaps/`) chooses points; everything after that
(placing, spreading, colouring, the legend) is the same for all kinds, see `heatmap.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from analyzer.events import SessionEvents, StudyEvents
from analyzer.render import Palette
from analyzer.results import StudyAnalysis

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Normalisation = Literal["participant_mean", "participants", "count"]

CLICK_SIGMA_PX = 10.0  # half the smallest target that WCAG 2.5.8 allows; METHODS: 8 to 10


@dataclass(frozen=True, slots=True)
class View:
    """What a heatmap shows: a screen at a viewport class, within a task or over all."""

    screen: str
    viewport_class: str
    task: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points of several participants on one screen.

    Attributes
    ----------
    participants
        Codes of all who could have left a point: they were on the screen.
    owner
        Shape (n,), index into `participants`.
    elements
        Location ids of the elements.
    element
        Shape (n,), index into `elements`.
    inside
        Shape (n, 2), place in the element's box, 0..1; NaN if unknown.
    page_xy
        Shape (n, 2), CSS px on the page; NaN if unknown.
    """

    participants: tuple[str, ...]
    owner: IntArray
    elements: tuple[str, ...]
    element: IntArray
    inside: FloatArray
    page_xy: FloatArray


@dataclass(frozen=True, slots=True)
class HeatmapKind:
    """A kind of heatmap: what it counts, and how it is drawn unless told otherwise."""

    title: str  # what is counted, as the first words of a legend
    one: str
    many: str
    normalisation: Normalisation
    palette: Palette
    points: Callable[[StudyEvents, StudyAnalysis, View], Points]
    sigma_px: float = CLICK_SIGMA_PX
    whose: str = "who saw it"  # completes "by 3 of 8 participants"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The points of one session, elements named by text."""

    participant: str
    elements: tuple[str, ...]
    inside: FloatArray
    page_xy: FloatArray


def visitors(study: StudyEvents, analysis: StudyAnalysis, view: View) -> Iterator[SessionEvents]:
    """Give the sessions of the view's viewport class that were on its screen during its task."""
    classes = {session.id: session.viewport_class for session in analysis.sessions}
    for session in study.sessions:
        if classes.get(session.info.id) != view.viewport_class:
            continue
        on_screen = session.stamp_screen == screen_index(session, view.screen)
        if (on_screen & during(session.info.id, session.stamp_t_s, analysis, view.task)).any():
            yield session


def screen_index(session: SessionEvents, screen: str) -> int:
    """Return the session's index of a screen; one that no event has, if it never was there."""
    keys = session.screen_keys
    return keys.index(screen) if screen in keys else len(keys)


def during(
    session: str, t_s: npt.NDArray[np.float64], analysis: StudyAnalysis, task: str | None
) -> BoolArray:
    """Tell which moments of a session lie within its attempts at a task (all, if none is named).

    Both ends belong to an attempt: the click that reaches a goal is part of it.
    """
    if task is None:
        return np.ones(len(t_s), dtype=bool)
    inside = np.zeros(len(t_s), dtype=bool)
    for result in analysis.tasks:
        for attempt in result.attempts:
            if result.id == task and attempt.session == session:
                end_s = np.inf if attempt.end_s is None else attempt.end_s
                inside |= (t_s >= attempt.start_s) & (t_s <= end_s)
    return inside


def clicked(session: SessionEvents, which: BoolArray | IntArray) -> Part:
    """Take some of a session's clicks as points."""
    clicks = session.clicks
    names = [location.id for location in session.locations]
    # Where a recording from elsewhere knows no box, the page coordinates are all that there is.
    has_box = np.all(clicks.box_px[which][:, 2:] > 0, axis=1)
    return Part(
        participant=session.info.participant,
        elements=tuple(names[index] if index >= 0 else "" for index in clicks.location[which]),
        inside=np.where(has_box[:, None], clicks.inside[which], np.nan),
        page_xy=clicks.xy_px[which],
    )


def join(participants: list[str], parts: list[Part]) -> Points:
    """Put the points of all sessions together.

    Parameters
    ----------
    participants
        Codes of all who count, in any order, also twice.
    parts
        Their points.
    """
    codes = tuple(sorted(set(participants)))
    number = {code: index for index, code in enumerate(codes)}
    elements: dict[str, int] = {}
    element = [elements.setdefault(name, len(elements)) for part in parts for name in part.elements]
    owner = [np.full(len(part.elements), number[part.participant]) for part in parts]
    return Points(
        participants=codes,
        owner=np.concatenate([np.zeros(0), *owner]).astype(np.int64),
        elements=tuple(elements),
        element=np.asarray(element, dtype=np.int64),
        inside=np.concatenate([np.zeros((0, 2)), *(part.inside for part in parts)]),
        page_xy=np.concatenate([np.zeros((0, 2)), *(part.page_xy for part in parts)]),
    )
