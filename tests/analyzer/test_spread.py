import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.pipeline import analyze_study, to_json
from analyzer.spread import spread
from fixtures.synthetic import NOTHING, Recording, element, keep
from recorder.errors import StoreError
from recorder.store import Store


def _told(participant: str) -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for second in range(2, 8):
        told.click(second, element("buy"), NOTHING)
    return told.task(30, "buy", "done")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        keep(store, *(_told(f"P{number:02}") for number in range(1, 6)))
        yield store


def test_two_processes_write_the_bytes_of_one(store: Store) -> None:
    seen: list[int] = []
    two = to_json(analyze_study(store, "shop", lambda done, _: seen.append(done), workers=2))
    kept = sorted(path.name for path in (store.data / "columns").rglob("*.*"))
    assert (seen, len(kept)) == ([1, 2, 3, 4, 5], 10)
    for path in (store.data / "columns").rglob("*.*"):
        path.unlink()
    assert to_json(analyze_study(store, "shop")) == two
    assert sorted(path.name for path in (store.data / "columns").rglob("*.*")) == kept
    # All is known: no process is started.
    assert to_json(analyze_study(store, "shop", workers=2)) == two


def test_interrupted_no_process_stays_behind_and_what_was_done_is_kept(store: Store) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyze_study(store, "shop", stop, workers=2)
    assert multiprocessing.active_children() == []
    assert list((store.data / "columns").rglob("*.analysis"))
    assert analyze_study(store, "shop").participants == 5


def test_a_process_that_ends_too_soon_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="fewer --workers"):
        list(spread(store, "no-such-study", ["s"], 1))
