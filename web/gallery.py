"""The pictures of a report: for every task the screens it led over, with their layers of heat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import msgspec

from analyzer.events import StudyEvents
from analyzer.heatmap import Heatmap, draw
from analyzer.heatmaps import heatmaps
from analyzer.render import to_webp
from analyzer.results import ScreenResult, StudyAnalysis, TaskResult
from recorder.models import Screen, Study
from recorder.store import Store
from web.pictures import Layer, Pictures, ScreenView, with_short_titles

MAX_SCREENS = 8  # of one task; the style sheet has as many places
FIRST = ("click", "friction")  # the kinds that a reader looks for; the others follow
Progress = Callable[[str, int, int], None]  # step, done, of how many


def gallery(
    store: Store,
    study: Study,
    events: StudyEvents,
    analysis: StudyAnalysis,
    progress: Progress,
) -> tuple[Pictures, dict[str, bytes]]:
    """Draw all pictures of a report.

    Parameters
    ----------
    store
        Holds the screens' pictures.
    study, events, analysis
        What happened, and what became of it.
    progress
        Called after each screen of each task.

    Returns
    -------
    pictures
        By task, with file names as `src`.
    files
        The bytes by file name.
    """
    drawn = {(s.key, s.viewport_class): s for s in store.screens(study.id or 0)}
    files: dict[str, bytes] = {}
    pictures: Pictures = {}
    chosen = {task.id: _screens(task, analysis, drawn) for task in analysis.tasks}
    total, done = sum(map(len, chosen.values())), 0
    for task_id, screens in chosen.items():
        views: list[tuple[int, ScreenView]] = []
        for result in screens:
            screen = drawn[result.key, result.viewport_class]
            view = _view(
                store, screen, result, list(_heat(store, events, analysis, task_id, result)), files
            )
            done += 1
            progress("drawing heatmaps", done, total)
            if view is not None:
                views.append(view)
        shown = _most_telling_first(views, next(t for t in analysis.tasks if t.id == task_id))
        pictures[task_id] = with_short_titles(shown[:MAX_SCREENS])
    return pictures, files


def _screens(
    task: TaskResult, analysis: StudyAnalysis, drawn: dict[tuple[str, str], Screen]
) -> list[ScreenResult]:
    """Order the screens that have a picture: those of the worst hotspots first."""
    order = {
        (spot.screen, spot.viewport_class): spot.rank
        for spot in sorted(task.hotspots, key=lambda spot: -spot.rank)
    }
    titles = {s.key: s.title for s in analysis.screens if s.title != s.key}
    there = [
        # A page with a dialog open may have no title of its own: it has the page's.
        msgspec.structs.replace(
            s, title=titles.get(s.key) or titles.get(s.key.partition("+")[0], "")
        )
        for s in analysis.screens
        if (s.key, s.viewport_class) in drawn
    ]
    return sorted(
        there,
        key=lambda s: (order.get((s.key, s.viewport_class), len(order) + 1), -s.clicks, s.key),
    )[: 2 * MAX_SCREENS]


def _most_telling_first(views: list[tuple[int, ScreenView]], task: TaskResult) -> list[ScreenView]:
    """Order a task's screens: where its worst hotspots are, then where it was clicked most."""
    ranks = {(spot.screen, spot.viewport_class): spot.rank for spot in reversed(task.hotspots)}
    last = len(task.hotspots) + 1
    ordered = sorted(
        views,
        key=lambda one: (ranks.get((one[1].key, one[1].viewport_class), last), -one[0], one[1].key),
    )
    return [view for _, view in ordered]


def _heat(
    store: Store, events: StudyEvents, analysis: StudyAnalysis, task: str, screen: ScreenResult
) -> Iterator[Heatmap]:
    names = heatmaps.names()
    for kind in sorted(names, key=lambda name: (name not in FIRST, name)):
        yield draw(
            kind,
            events,
            analysis,
            store,
            task=task,
            screen=screen.key,
            viewport_class=screen.viewport_class,
        )


def _view(
    store: Store,
    screen: Screen,
    result: ScreenResult,
    heat: list[Heatmap],
    files: dict[str, bytes],
) -> tuple[int, ScreenView] | None:
    """Put a screen's picture and layers into `files`, and count the task's clicks on it.

    None where the task never led over it.
    """
    if not any(one.legend.participants for one in heat):
        return None
    base = _base(store, screen, files)
    layers = []
    for one in heat:
        name = f"heat-{len(files)}.png"
        files[name] = one.overlay_png
        layers.append(_layer(one, name))
    clicks = max(one.legend.points for one in heat)
    return clicks, ScreenView(
        key=screen.key,
        viewport_class=screen.viewport_class,
        title=result.title or screen.key,
        width=screen.width,
        height=screen.height,
        src=base,
        boxes={name: tuple(box) for name, box in json.loads(screen.boxes).items()},
        layers=tuple(layers),
    )


def _base(store: Store, screen: Screen, files: dict[str, bytes]) -> str:
    """Put a screen's picture into `files` once, as small as it gets; return its name."""
    name = f"screen-{screen.digest[:16]}"
    known = next((file for file in files if file.startswith(name)), None)
    if known is not None:
        return known
    data = to_webp(store.blobs.read(screen.digest))
    file = f"{name}.webp" if data[8:12] == b"WEBP" else f"{name}.png"
    files[file] = data
    return file


def _layer(one: Heatmap, name: str) -> Layer:
    legend = one.legend
    return Layer(
        kind=one.kind,
        title=heatmaps[one.kind].title,
        src=name,
        outline=one.outline,
        counts=legend.placed,
        unit=legend.unit,
        ends=(legend.ticks[0].label, legend.ticks[-1].label),
        colours=legend.colours,
        notes=" ".join(note for note in legend.notes if "imulated" not in note),
    )
