"""Pictures of screens as a page shows them: one base, layers of heat, numbered places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

Box: TypeAlias = tuple[float, float, float, float]  # x, y, width, height, CSS px on the page


class Layer(msgspec.Struct, frozen=True):
    """One kind of heat over a screen's picture, and what must be said beside it.

    `counts` says what was counted and of whom, `unit` what a colour means, `ends` what the first
    and the last of `colours` stand for, `notes` how it was made; `outline` is SVG path data in
    CSS px; `src` is a file name, an address or a data URI.
    """

    kind: str
    title: str
    src: str
    outline: str
    counts: str
    unit: str
    ends: tuple[str, str]
    colours: tuple[str, ...]
    notes: str


class Marker(msgspec.Struct, frozen=True):
    """A hotspot's place on the picture, and where its number stands."""

    rank: int
    x: float
    y: float
    width: float
    height: float
    badge_x: float
    badge_y: float


class ScreenView(msgspec.Struct, frozen=True):
    """A screen's picture with what lies over it; sizes are CSS px of the page."""

    key: str
    viewport_class: str
    title: str
    width: int
    height: int
    src: str
    boxes: dict[str, Box]
    layers: tuple[Layer, ...]
    markers: tuple[Marker, ...] = ()

    @property
    def badge(self) -> float:
        """Radius of a number's disc: the same share of a wide and of a narrow screen."""
        return max(11.0, self.width / 54)


Pictures: TypeAlias = dict[str, tuple[ScreenView, ...]]  # task -> its screens, the most used first


def addressed(pictures: Pictures, address: Callable[[str], str]) -> Pictures:
    """Turn file names into what a browser can load.

    Parameters
    ----------
    pictures
        With file names as `src`.
    address
        Makes an address or a data URI of a file name.
    """
    replace = msgspec.structs.replace
    return {
        task: tuple(
            replace(
                view,
                src=address(view.src),
                layers=tuple(replace(layer, src=address(layer.src)) for layer in view.layers),
            )
            for view in views
        )
        for task, views in pictures.items()
    }


def with_short_titles(views: Sequence[ScreenView]) -> tuple[ScreenView, ...]:
    """Name screens so that a person can tell them apart, and no longer than that.

    What ends every page's title (the site's name) is cut; screens that share a title, as a page
    with a dialog open does with the page, get what their key has beyond the page's; the viewport
    class is named where there are several.
    """
    tail = _common_tail([view.title for view in views])
    short = [view.title.removesuffix(tail) for view in views]
    many_classes = len({view.viewport_class for view in views}) > 1
    named = []
    told_apart = list(zip(short, views, strict=True))
    for name, view in told_apart:
        state = view.key.partition("+")[2].replace("(", " ").replace(")", "").replace("+", ", ")
        twins = [n == name and v.viewport_class == view.viewport_class for n, v in told_apart]
        told = f"{name} ({state or view.key})" if sum(twins) > 1 else name
        title = f"{told}, {view.viewport_class}" if many_classes else told
        named.append(msgspec.structs.replace(view, title=title))
    return tuple(named)


def _common_tail(titles: Sequence[str]) -> str:
    """Find what follows the last separator, if it is the same in two and more titles."""
    for separator in (" · ", " | ", " – ", " — ", " - "):
        named = {title for title in titles if separator in title}
        tails = {title[title.rfind(separator) :] for title in named}
        if len(named) > 1 and len(tails) == 1:
            return tails.pop()
    return ""


def mark(view: ScreenView, places: Sequence[tuple[int, str]]) -> ScreenView:
    """Put numbers on the places that the picture has a box for.

    Parameters
    ----------
    view
        The screen.
    places
        Rank and location id of each hotspot on it.
    """
    reach = view.badge * 1.2
    markers = []
    for rank, location in places:
        x, y, width, height = view.boxes.get(location, (0.0, 0.0, 0.0, 0.0))
        if width < 1 or height < 1:  # not there, or not shown at the moment of the picture
            continue
        markers.append(
            Marker(
                rank=rank,
                x=x,
                y=y,
                width=width,
                height=height,
                # At the corner where reading begins, but never outside the picture.
                badge_x=min(max(x, reach), view.width - reach),
                badge_y=min(max(y, reach), view.height - reach),
            )
        )
    return msgspec.structs.replace(view, markers=tuple(markers))
