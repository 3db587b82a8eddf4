from __future__ import annotations

from pathlib import Path

import pytest

from recorder.store import Store
from tests.web.test_serving import wait_for
from web import jobs, results, showing


@pytest.mark.browser
def test_the_sample_study_is_brought_in_once_and_analysed_then_and_there(tmp_path: Path) -> None:
    if not (showing.DEMO / "sample.zip").is_file():
        pytest.fail("web/demo/sample.zip is not there")
    said: list[str] = []
    slug = showing.prepare(tmp_path, said.append)
    with Store.open(tmp_path) as store:
        study = store.study(slug)
        wait_for(lambda: not jobs.status(tmp_path, slug).is_running)
        assert jobs.status(tmp_path, slug).error == ""
        assert study.is_simulated
        assert study.prototype == str(showing.DEMO / "shop")
        result = results.latest(store, study)
        assert result is not None
        assert result.analysis.participants >= 5
        assert all(result.pictures[task.id] for task in result.analysis.tasks)
        assert showing.prepare(tmp_path, said.append) == slug
        assert len(store.studies()) == 1
    assert any("simulated" in line for line in said)
