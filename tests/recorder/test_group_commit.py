import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from recorder import database
from recorder.errors import StoreError
from recorder.group_commit import MOST, GroupCommit

INSERT = "INSERT INTO blobs SELECT ?, ? WHERE EXISTS (SELECT 1 FROM gate WHERE is_open)"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    engine = database.open_engine(tmp_path)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE blobs (n INTEGER UNIQUE, body TEXT NOT NULL)")
        connection.exec_driver_sql("CREATE TABLE gate (is_open INTEGER)")
        connection.exec_driver_sql("INSERT INTO gate VALUES (1)")
    yield engine
    engine.dispose()


def stored(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT n FROM blobs ORDER BY n")]


def test_a_row_is_there_when_the_call_returns(engine: Engine, tmp_path: Path) -> None:
    group = GroupCommit(engine, INSERT)
    assert group.insert([1, "a"]) is True
    other = sqlite3.connect(tmp_path / "thinkaloud.db")
    assert other.execute("SELECT n FROM blobs").fetchall() == [(1,)]
    other.close()
    group.close()


def test_a_row_that_is_there_and_a_shut_gate_insert_nothing(engine: Engine) -> None:
    group = GroupCommit(engine, INSERT)
    assert group.insert([1, "a"]) is True
    assert group.insert([1, "b"]) is False
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE gate SET is_open = 0")
    assert group.insert([2, "a"]) is False
    assert stored(engine) == [1]
    group.close()


def test_rows_that_wait_together_are_told_apart(engine: Engine) -> None:
    group = GroupCommit(engine, INSERT)
    rows = [[n % (MOST + 50), None if n == 7 else "x"] for n in range(2 * (MOST + 50))]
    answers: dict[int, bool] = {}

    def write(place: int) -> None:
        answers[place] = group.insert(rows[place])

    # While the turn is ours they all queue up, and the first to get it writes for the others.
    with group._turn:
        threads = [threading.Thread(target=write, args=(place,)) for place in range(len(rows))]
        for thread in threads:
            thread.start()
        while len(group._waiting) < len(rows):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    # Number 7 came twice: once without a body, which the table refuses, and once whole.
    assert stored(engine) == list(range(MOST + 50))
    assert sum(answers.values()) == MOST + 50
    assert answers[7] is False
    group.close()


def test_a_database_that_is_held_keeps_nothing_and_recovers(engine: Engine, tmp_path: Path) -> None:
    group = GroupCommit(engine, INSERT)
    holder = sqlite3.connect(tmp_path / "thinkaloud.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        group.insert([1, "a"])
    holder.execute("ROLLBACK")
    holder.close()
    assert stored(engine) == []
    assert group.insert([1, "a"]) is True
    group.close()


def test_whatever_goes_wrong_is_told_to_all_who_wait(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = GroupCommit(engine, INSERT)

    def refuse() -> None:
        raise TimeoutError("no connection is free")

    monkeypatch.setattr(engine, "raw_connection", refuse)
    told: list[str] = []

    def write(n: int) -> None:
        with pytest.raises(StoreError) as error:
            group.insert([n, "a"])
        told.append(str(error.value))

    # Daemons: a writer that waits for ever must fail the test, not hang it.
    threads = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(3)]
    with group._turn:
        for thread in threads:
            thread.start()
        while len(group._waiting) < len(threads):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join(5)
    assert len(told) == 3
    assert all("no connection is free" in text for text in told)
    monkeypatch.undo()
    assert group.insert([9, "a"]) is True
    group.close()
