"""The pictures of a study's screens: which moment, drawn how, kept where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

import recorder
from analyzer.anchored import anchored_elements
from analyzer.dom_html import static_page
from analyzer.load import load_session, open_study
from analyzer.painter import MAX_HEIGHT_PX, Drawing, StoredFile, draw_page, open_browser
from analyzer.reference import Moment, best_first, settled_moments
from analyzer.replay import Change, Tabs, first_snapshot_s, mirror_at, recorded_tabs
from analyzer.sessionize import sessionize
from recorder.assets import normal_url
from recorder.errors import PictureError
from recorder.models import Screen
from recorder.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ANCHORS = Path(recorder.__file__).parent / "static" / "anchors.js"
# Frames and late style sheets are told a little after the snapshot that they belong to.
AFTER_SNAPSHOT_S = 0.25
MAX_TRIES = 8  # moments of one screen that are looked at for one that can be shown
_DIALOG = re.compile(r"\+dialog\((.*?)\)(?=\+|$)")  # in a screen's key

Key = tuple[str, str]  # screen, viewport class
Progress = Callable[[int, int], None]
NOWHERE = (0.0, 0.0, 0.0, 0.0)  # the box of an element that is not seen on the picture


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
    """

    drawn: int
    kept: int
    failed: tuple[str, ...]


@dataclass(slots=True)
class _Wanted:
    """One screen: the moments that could show it, the elements to be found on it."""

    moments: list[Moment] = field(default_factory=list)
    elements: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Job:
    """One picture to be drawn."""

    key: Key
    moment: Moment
    t_s: float  # the page is shown as it stood then
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

    A picture is outdated when another moment stands for its screen now, or when elements were
    met that it has no box for. Pictures that a person gave are left alone.

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
    study = _open(store, slug)
    known = {(screen.key, screen.viewport_class): screen for screen in store.screens(study.id)}
    jobs, failed, kept = [], [], 0
    for key, wanted in _survey(store, slug).items():
        job = _job(key, wanted, study.tabs_of)
        if key in known and not _is_outdated(known[key], job):
            kept += 1
        elif job is None:
            failed.append(f"{key[0]} ({key[1]}): its page was not recorded.")
        else:
            jobs.append(job)
    not_drawn = _draw_all(study, jobs, progress) if jobs else []
    drawn = len(jobs) - len(not_drawn)
    return DrawnScreens(drawn=drawn, kept=kept, failed=tuple(failed + not_drawn))


def shown_s(moment: Moment, changes: Sequence[Change]) -> float | None:
    """Tell when a recording shows a screen: as it settled, or as soon as there is a snapshot.

    Parameters
    ----------
    moment
        When the screen had settled.
    changes
        The recording of its tab.

    Returns
    -------
    float or None
        Seconds since the session's start; none if the participant went on before there was
        a snapshot.
    """
    snapshot_s = first_snapshot_s(changes, moment.since_s)
    if snapshot_s is None or snapshot_s >= moment.until_s:
        return None
    if snapshot_s <= moment.t_s:
        return moment.t_s
    return min(snapshot_s + AFTER_SNAPSHOT_S, float(np.nextafter(moment.until_s, 0)))


def _open(store: Store, slug: str) -> _Study:
    row = store.study(slug)

    @lru_cache(maxsize=3)
    def tabs_of(session: str) -> Tabs:
        return recorded_tabs(store.batches(session, "replay"))

    scales = {session.id: session.dpr or 1.0 for session in store.sessions(row)}
    return _Study(store, row.id or 0, scales, tabs_of)


def _survey(store: Store, slug: str) -> dict[Key, _Wanted]:
    """Read all sessions, one in memory at a time, for their screens."""
    found = open_study(store, slug)
    wanted: dict[Key, _Wanted] = {}
    for row in found.sessions:
        session = load_session(store, row, found.people[row.participant_id])
        viewport_class = sessionize(session).viewport_class
        for moment in settled_moments(session):
            wanted.setdefault((moment.screen, viewport_class), _Wanted()).moments.append(moment)
        for screen, elements in anchored_elements(session).items():
            wanted.setdefault((screen, viewport_class), _Wanted()).elements.update(elements)
    return dict(sorted(wanted.items()))


def _job(key: Key, wanted: _Wanted, tabs_of: Callable[[str], Tabs]) -> _Job | None:
    """Take the best moment that its recording can show."""
    for moment in best_first(wanted.moments, MAX_HEIGHT_PX)[:MAX_TRIES]:
        t_s = shown_s(moment, tabs_of(moment.session).get(moment.tab, ()))
        if t_s is not None:
            return _Job(key, moment, t_s, wanted.elements)
    return None


def _is_outdated(screen: Screen, job: _Job | None) -> bool:
    if screen.source != "rendered" or job is None:
        return False
    is_same = (screen.session_id, screen.t) == (job.moment.session, _t_ms(job))
    return not is_same or not job.elements.keys() <= json.loads(screen.boxes).keys()


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
    if not ANCHORS.is_file():
        raise PictureError("The tracker is not built: run python recorder/tracker/build_hook.py")
    script = ANCHORS.read_text()
    with open_browser() as browser:
        for done, job in enumerate(jobs, start=1):
            if is_stopped.is_set():
                break
            try:
                _keep(study, job, _draw(browser, study, job, script))
            except PictureError as error:
                failed.append(f"{job.key[0]} ({job.key[1]}): {error}")
            if progress is not None:
                progress(done, len(jobs))
    return failed


def _draw(browser: Browser, study: _Study, job: _Job, script: str) -> Drawing:
    changes = study.tabs_of(job.moment.session)[job.moment.tab]
    mirror = mirror_at(changes, job.t_s)
    if mirror is None or mirror.document is None:
        raise PictureError("The snapshot of its page cannot be read.")
    return draw_page(
        browser,
        static_page(mirror),
        lambda url: _file(study, url),
        scale=study.scales.get(job.moment.session, 1.0),
        anchors=[{"id": name, "anchor": anchor} for name, anchor in job.elements.items()],
        anchors_script=script,
        popovers=_DIALOG.findall(job.key[0]),
    )


def _file(study: _Study, url: str) -> StoredFile | None:
    normal = normal_url(url)
    asset = study.store.asset(study.id, normal) if normal is not None else None
    if asset is None:
        return None
    return StoredFile(study.store.blobs.read(asset.digest), asset.content_type)


def _keep(study: _Study, job: _Job, drawing: Drawing) -> None:
    boxes = {name: drawing.boxes.get(name, NOWHERE) for name in job.elements}
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
            session_id=job.moment.session,
            t=_t_ms(job),
        )
    )


def _t_ms(job: _Job) -> float:
    return round(job.t_s * 1000, 3)
