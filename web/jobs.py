"""Calculations in the background: a study's analysis, and what if a threshold were another.

Each runs in a process of its own, so that it takes no time from the threads that
store what participants send. It tells its progress in a file; whoever asks reads it there, in
whichever process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from recorder.decoding import decoder
from recorder.models import Study
from recorder.store import Store
from web.results import study_folder

REPORT = "job"  # the name of a job is that of its file; of one name and study one runs at a time
WHAT_IF = "what-if-job"
_MODULES = {REPORT: "web.analysis_job", WHAT_IF: "web.what_if_job"}
STALE_AFTER_S = 20.0  # a job that has not written for so long was killed; it writes every second

_started: list[subprocess.Popen[bytes]] = []


class Job(msgspec.Struct, frozen=True):
    """How far a job is: `state` is idle, running, or failed (then `error` says why)."""

    state: str = "idle"
    step: str = ""
    done: int = 0
    total: int = 0
    error: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it is worth asking again."""
        return self.state == "running"


def status(data: Path, slug: str, name: str = REPORT) -> Job:
    """Tell how far the job is; one that has not written for long is told as failed."""
    path = _path(data, slug, name)
    try:
        job = decoder(Job).decode(path.read_bytes())
        is_silent = time.time() - path.stat().st_mtime > STALE_AFTER_S
    except (FileNotFoundError, msgspec.DecodeError):
        return Job()
    if job.is_running and is_silent:
        return Job("failed", error="The calculation stopped without a word. Start it again.")
    return job


def tell(data: Path, slug: str, job: Job, name: str = REPORT) -> None:
    """Write how far a job is, in one step: a reader never meets half a file."""
    path = _path(data, slug, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(msgspec.json.encode(job))
    part.replace(path)


def touch(data: Path, slug: str, name: str = REPORT) -> None:
    """Show that the job is alive although it has nothing new to tell."""
    with suppress(FileNotFoundError):
        os.utime(_path(data, slug, name))


def start(store: Store, study: Study, name: str = REPORT) -> None:
    """Start a calculation of a study, unless it runs already."""
    if status(store.data, study.slug, name).is_running:
        return
    tell(store.data, study.slug, Job("running", "starting"), name)
    # Those that ended are collected here: nobody waits for them, and they would stay as zombies.
    _started[:] = [process for process in _started if process.poll() is None]
    _started.append(
        subprocess.Popen(  # noqa: S603  # our own interpreter, and a slug that the store knows
            [sys.executable, "-m", _MODULES[name], str(store.data), study.slug],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # its errors go to the terminal, as the error page promises
        )
    )


def _path(data: Path, slug: str, name: str) -> Path:
    return study_folder(data, slug) / f"{name}.json"
