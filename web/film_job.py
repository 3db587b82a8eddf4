"""The making of one film in a process of its own: `python -m web.film_job DATA SLUG SESSION ID`."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from recorder.errors import NotFoundError, ThinkaloudError
from web import films, replay_data, replay_video
from web.app import create_app
from web.films import FilmJob
from web.replay_part import chosen
from web.studies import find

TELL_EVERY_S = 0.3


class CalledOffError(Exception):
    """The film is not wanted any more."""


def run(data: Path, slug: str, session_id: str, id_: str) -> None:
    """Make a film that was ordered; tell its progress, its end, and its failure."""
    try:
        job = films.film(data, slug, session_id, id_)
    except NotFoundError:
        return  # called off before it began
    out = films.path_of(data, slug, session_id, job)

    def tell(**changes: Any) -> None:
        nonlocal job
        job = msgspec.structs.replace(job, **changes)
        if not films.tell(data, slug, session_id, job):
            raise CalledOffError

    try:
        _make(data, (slug, session_id), job, out, tell)
    except (CalledOffError, NotFoundError, FileNotFoundError):
        out.unlink(missing_ok=True)
    except KeyboardInterrupt:
        _fail(tell, "It was interrupted. Make it again.")
    except ThinkaloudError as error:
        _fail(tell, str(error))
    except Exception as error:  # the edge: nobody else would tell the researcher
        logging.getLogger("thinkaloud").exception("film of session %s", session_id)
        _fail(tell, f"{type(error).__name__}: {error}")


def _fail(tell: Callable[..., None], why: str) -> None:
    with suppress(CalledOffError):
        tell(state="failed", error=why)


def _make(
    data: Path, place: tuple[str, str], job: FilmJob, out: Path, tell: Callable[..., None]
) -> None:
    told_at = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELL_EVERY_S or done == total:
            told_at = time.monotonic()
            tell(done=done, total=total)

    app = create_app(data)
    store = app.extensions["thinkaloud_store"]()
    try:
        with app.test_request_context():
            study, session = find(store, *place)
            part = chosen(replay_data.index(store, study, session), job.wanted)
            replay_video.film(
                store, study, session, part, out, skip_idle=job.skip_idle, progress=progress
            )
            # Looked at last: whoever withdraws from here on removes the film as well.
            _, now = find(store, *place)
            if now.state == "withdrawn":
                raise CalledOffError
            tell(state="done", size=out.stat().st_size)
    finally:
        store.close()


if __name__ == "__main__":
    os.nice(5) if hasattr(os, "nice") else None
    with suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends Chromium as well
    run(Path(sys.argv[1]), *sys.argv[2:5])
