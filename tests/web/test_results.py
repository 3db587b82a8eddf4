from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from analyzer.results import StudyAnalysis
from recorder.errors import NotFoundError
from recorder.models import Study
from recorder.store import Store
from tests.web.conftest import built_pictures
from web import results
from web.results import Result


def test_what_is_kept_is_read_back_the_same(
    store: Store, study: Study, result: Result, analysis: StudyAnalysis
) -> None:
    assert result.analysis == analysis
    assert result.pictures == built_pictures()[0]
    assert results.is_fresh(store, study)


def test_without_a_result_there_is_none(store: Store, study: Study) -> None:
    assert results.latest(store, study) is None
    assert not results.is_fresh(store, study)


def test_a_new_session_makes_the_result_stale_but_leaves_it_readable(
    store: Store, study: Study, result: Result
) -> None:
    store.open_session(store.invite(study), "yes", 1_795_330_000_000)
    assert not results.is_fresh(store, study)
    assert results.latest(store, study) == result


def test_a_newer_result_replaces_the_older(
    store: Store, study: Study, result: Result, analysis: StudyAnalysis
) -> None:
    store.open_session(store.invite(study), "yes", 1_795_330_000_000)
    other = msgspec.structs.replace(analysis, participants=9)
    results.keep(results.result_folder(store, study), other, {}, {})
    latest = results.latest(store, study)
    assert latest is not None
    assert latest.analysis.participants == 9
    assert not result.folder.exists()


def test_a_damaged_or_half_written_result_counts_as_none(
    store: Store, study: Study, result: Result
) -> None:
    (result.folder / "analysis.json").write_bytes(b'{"schema_version": 1')
    os.utime(result.folder)
    assert results.latest(store, study) is None
    (result.folder.parent / "part-result-x").mkdir()
    assert results.latest(store, study) is None


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("..", "key"),
        ("../..", "key"),
        ("{}", "../job.json"),
        ("{}", "analysis.json"),
        ("", "a.png"),
    ],
)
def test_only_pictures_are_found_by_name(
    store: Store, study: Study, result: Result, folder: str, file: str
) -> None:
    with pytest.raises(NotFoundError):
        results.picture_path(store, study, folder.format(result.name), file)


def test_a_picture_is_found_by_its_result_and_name(
    store: Store, study: Study, result: Result
) -> None:
    assert results.picture_path(store, study, result.name, "heat-1.png").is_file()


def test_two_calculations_at_once_leave_one_whole_result(
    store: Store, study: Study, analysis: StudyAnalysis
) -> None:
    folder = results.result_folder(store, study)
    pictures, files = built_pictures()
    start = threading.Barrier(4)

    def calculate(_: int) -> None:
        start.wait()
        for _ in range(10):
            results.keep(folder, analysis, pictures, files)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(calculate, range(4)))
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["analysis.json", "pictures.json", *files]
    )
