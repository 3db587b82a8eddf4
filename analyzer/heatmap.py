"""One heatmap: points chosen by its kind, placed on a screen's picture, spread and coloured."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer import render
from analyzer.heat_points import Normalisation, Points, View
from analyzer.heatmaps import heatmaps
from analyzer.legend import Legend, describe, scale_ceiling
from analyzer.legend_strip import strip_png
from analyzer.markers import Marker, hotspot_markers
from analyzer.placement import UNPLACED, Boxes, Placed, place
from analyzer.results import StudyAnalysis
from recorder.errors import NotFoundError

if TYPE_CHECKING:
    from analyzer.events import StudyEvents
    from recorder.models import Screen
    from recorder.store import Store

# As large as a picture gets (painter.py): a point far outside must not ask for all the memory.
MAX_SIZE_PX = (4_000, 16_000)


@dataclass(frozen=True, slots=True, eq=False)
class Heatmap:
    """A heatmap and what must be said beside it.

    Attributes
    ----------
    picture
        Digest of the screen's picture in the blob store; none: it has not been drawn.
    width, height
        Of the picture, CSS px.
    overlay_png
        Transparent heat at a quarter of the scale, to be stretched over the picture.
    outline
        SVG path data, CSS px: where heat reaches 5 % of the scale.
    values
        Heat per cell of 4 x 4 CSS px, in the legend's unit.
    """

    kind: str
    view: View
    picture: str | None
    width: int
    height: int
    overlay_png: bytes
    outline: str
    legend: Legend
    markers: tuple[Marker, ...]
    values: render.Heat
    palette: render.Palette


@dataclass(frozen=True, slots=True)
class _Ground:
    """What lies below the heat."""

    picture: str | None
    boxes: Boxes
    width: int
    height: int


def draw(
    kind: str,
    study: StudyEvents,
    analysis: StudyAnalysis,
    store: Store,
    *,
    task: str | None = None,
    screen: str | None = None,
    viewport_class: str | None = None,
    normalisation: Normalisation | None = None,
    scale_max: float | None = None,
) -> Heatmap:
    """Draw one heatmap of a study.

    Parameters
    ----------
    kind
        Name of a kind in `analyzer/heatmaps/`.
    study
        What happened.
    analysis
        What became of it: attempts, signals, hotspots.
    store
        Holds the screens' pictures and boxes.
    task
        Take only what happened within attempts at this task.
    screen, viewport_class
        Which screen; without them the one with the most points.
    normalisation
        Instead of the kind's own.
    scale_max
        The value of the last colour, for maps that are to be compared; without it the map's
        peak, rounded up.

    Returns
    -------
    Heatmap
        With its legend; heat is zero everywhere if there is no point.

    Raises
    ------
    NotFoundError
        If there is no such kind, task or screen; the text names what there is.
    """
    chosen = heatmaps[kind]
    _check_task(analysis, task)
    pictures = {(s.key, s.viewport_class): s for s in _screens(store, analysis)}
    view, points = max(
        (
            (view, chosen.points(study, analysis, view))
            for view in _views(analysis, task, screen, viewport_class)
        ),
        key=lambda found: len(found[1].owner),
    )
    ground = _ground(pictures.get((view.screen, view.viewport_class)), points)
    size = (ground.width, ground.height)
    placed = place(points, ground.boxes, size)
    unit = normalisation or chosen.normalisation
    values = spread(points, placed, size, unit, chosen.sigma_px)
    top = scale_max or scale_ceiling(float(values.max(initial=0.0)), unit)
    return Heatmap(
        kind=kind,
        view=view,
        picture=ground.picture,
        width=ground.width,
        height=ground.height,
        overlay_png=render.overlay(values, top, chosen.palette),
        outline=_path(values, top),
        legend=describe(
            kind,
            chosen,
            analysis=analysis,
            view=view,
            points=points,
            placed=placed,
            normalisation=unit,
            scale_max=top,
            has_picture=ground.picture is not None,
        ),
        markers=hotspot_markers(analysis, view, ground.boxes),
        values=values,
        palette=chosen.palette,
    )


def spread(
    points: Points,
    placed: Placed,
    size: tuple[int, int],
    normalisation: Normalisation,
    sigma_px: float,
) -> render.Heat:
    """Turn placed points into heat, in the unit of the normalisation.

    Parameters
    ----------
    points
        Whose they are.
    placed
        Where they are; unplaced ones are left out.
    size
        Width and height of the picture, CSS px.
    normalisation
        `participant_mean`: each participant's points share a weight of 1 / participants with
        a point. `participants`: share of all participants with a point within two sigma.
        `count`: every point weighs 1.
    sigma_px
        Of the kernel.
    """
    has_place = placed.how != UNPLACED
    xy, owner = placed.xy[has_place], points.owner[has_place]
    if normalisation == "participants":
        count = render.presence(xy, owner, size, 2 * sigma_px)
        return np.asarray(count / max(1, len(points.participants)), dtype=np.float32)
    if normalisation == "count":
        return render.heat(xy, np.ones(len(xy)), size, sigma_px)
    each = np.bincount(owner, minlength=len(points.participants))
    weights = 1 / (each[owner] * max(1, int((each > 0).sum())))
    return render.heat(xy, weights, size, sigma_px)


def composed_png(heatmap: Heatmap, store: Store, with_legend: bool = True) -> bytes:
    """Draw a heatmap onto its picture, as a file to take away.

    Parameters
    ----------
    heatmap
        From `draw`.
    store
        Holds the picture.
    with_legend
        Put the legend's strip below.
    """
    if heatmap.picture is None:
        picture = np.full((heatmap.height, heatmap.width, 3), 244, dtype=np.uint8)
    else:
        picture = render.decode(store.blobs.read(heatmap.picture))
    image = render.compose(picture, heatmap.values, heatmap.legend.scale_max, heatmap.palette)
    if with_legend:
        scale = image.shape[1] / heatmap.width
        strip = render.decode(strip_png(heatmap.legend, heatmap.width, scale))
        image = render.stack(image, strip)
    return render.encode_png(image)


def _check_task(analysis: StudyAnalysis, task: str | None) -> None:
    names = [result.id for result in analysis.tasks]
    if task is not None and task not in names:
        raise NotFoundError(f"There is no task `{task}`. There are: {', '.join(names) or 'none'}.")


def _screens(store: Store, analysis: StudyAnalysis) -> list[Screen]:
    study_id = store.study(analysis.study).id
    return [] if study_id is None else list(store.screens(study_id))


def _views(
    analysis: StudyAnalysis, task: str | None, screen: str | None, viewport_class: str | None
) -> list[View]:
    """List the screens that were asked for, in order of their names."""
    found = [
        View(screen=result.key, viewport_class=result.viewport_class, task=task)
        for result in sorted(analysis.screens, key=lambda s: (s.key, s.viewport_class))
        if screen in (None, result.key) and viewport_class in (None, result.viewport_class)
    ]
    if not found:
        there_are = ", ".join(f"{s.key} ({s.viewport_class})" for s in analysis.screens)
        asked = " ".join(part for part in (screen, viewport_class) if part) or "at all"
        raise NotFoundError(f"There is no screen {asked}. There are: {there_are or 'none'}.")
    return found


def _ground(screen: Screen | None, points: Points) -> _Ground:
    """Take the screen's picture, or an empty page that is large enough for the points."""
    if screen is not None:
        boxes = json.loads(screen.boxes)
        return _Ground(screen.digest, boxes, screen.width, screen.height)
    known = points.page_xy[np.isfinite(points.page_xy).all(axis=1)]
    reach = np.ceil(known.max(axis=0, initial=0.0) + 40).astype(int)
    width, height = np.clip(reach, (320, 240), MAX_SIZE_PX).tolist()
    return _Ground(None, {}, width, height)


def _path(values: render.Heat, scale_max: float) -> str:
    lines = []
    for line in render.outline(values, scale_max):
        dots = " ".join(f"{x:g},{y:g}" for x, y in line[::2].round(1).tolist())
        lines.append(f"M{dots}Z")
    return "".join(lines)
