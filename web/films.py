"""Films that are made in the background: what is wanted, how far each is, and where it lies.

They lie among the study's results, below `films/<session>/`: erasing a participant removes that
folder. A film is made by a process of its own (`web.film_job`) and tells its progress in a file, as
analyses do; to remove that file is to call it off.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from recorder.decoding import decoder
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session, Study
from recorder.store import Store
from web.replay_part import Part, Wanted
from web.results import study_folder

STALE_AFTER_S = 120.0  # a job tells of every picture, and waits for none longer than a minute
MAX_RUNNING = 2  # in a study; each is a Chromium and an encoder
MAX_KEPT = 50  # of a session

_started: list[subprocess.Popen[bytes]] = []


class FilmJob(msgspec.Struct, frozen=True):
    """A film that is made, was made, or failed (then `error` says why).

    Attributes
    ----------
    id
        Names its files.
    file
        What it is called when it is taken away.
    done, total
        Pictures.
    size
        Bytes, when it is done.
    """

    id: str
    file: str
    title: str
    wanted: Wanted
    kind: Literal["webm", "mp4"]
    skip_idle: bool = False
    state: Literal["running", "done", "failed"] = "running"
    done: int = 0
    total: int = 0
    error: str = ""
    size: int = 0


def folder(data: Path, slug: str, session_id: str) -> Path:
    """Name the folder of a session's films."""
    return study_folder(data, slug) / "films" / session_id


def films(data: Path, slug: str, session_id: str) -> list[FilmJob]:
    """List a session's films, the newest first; one that fell silent is told as failed."""
    found = []
    for path in folder(data, slug, session_id).glob("*.json"):
        job = _read(path)
        if job is not None:
            found.append(job)
    return sorted(found, key=lambda job: job.id, reverse=True)


def film(data: Path, slug: str, session_id: str, id_: str) -> FilmJob:
    """Return one of a session's films; the id may come from an address."""
    for job in films(data, slug, session_id):
        if job.id == id_:
            return job
    raise NotFoundError("There is no such film; it may have been removed. Make it again.")


def path_of(data: Path, slug: str, session_id: str, job: FilmJob) -> Path:
    """Name a film's file."""
    return folder(data, slug, session_id) / f"{job.id}.{job.kind}"


def order(
    store: Store, study: Study, session: Session, wanted: Wanted, part: Part, *,
    kind: Literal["webm", "mp4"], skip_idle: bool, code: str,
) -> FilmJob:  # fmt: skip
    """Start to make a film.

    Raises
    ------
    RefusedError
        `busy` where the study has as many in the making as the machine bears.
    """
    running = [
        job
        for other in store.sessions(study)
        for job in films(store.data, study.slug, other.id)
        if job.state == "running"
    ]
    if len(running) >= MAX_RUNNING:
        raise RefusedError("busy", 409, f"{MAX_RUNNING} films are being made; wait for one.")
    if len(films(store.data, study.slug, session.id)) >= MAX_KEPT:
        raise RefusedError("busy", 409, f"{MAX_KEPT} films of this session are kept; remove one.")
    quick = "-quick" if skip_idle else ""
    job = FilmJob(
        id=f"{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(4)}",
        file=f"{study.slug}-{code}-{part.name}{quick}.{kind}",
        title=part.title, wanted=wanted, kind=kind, skip_idle=skip_idle,
    )  # fmt: skip
    place = folder(store.data, study.slug, session.id)
    place.mkdir(parents=True, exist_ok=True)
    _write(place / f"{job.id}.json", job)
    # Those that ended are collected here: nobody waits for them, and they would stay as zombies.
    _started[:] = [process for process in _started if process.poll() is None]
    _started.append(
        subprocess.Popen(  # noqa: S603  # our own interpreter, and names that the store knows
            [sys.executable, "-m", "web.film_job", str(store.data), study.slug, session.id, job.id],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    )
    return job


def tell(data: Path, slug: str, session_id: str, job: FilmJob) -> bool:
    """Write how far a film is; False where it was called off."""
    path = folder(data, slug, session_id) / f"{job.id}.json"
    if not path.is_file():
        return False
    with suppress(FileNotFoundError):
        _write(path, job)
        return True
    return False


def remove(data: Path, slug: str, session_id: str, id_: str) -> None:
    """Remove a film, or call off one that is being made."""
    job = film(data, slug, session_id, id_)
    place = folder(data, slug, session_id)
    (place / f"{job.id}.json").unlink(missing_ok=True)
    for path in place.glob(f"{job.id}.*"):
        with suppress(OSError):  # elsewhere than on Unix the one who writes it holds it
            path.unlink()


def _read(path: Path) -> FilmJob | None:
    try:
        job = decoder(FilmJob).decode(path.read_bytes())
        is_silent = time.time() - path.stat().st_mtime > STALE_AFTER_S
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    if job.state == "running" and is_silent:
        return msgspec.structs.replace(
            job, state="failed", error="It stopped without a word. Make it again."
        )
    return job


def _write(path: Path, job: FilmJob) -> None:
    part = path.with_suffix(f".{os.getpid()}.new")
    part.write_bytes(msgspec.json.encode(job))
    part.replace(path)
