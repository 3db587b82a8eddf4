from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, keep, task
from recorder.store import Store
from web import jobs, what_if_job
from web.jobs import Job
from web.results import study_folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    told = Recording("P01").page(0, "/").task(1, "buy")
    for t_s in (2, 2.4, 2.8):
        told.click(t_s, BUTTON, NOTHING)
    with Store.open(tmp_path) as store:
        keep(store, told.task(9, "buy", "done"), of=definition(task("buy")))
    return tmp_path


def test_the_answer_is_kept_with_the_state_that_it_rests_on(data: Path) -> None:
    what_if_job.run(data, "shop")
    assert jobs.status(data, "shop", jobs.WHAT_IF) == Job()
    with Store.open(data) as store:
        answer = what_if_job.latest(store, store.study("shop"))
        assert answer is not None
        assert answer.state == store.state(store.study("shop"))
    assert answer.found.sessions == 1
    (curve,) = [one for one in answer.found.curves if one.threshold == "rage_clicks"]
    assert {p.value: p.signals for p in curve.points}[3] == 1


def test_a_failure_is_told_and_leaves_the_last_answer_standing(data: Path) -> None:
    what_if_job.run(data, "shop")
    before = (study_folder(data, "shop") / "what-if.json").read_bytes()
    what_if_job.run(data, "shpo")
    job = jobs.status(data, "shpo", jobs.WHAT_IF)
    assert (job.state, "shop" in job.error) == ("failed", True)
    assert (study_folder(data, "shop") / "what-if.json").read_bytes() == before
    assert jobs.status(data, "shop") == Job()  # the report's job is another one


def test_a_damaged_answer_counts_as_none(data: Path) -> None:
    with Store.open(data) as store:
        study = store.study("shop")
        assert what_if_job.latest(store, study) is None
        what_if_job.run(data, "shop")
        (study_folder(data, "shop") / "what-if.json").write_bytes(b"{")
        assert what_if_job.latest(store, study) is None


def test_it_runs_as_a_process_of_its_own(data: Path) -> None:
    command = [sys.executable, "-m", "web.what_if_job", str(data), "shop"]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    with Store.open(data) as store:
        assert what_if_job.latest(store, store.study("shop")) is not None
