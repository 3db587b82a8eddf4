"""What a heatmap's colours mean, in numbers and in words."""

from __future__ import annotations

import numpy as np

from analyzer import render
from analyzer.heat_points import HeatmapKind, Normalisation, Points, View
from analyzer.placement import BY_ELEMENT, BY_POSITION, UNPLACED, Placed
from analyzer.results import Result, StudyAnalysis

_UNITS = {
    "participant_mean": "Colour: the mean share of a participant's {many} that lie here. Every "
    "participant counts once, however often they clicked.",
    "participants": "Colour: the share of participants with at least one {one} within "
    "{radius:g} px.",
    "count": "Colour: the number of {many} that lie here. A participant with many {many} counts "
    "for more.",
}


class Tick(Result, frozen=True, kw_only=True):
    """A labelled place on the scale."""

    share: float  # 0..1 of the scale
    label: str


class Legend(Result, frozen=True, kw_only=True):
    """Everything that must be said beside a heatmap.

    `title` says what is counted and where, `unit` what a colour means, `placed` how the
    points came to their places.
    """

    kind: str
    title: str
    unit: str
    placed: str
    normalisation: Normalisation
    sigma_px: float
    scale_max: float  # in the unit: a share, or a number of points
    ticks: tuple[Tick, ...]
    colours: tuple[str, ...]  # evenly spaced, low to high
    alphas: tuple[float, ...]
    participants: int
    points: int
    by_element: int
    by_position: int
    unplaced: int
    notes: tuple[str, ...] = ()


def scale_ceiling(peak: float, normalisation: Normalisation) -> float:
    """Round a map's peak up to a number that reads well: the scale is never stretched to it.

    Parameters
    ----------
    peak
        Highest value of the map.
    normalisation
        Shares of participants always run to 1.

    Returns
    -------
    float
        At least `peak`; 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten.
    """
    if normalisation == "participants":
        return 1.0
    floor = 1.0 if normalisation == "count" else 0.01
    if peak <= floor:
        return floor
    power = floor
    while power * 10 < peak:
        power *= 10
    steps = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    ceiling = next(step * power for step in steps if step * power >= peak * (1 - 1e-9))
    return ceiling if normalisation == "count" else min(round(ceiling, 6), 1.0)


def ticks(scale_max: float, normalisation: Normalisation) -> tuple[Tick, ...]:
    """Label the scale's ends and its middle."""
    shares = (0.0, 0.5, 1.0)
    if normalisation == "count":
        return tuple(Tick(share=share, label=f"{share * scale_max:g}") for share in shares)
    return tuple(Tick(share=share, label=f"{share * scale_max * 100:g} %") for share in shares)


def describe(
    name: str,
    kind: HeatmapKind,
    *,
    analysis: StudyAnalysis,
    view: View,
    points: Points,
    placed: Placed,
    normalisation: Normalisation,
    scale_max: float,
    has_picture: bool,
) -> Legend:
    """Say what a heatmap counts, of whom, how it was placed and how it is coloured.

    Parameters
    ----------
    name, kind
        The kind of heatmap.
    analysis
        For the tasks' titles, and whether the participants are simulated.
    view
        Which screen and task.
    points, placed
        What was counted, and where it came to lie.
    normalisation, scale_max
        What a colour means, and the value of the last one.
    has_picture
        Whether the heat lies on a picture of the screen.
    """
    ways = [placed.count(how) for how in (BY_ELEMENT, BY_POSITION, UNPLACED)]
    unit = _UNITS[normalisation].format(one=kind.one, many=kind.many, radius=2 * kind.sigma_px)
    notes = [] if has_picture else ["There is no picture of this screen yet."]
    if normalisation != "participants":
        notes.append(f"Kernel: Gaussian, sigma {kind.sigma_px:g} CSS px.")
    if analysis.is_simulated:
        notes.append("Simulated participants.")
    return Legend(
        kind=name,
        title=_title(kind, analysis, view),
        unit=unit,
        placed=_counts(kind, points, ways),
        normalisation=normalisation,
        sigma_px=kind.sigma_px,
        scale_max=scale_max,
        ticks=ticks(scale_max, normalisation),
        colours=tuple(render.palette_colours(kind.palette)),
        alphas=tuple(render.palette_alpha()),
        participants=len(points.participants),
        points=len(points.owner),
        by_element=ways[0],
        by_position=ways[1],
        unplaced=ways[2],
        notes=tuple(notes),
    )


def _title(kind: HeatmapKind, analysis: StudyAnalysis, view: View) -> str:
    titles = {result.id: f"“{result.title}”" for result in analysis.tasks}
    task = "all tasks" if view.task is None else titles[view.task]
    return f"{kind.title} on {view.screen} ({view.viewport_class}), {task}"


def _counts(kind: HeatmapKind, points: Points, ways: list[int]) -> str:
    people, with_points = len(points.participants), len(np.unique(points.owner))
    return (
        f"{_plural(len(points.owner), kind.one, kind.many)} by {with_points} of "
        f"{_plural(people, 'participant', 'participants')} {kind.whose}: {ways[0]} placed by "
        f"element, {ways[1]} by position, {ways[2]} unplaced."
    )


def _plural(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
