"""The pictures of a study's screens: which moment, drawn how, kept where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Event
from typing import Any

from analyzer.appearance import appearance_at
from analyzer.captured import lay_captured
from analyzer.dom_html import static_page
from analyzer.load import load_session, open_study
from analyzer.moment import anchors_of, anchors_script, files_of
from analyzer.painter import MAX_HEIGHT_PX, Drawing, Painter, open_painter
from analyzer.placement import NOWHERE, UNSEEN
from analyzer.replay import Tabs, mirror_at, recorded_tabs
from analyzer.screen_choice import Choice, Key, Wanted, add_session, choose
from recorder.assets import normal_url
from recorder.errors import PictureError
from recorder.models import Screen
from recorder.store import Store

MAX_MISSING = 100  # addresses noted of one picture
# Beside the boxes of elements, a picture's boxes tell what it lacks: files that came to nobody, by
# their address, and the size of the whole page, where the picture is cut.
MISSING = f"{UNSEEN}missing "
WHOLE_PAGE = f"{UNSEEN}page"
_OPENED = re.compile(r"\+(?:dialog|menu)\((.*?)\)(?=\+|$)")  # in a screen's key

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DrawnScreens:
    """What became of a study's screens.

    Attributes
    ----------
    drawn
        Screens that have a new picture.
    kept
        Screens whose picture still holds.
    failed
        Which screens have no new picture, and why; one sentence a screen.
    cut
        Which pictures do not show their whole page; one sentence a screen.
    """

    drawn: int
    kept: int
    failed: tuple[str, ...]
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """One picture to be drawn."""

    key: Key
    choice: Choice
    elements: Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Study:
    """What the stages share."""

    store: Store
    id: int
    scales: Mapping[str, float]  # device pixel ratio of each session
    tabs_of: Callable[[str], Tabs]  # DOM recording of a session


def draw_screens(store: Store, slug: str, progress: Progress | None = None) -> DrawnScreens:
    """Draw the screens of a study that have no picture, or an outdated one.

    A picture is outdated when another moment stands for its screen now, when elements were
    met that it has no box for, or when a file that it lacked has come since. Pictures that a
    person gave are left alone.

    Parameters
    ----------
    store
        Holds the recordings, the files that pages used, and the pictures.
    slug
        Short name of the study.
    progress
        Is told how many pictures are drawn, and of how many.

    Returns
    -------
    DrawnScreens
        A screen that failed is named there; the others go on.

    Raises
    ------
    PictureError
        If there is something to draw and nothing to draw it with: no Chromium, no Playwright.
    NotFoundError
        If there is no such study.
    """
    study, wanted_screens = _open(store, slug), _survey(store, slug)
    known = {_key(screen): screen for screen in store.screens(study.id)}
    jobs, failed, kept = [], [], 0
    for key, wanted in wanted_screens.items():
        choice = choose(wanted, study.tabs_of, MAX_HEIGHT_PX)
        if key in known and not _is_outdated(study, known[key], choice, wanted.elements):
            kept += 1
        elif choice is None:
            failed.append(f"{key[0]} ({key[1]}): its page was not recorded.")
        else:
            jobs.append(_Job(key, choice, wanted.elements))
    not_drawn = _draw_all(study, jobs, progress) if jobs else []
    drawn = len(jobs) - len(not_drawn)
    failed += lay_captured(store, store.study(slug))  # pixels that no recording can show
    shown = [screen for screen in store.screens(study.id) if _key(screen) in wanted_screens]
    cut = tuple(line for screen in shown if (line := cut_line(screen)) is not None)
    return DrawnScreens(drawn=drawn, kept=kept, failed=tuple(failed + not_drawn), cut=cut)


def cut_line(screen: Screen) -> str | None:
    """Say that a picture shows only the beginning of its page; None where it shows all."""
    whole = json.loads(screen.boxes).get(WHOLE_PAGE)
    if whole is None:
        return None
    return (
        f"{screen.key} ({screen.viewport_class}): the page measures {whole[2]:.0f} x "
        f"{whole[3]:.0f} px; its picture is cut at {screen.width} x {screen.height} px."
    )


def _key(screen: Screen) -> Key:
    return screen.key, screen.viewport_class


def _open(store: Store, slug: str) -> _Study:
    row = store.study(slug)

    @lru_cache(maxsize=3)
    def tabs_of(session: str) -> Tabs:
        return recorded_tabs(store.batches(session, "replay"))

    scales = {session.id: session.dpr or 1.0 for session in store.sessions(row)}
    return _Study(store, row.id or 0, scales, tabs_of)


def _survey(store: Store, slug: str) -> dict[Key, Wanted]:
    """Read all sessions, one in memory at a time, for their screens."""
    found = open_study(store, slug)
    wanted: dict[Key, Wanted] = {}
    for row in found.sessions:
        add_session(wanted, load_session(store, row, found.people[row.participant_id]))
    return dict(sorted(wanted.items()))


def _is_outdated(
    study: _Study, screen: Screen, choice: Choice | None, elements: Iterable[str]
) -> bool:
    if screen.source == "uploaded" or choice is None:
        return False
    is_same = (screen.session_id, screen.t) == (choice.moment.session, _t_ms(choice))
    names = list(json.loads(screen.boxes))
    looked_for = {name.removeprefix(UNSEEN) for name in names}
    lacked = (name.removeprefix(MISSING) for name in names if name.startswith(MISSING))
    has_come = any(study.store.asset(study.id, url) is not None for url in lacked)
    return not is_same or not looked_for.issuperset(elements) or has_come


def _draw_all(study: _Study, jobs: Sequence[_Job], progress: Progress | None) -> list[str]:
    """Draw and keep pictures in a thread of their own; tell which failed, and why.

    Playwright refuses a thread in which an event loop runs, and whoever calls may have one.
    """
    is_stopped = Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(_paint, study, jobs, progress, is_stopped).result()
        finally:
            is_stopped.set()  # on Ctrl-C no further picture is begun


def _paint(
    study: _Study, jobs: Sequence[_Job], progress: Progress | None, is_stopped: Event
) -> list[str]:
    failed: list[str] = []
    script = anchors_script()
    with open_painter() as painter:
        for done, job in enumerate(jobs, start=1):
            if is_stopped.is_set():
                break
            try:
                _keep(study, job, _draw(painter, study, job, script))
            except PictureError as error:
                failed.append(f"{job.key[0]} ({job.key[1]}): {error}")
            if progress is not None:
                progress(done, len(jobs))
    return failed


def _draw(painter: Painter, study: _Study, job: _Job, script: str) -> Drawing:
    moment = job.choice.moment
    changes = study.tabs_of(moment.session)[moment.tab]
    mirror = mirror_at(changes, job.choice.t_s)
    if mirror is None or mirror.document is None:
        raise PictureError("The snapshot of its page cannot be read.")
    return painter.draw(
        static_page(mirror),
        files_of(study.store, study.id),
        scale=study.scales.get(moment.session, 1.0),
        anchors=anchors_of(job.elements),
        anchors_script=script,
        popovers=_OPENED.findall(job.key[0]),
        appearance=appearance_at(changes, job.choice.t_s),
    )


def _keep(study: _Study, job: _Job, drawing: Drawing) -> None:
    boxes = {
        name if name in drawing.boxes else UNSEEN + name: drawing.boxes.get(name, NOWHERE)
        for name in job.elements
    } | {UNSEEN + name: box for name, box in drawing.scrolled_away.items()}
    for url in drawing.missing[:MAX_MISSING]:
        boxes[MISSING + (normal_url(url) or url)] = NOWHERE
    if drawing.is_cut:
        boxes[WHOLE_PAGE] = (0.0, 0.0, float(drawing.page_size[0]), float(drawing.page_size[1]))
    study.store.put_screen(
        Screen(
            study_id=study.id,
            key=job.key[0],
            viewport_class=job.key[1],
            source="rendered",
            digest=study.store.blobs.put(drawing.png),
            boxes=json.dumps(boxes, sort_keys=True, separators=(",", ":")),
            width=drawing.width,
            height=drawing.height,
            scale=drawing.scale,
            session_id=job.choice.moment.session,
            t=_t_ms(job.choice),
        )
    )


def _t_ms(choice: Choice) -> float:
    return round(choice.t_s * 1000, 3)
