"""Batches written together: threads that arrive while one commits share the next transaction.

SQLite lets one writer in at a time and lets the others sleep; here they wait their turn awake, and
whoever gets it writes for all. Nobody returns before the commit of their own row did.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine

from recorder.errors import StoreError

MOST = 200  # rows of one transaction: the first of them must not wait for ever


class _Waiting:
    """A row, and what became of it."""

    __slots__ = ("error", "is_done", "is_new", "values")

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self.is_done = self.is_new = False
        self.error: Exception | None = None


class GroupCommit:
    """Inserts rows by one statement, on a connection of its own.

    Parameters
    ----------
    engine
        An SQLite database.
    statement
        An INSERT with `?` for each value.
    """

    def __init__(self, engine: Engine, statement: str) -> None:
        self._engine, self._statement = engine, statement
        self._waiting: deque[_Waiting] = deque()
        self._turn = threading.Lock()
        self._connection: Any = None

    def insert(self, values: Sequence[Any]) -> bool:
        """Insert a row; when this returns, it is committed.

        Returns
        -------
        bool
            False if nothing was inserted: the row is there already, or the statement's own
            condition does not hold.

        Raises
        ------
        StoreError
            If the database does not let us write in time; nothing of the row is kept then.
        """
        mine = _Waiting(values)
        self._waiting.append(mine)
        with self._turn:
            while not mine.is_done:
                self._commit_group()
        if mine.error is not None:
            raise StoreError(f"The database cannot be used: {mine.error}. Try again.")
        return mine.is_new

    def close(self) -> None:
        """Give the connection back."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _commit_group(self) -> None:
        group: list[_Waiting] = []
        while self._waiting and len(group) < MOST:
            group.append(self._waiting.popleft())
        try:
            self._write(group)
        except Exception as error:  # noqa: BLE001  # whatever it was, those who wait must hear of it
            for one in group:
                one.error = error
            self._roll_back()
        finally:
            # One that was taken out of the queue and never done would wait for ever.
            for one in group:
                one.is_done = True

    def _write(self, group: list[_Waiting]) -> None:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
        driver: sqlite3.Connection = self._connection.dbapi_connection
        # A statement alone is a transaction of its own, for a third of the calls.
        is_alone = len(group) == 1
        if not is_alone:
            driver.execute("BEGIN IMMEDIATE")
        for one in group:
            try:
                one.is_new = driver.execute(self._statement, one.values).rowcount == 1
            except sqlite3.IntegrityError:
                one.is_new = False  # SQLite undoes the statement alone, not the transaction
        if not is_alone:
            driver.execute("COMMIT")

    def _roll_back(self) -> None:
        driver: sqlite3.Connection | None = getattr(self._connection, "dbapi_connection", None)
        if driver is not None and driver.in_transaction:
            with suppress(sqlite3.Error):
                driver.rollback()
