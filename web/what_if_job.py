"""The calculation behind the page What if. Runs as a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from analyzer.what_if import WhatIf, what_if_study
from recorder.decoding import decoder
from recorder.models import Study
from recorder.store import Store
from web import jobs
from web.analysis_job import told
from web.results import study_folder


class Answer(msgspec.Struct, frozen=True):
    """All curves of a study, and the state of what they rest on."""

    state: str
    found: WhatIf


def latest(store: Store, study: Study) -> Answer | None:
    """Return the newest answer, also a stale one; None where there is none yet."""
    try:
        return decoder(Answer).decode(_path(store.data, study.slug).read_bytes())
    except (FileNotFoundError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def run(data: Path, slug: str) -> None:
    """Calculate as a background job that tells its progress and its failure."""
    with told(data, slug, jobs.WHAT_IF) as progress, Store.open(data) as store:
        study = store.study(slug)
        state = store.state(study)

        def at(done: int, total: int) -> None:
            progress("looking at sessions", done, total)

        found = what_if_study(store, slug, progress=at)
        path = _path(data, slug)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(msgspec.json.encode(Answer(state, found)))
        part.replace(path)


def _path(data: Path, slug: str) -> Path:
    return study_folder(data, slug) / "what-if.json"


if __name__ == "__main__":
    os.nice(5) if hasattr(os, "nice") else None
    run(Path(sys.argv[1]), sys.argv[2])
