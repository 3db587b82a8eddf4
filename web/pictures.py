"""Pictures of screens as a page shows them: one base, layers of heat, numbered places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]  # x, y, width, height, CSS px on the page


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of heat over a screen's picture.

    `counts` says in words what is counted and for whom, `top` what the last colour of
    `colours` stands for, `method` how it is made; `src` is an address or a data URI.
    """

    kind: str
    title: str
    src: str
    counts: str
    top: str
    colours: Sequence[str]
    method: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A hotspot's place on the picture, and where its number stands."""

    rank: int
    x: float
    y: float
    width: float
    height: float
    badge_x: float
    badge_y: float


@dataclass(frozen=True, slots=True)
class ScreenView:
    """A screen's picture with what lies over it; sizes are CSS px of the page."""

    key: str
    viewport_class: str
    title: str
    width: int
    height: int
    src: str
    boxes: Mapping[str, Box]
    layers: Sequence[Layer]
    markers: Sequence[Marker] = ()

    @property
    def badge(self) -> float:
        """Radius of a number's disc: the same share of a wide and of a narrow screen."""
        return max(11.0, self.width / 78)


def mark(view: ScreenView, places: Sequence[tuple[int, str]]) -> ScreenView:
    """Put numbers on the places that the picture has a box for.

    Parameters
    ----------
    view
        The screen.
    places
        Rank and location id of each hotspot on it.
    """
    markers = []
    for rank, location in places:
        box = view.boxes.get(location)
        if box is None:
            continue
        x, y, width, height = box
        reach = view.badge * 1.2
        markers.append(
            Marker(
                rank=rank,
                x=x,
                y=y,
                width=max(width, 1.0),
                height=max(height, 1.0),
                # At the corner where reading begins, but never outside the picture.
                badge_x=min(max(x, reach), view.width - reach),
                badge_y=min(max(y, reach), view.height - reach),
            )
        )
    return ScreenView(
        key=view.key,
        viewport_class=view.viewport_class,
        title=view.title,
        width=view.width,
        height=view.height,
        src=view.src,
        boxes=view.boxes,
        layers=view.layers,
        markers=tuple(markers),
    )
