from __future__ import annotations

import os
import time
from pathlib import Path

from web import jobs
from web.jobs import Job
from web.results import study_folder


def job_file(data: Path) -> Path:
    return study_folder(data, "a") / "job.json"


def test_what_was_told_is_read_by_whoever_asks(tmp_path: Path) -> None:
    assert jobs.status(tmp_path, "a") == Job()
    jobs.tell(tmp_path, "a", Job("running", "drawing", 1, 9))
    assert jobs.status(tmp_path, "a") == Job("running", "drawing", 1, 9)
    assert jobs.status(tmp_path, "b") == Job()


def test_a_job_that_fell_silent_is_told_as_failed(tmp_path: Path) -> None:
    jobs.tell(tmp_path, "a", Job("running", "drawing", 1, 9))
    long_ago = time.time() - jobs.STALE_AFTER_S - 1
    os.utime(job_file(tmp_path), (long_ago, long_ago))
    assert jobs.status(tmp_path, "a").state == "failed"
    jobs.touch(tmp_path, "a")
    assert jobs.status(tmp_path, "a").is_running


def test_a_damaged_note_counts_as_none(tmp_path: Path) -> None:
    jobs.tell(tmp_path, "a", Job("running"))
    job_file(tmp_path).write_bytes(b"{")
    assert jobs.status(tmp_path, "a") == Job()
    jobs.touch(tmp_path, "nobody")
