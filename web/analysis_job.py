"""The whole calculation of a report: screens, analysis, heatmaps. Runs as a process of its own."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from recorder.errors import PictureError, StoreError, ThinkaloudError
from recorder.models import Study
from recorder.store import Store
from web import jobs, results
from web.jobs import Job

Progress = Callable[[str, int, int], None]  # step, done, of how many
BEAT_S = 2.0


def result_of(data: Path, slug: str, progress: Progress, *, anew: bool = False) -> results.Result:
    """Return a study's result, calculating it where what is stored has changed.

    Parameters
    ----------
    data
        The data folder.
    slug
        The study.
    progress
        Called with the step, how much of it is done, and of how much.
    anew
        Calculate even if nothing has changed, as when Chromium was installed since.
    """
    with Store.open(data) as store:
        study = store.study(slug)
        is_there = results.is_fresh(store, study) and results.latest(store, study) is not None
        if anew or not is_there:
            _calculate(store, study, progress)
        result = results.latest(store, study)
    if result is None:
        raise StoreError(f"The result of `{slug}` could not be kept in {data}.")
    return result


def run(data: Path, slug: str) -> None:
    """Calculate as a background job that tells its progress and its failure."""
    with told(data, slug) as progress:
        result_of(data, slug, progress, anew=True)


@contextmanager
def told(data: Path, slug: str, name: str = jobs.REPORT) -> Iterator[Progress]:
    """Tell a background job's progress, its end, or its failure to whoever asks.

    Parameters
    ----------
    data, slug
        Of the study.
    name
        Of the job.

    Yields
    ------
    callable
        Takes the step, how much of it is done, and of how much.
    """

    def progress(step: str, done: int, total: int) -> None:
        jobs.tell(data, slug, Job("running", step, done, total), name)

    progress("starting", 0, 0)
    try:
        with _heartbeat(data, slug, name):
            yield progress
    except KeyboardInterrupt:
        jobs.tell(data, slug, Job("failed", error="It was interrupted. Start it again."), name)
    except ThinkaloudError as error:
        jobs.tell(data, slug, Job("failed", error=str(error)), name)
    except Exception as error:  # the edge: nobody else would tell the researcher
        logging.getLogger("thinkaloud").exception("%s of %s", name, slug)
        jobs.tell(data, slug, Job("failed", error=f"{type(error).__name__}: {error}"), name)
    else:
        jobs.tell(data, slug, Job(), name)


def _calculate(store: Store, study: Study, progress: Progress) -> None:
    from analyzer.kept import KeptSessions, Shelf  # noqa: PLC0415  # numpy, scipy and cv2 are heavy
    from analyzer.pipeline import analyze_shelf  # noqa: PLC0415
    from web.gallery import gallery  # noqa: PLC0415

    without_picture = _draw_screens(store, study, progress)
    # What arrives from here on is not in this result: the state is read before the events.
    folder = results.result_folder(store, study)
    shelf = Shelf(store, study.slug)
    analysis = analyze_shelf(shelf, lambda done, total: progress("analysing", done, total))
    analysis = msgspec.structs.replace(analysis, excluded=analysis.excluded + without_picture)
    events = replace(shelf.study.frame, sessions=KeptSessions(shelf))
    pictures, files = gallery(store, study, events, analysis, progress)
    results.keep(folder, analysis, pictures, files)
    # Looked at last: whoever withdraws from here on removes the result as well.
    if {row.id for row in analysis.sessions} - {row.id for row in store.sessions(study)}:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError("A participant has withdrawn meanwhile; calculate the report again.")


def _draw_screens(store: Store, study: Study, progress: Progress) -> tuple[str, ...]:
    """Draw what can be drawn; say what could not, or not whole. Figures do not wait for it."""
    from analyzer.screens import draw_screens  # noqa: PLC0415

    def told(done: int, total: int) -> None:
        progress("drawing screens", done, total)

    try:
        done = draw_screens(store, study.slug, told)
    except PictureError as error:
        return (f"Pictures of screens: {error}",)
    return (*done.failed, *done.cut)


@contextmanager
def _heartbeat(data: Path, slug: str, name: str) -> Iterator[None]:
    """Touch the job's file while a step takes long, so that it is not taken for dead."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_S):
            jobs.touch(data, slug, name)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


if __name__ == "__main__":
    os.nice(5) if hasattr(os, "nice") else None
    run(Path(sys.argv[1]), sys.argv[2])
