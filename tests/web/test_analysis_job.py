from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import analyzer.screens
from recorder.errors import NotFoundError, PictureError, StoreError
from recorder.models import Session, Study
from recorder.store import Store
from web import analysis_job, jobs, results
from web.jobs import Job


def quiet(_step: str, _done: int, _total: int) -> None:
    pass


def test_a_result_is_calculated_once_for_what_is_stored(
    store: Store, study: Study, recorded: Session
) -> None:
    steps: list[str] = []
    first = analysis_job.result_of(store.data, study.slug, lambda step, *_: steps.append(step))
    assert "analysing" in steps
    assert first.analysis.participants == 1
    assert results.is_fresh(store, study)
    steps.clear()
    assert (
        analysis_job.result_of(store.data, study.slug, lambda step, *_: steps.append(step)) == first
    )
    assert not steps


def test_a_verdict_brings_a_new_result(store: Store, study: Study, recorded: Session) -> None:
    before = analysis_job.result_of(store.data, study.slug, quiet)
    assert before.analysis.tasks[1].attempts[0].outcome == "pending"
    store.judge(recorded.id, "task-2", 1, "success")
    after = analysis_job.result_of(store.data, study.slug, quiet)
    assert after.analysis.tasks[1].attempts[0].outcome == "success"


def test_figures_do_not_wait_for_a_browser_and_the_report_says_so(
    store: Store, study: Study, recorded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise PictureError("There is no Chromium.")

    monkeypatch.setattr(analyzer.screens, "draw_screens", none)
    result = analysis_job.result_of(store.data, study.slug, quiet)
    assert "Pictures of screens: There is no Chromium." in result.analysis.excluded


def test_a_job_ends_idle_with_its_result(store: Store, study: Study, recorded: Session) -> None:
    analysis_job.run(store.data, study.slug)
    assert jobs.status(store.data, study.slug) == Job()
    assert results.latest(store, study) is not None


def test_a_job_that_fails_says_why_and_leaves_the_last_result(
    store: Store, study: Study, recorded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = analysis_job.result_of(store.data, study.slug, quiet)

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(results, "keep", full)
    analysis_job.run(store.data, study.slug)
    job = jobs.status(store.data, study.slug)
    assert (job.state, job.error) == ("failed", "OSError: No space left on device")
    assert results.latest(store, study) == before


def test_a_job_that_is_interrupted_leaves_the_last_result(
    store: Store, study: Study, recorded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = analysis_job.result_of(store.data, study.slug, quiet)
    stopped: list[str] = []

    def stop(step: str, _done: int, _total: int) -> None:
        if step == "drawing heatmaps" or stopped:
            return
        stopped.append(step)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analysis_job.result_of(store.data, study.slug, stop, anew=True)
    assert stopped
    assert results.latest(store, study) == before
    assert sorted(path.name for path in before.folder.parent.glob("part-*")) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from web import analysis_job

def stop(step, done, total):
    if step == "analysing" and done == 1:
        os.kill(os.getpid(), signal.SIGKILL)

analysis_job.result_of(Path(sys.argv[1]), sys.argv[2], stop, anew=True)
"""


def test_a_calculation_that_is_killed_leaves_the_last_result_and_what_was_kept(
    store: Store, study: Study, recorded: Session
) -> None:
    before = analysis_job.result_of(store.data, study.slug, quiet)
    store.judge(recorded.id, "task-2", 1, "success")  # the next one has something to do
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(store.data), study.slug],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert results.latest(store, study) == before
    after = analysis_job.result_of(store.data, study.slug, quiet)
    assert after.analysis.tasks[1].attempts[0].outcome == "success"


def test_a_study_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="none"):
        analysis_job.result_of(tmp_path, "none", quiet)


def test_who_withdraws_is_in_no_result_any_more(
    store: Store, study: Study, recorded: Session
) -> None:
    analysis_job.result_of(store.data, study.slug, quiet)
    store.withdraw(recorded)
    assert results.latest(store, study) is None


def test_who_withdraws_during_a_calculation_is_in_no_result(
    store: Store, study: Study, recorded: Session
) -> None:
    def leave(step: str, _done: int, _total: int) -> None:
        if step == "analysing":
            store.withdraw(recorded)

    with pytest.raises(StoreError, match="withdrawn"):
        analysis_job.result_of(store.data, study.slug, leave)
    assert results.latest(store, study) is None


def test_a_result_that_was_damaged_is_calculated_anew(
    store: Store, study: Study, recorded: Session
) -> None:
    first = analysis_job.result_of(store.data, study.slug, quiet)
    (first.folder / "analysis.json").write_bytes(b"")
    os.utime(first.folder, ns=(1, 1))
    assert analysis_job.result_of(store.data, study.slug, quiet) == first
