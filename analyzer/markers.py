"""Hotspots as numbered marks over a heatmap."""

from __future__ import annotations

from analyzer.heat_points import View
from analyzer.placement import Boxes
from analyzer.results import Hotspot, Result, StudyAnalysis

HIDDEN = (0.0, 0.0, 0.0, 0.0)


class Marker(Result, frozen=True, kw_only=True):
    """A hotspot to be drawn over a heatmap: its rank and the box of its element."""

    rank: int
    task: str
    location: str
    label: str
    affected: int
    exposed: int
    x: float  # CSS px on the picture
    y: float
    width: float
    height: float


def hotspot_markers(analysis: StudyAnalysis, view: View, boxes: Boxes) -> tuple[Marker, ...]:
    """Give the hotspots of the view whose element is on the picture, best rank first."""
    found: list[tuple[Hotspot, list[float]]] = []
    for result in analysis.tasks:
        if view.task in (None, result.id):
            found += [
                (hotspot, list(boxes[hotspot.location]))
                for hotspot in result.hotspots
                if (hotspot.screen, hotspot.viewport_class) == (view.screen, view.viewport_class)
                and boxes.get(hotspot.location, HIDDEN)[2] > 0
            ]
    return tuple(
        Marker(
            rank=hotspot.rank,
            task=hotspot.task,
            location=hotspot.location,
            label=hotspot.label,
            affected=hotspot.affected,
            exposed=hotspot.exposed,
            x=box[0],
            y=box[1],
            width=box[2],
            height=box[3],
        )
        for hotspot, box in sorted(found, key=lambda pair: (pair[0].rank, pair[0].task))
    )
