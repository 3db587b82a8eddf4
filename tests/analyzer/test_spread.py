import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.kept import Shelf
from analyzer.pipeline import analyze_study, to_json
from analyzer.session_results import SessionAnalysis
from analyzer.spread import spread
from fixtures.synthetic import NOTHING, Recording, element, keep
from recorder.errors import StoreError
from recorder.models import Session
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
    shelf = Shelf(store, "shop")
    shelf.slug = "no-such-study"  # as if somebody had removed it meanwhile
    with pytest.raises(StoreError, match="fewer --workers"):
        list(spread(shelf, ["one", "another"], 2))


def test_of_two_processes_this_is_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.spread.AT_ONCE", 1)
    shelf, mine = Shelf(store, "shop"), []
    analyse = shelf.analysis

    def noted(session: Session) -> SessionAnalysis | str:
        mine.append(session.id)
        return analyse(session)

    monkeypatch.setattr(shelf, "analysis", noted)
    ids = list(shelf.rows)
    found = dict(spread(shelf, ids, 2))
    assert set(found) == set(ids)
    # The other one takes errands from the front, a second later; each is done once.
    assert mine
    assert mine == [one for one in reversed(ids) if one in mine]
    assert ids[0] not in mine


def test_for_one_process_none_is_started(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.spread.ProcessPoolExecutor", None)
    shelf = Shelf(store, "shop")
    assert [name for name, _ in spread(shelf, list(shelf.rows), 1)] == list(shelf.rows)
    # A single session that has changed is nothing to share either.
    next((store.data / "columns").rglob("*.analysis")).unlink()
    assert analyze_study(store, "shop", workers=4).participants == 5
