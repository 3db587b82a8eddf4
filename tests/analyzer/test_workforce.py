import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import workforce
from analyzer.kept import Shelf
from analyzer.workforce import context, may_fork, paying, url_of
from fixtures.synthetic import NOTHING, Recording, element, keep
from recorder.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look as if there was no thread but this one, as in a command."""
    monkeypatch.setattr("analyzer.workforce.threading.active_count", lambda: 1)
    monkeypatch.setattr("analyzer.workforce.sys.platform", "linux")


def _told(participant: str, clicks: int = 3) -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for second in range(2, 2 + clicks):
        told.click(second, element("buy"), NOTHING)
    return told.task(3 + clicks, "buy", "done")


def _paying(store: Store, people: int) -> int:
    shelf = Shelf(store, "shop")
    return paying(shelf, list(shelf.rows)[:people])


@pytest.mark.usefixtures("alone")
def test_what_is_soon_done_is_done_by_one_process(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, *(_told(f"P{number}") for number in range(4)))
    monkeypatch.setattr(workforce, "processors", lambda: 64)
    assert _paying(store, 4) == 1
    monkeypatch.setattr(workforce, "FORKED_S", 2 * workforce.SESSION_S)
    assert _paying(store, 4) == 2
    # Never more than sessions, processors, or what the memory should bear.
    monkeypatch.setattr(workforce, "FORKED_S", workforce.SESSION_S / 100)
    assert (_paying(store, 4), _paying(store, 1), _paying(store, 0)) == (4, 1, 1)
    monkeypatch.setattr(workforce, "MOST", 3)
    assert _paying(store, 4) == 3
    monkeypatch.setattr(workforce, "processors", lambda: 1)
    assert _paying(store, 4) == 1


@pytest.mark.usefixtures("alone")
def test_few_sessions_pay_where_much_was_recorded_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, _told("P1"), _told("P2", clicks=3_000))
    monkeypatch.setattr(workforce, "processors", lambda: 2)
    monkeypatch.setattr(workforce, "FORKED_S", 0.01)
    monkeypatch.setattr(workforce, "MEGABYTE_S", 0.0)
    assert _paying(store, 2) == 1
    monkeypatch.setattr(workforce, "MEGABYTE_S", 10.0)
    assert _paying(store, 2) == 2


def test_a_process_that_starts_from_nothing_needs_more_work_to_pay(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, *(_told(f"P{number}") for number in range(4)))
    monkeypatch.setattr(workforce, "processors", lambda: 2)
    monkeypatch.setattr(workforce, "FORKED_S", 0.0001)
    monkeypatch.setattr(workforce, "may_fork", lambda _: False)
    assert _paying(store, 4) == 1


@pytest.mark.usefixtures("alone")
def test_a_process_alone_is_copied_without_a_connection(store: Store) -> None:
    keep(store, _told("P1"))
    assert context(store).get_start_method() == "fork"
    assert store.study("shop").slug == "shop"  # another connection is opened at need


@pytest.mark.usefixtures("alone")
def test_with_a_connection_in_use_a_process_starts_from_nothing(store: Store) -> None:
    keep(store, _told("P1"))
    with store.reading() as orm:
        orm.connection()
        assert context(store).get_start_method() == "spawn"


@pytest.mark.usefixtures("alone")
def test_beside_another_store_of_the_same_data_a_process_starts_from_nothing(store: Store) -> None:
    keep(store, _told("P1"))
    with Store.open(store.data) as other:
        assert other.study("shop").slug == "shop"
        assert context(store).get_start_method() == "spawn"


def test_beside_a_thread_nothing_is_forked(store: Store) -> None:
    is_over = threading.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    try:
        assert not may_fork(store)
        assert context(store).get_start_method() == "spawn"
    finally:
        is_over.set()
        thread.join()


@pytest.mark.usefixtures("alone")
def test_in_another_thread_nothing_is_forked(store: Store) -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(may_fork(store)))
    thread.start()
    thread.join()
    assert found == [False]


@pytest.mark.usefixtures("alone")
def test_on_another_system_or_with_another_database_nothing_is_forked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert url_of(store) is None
    assert may_fork(store)
    monkeypatch.setattr(workforce, "url_of", lambda _: "postgresql+psycopg://lab@there/lab")
    assert not may_fork(store)
    monkeypatch.setattr("analyzer.workforce.sys.platform", "darwin")
    assert not may_fork(store)
