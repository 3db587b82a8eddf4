"""Open the database: its engine, and its tables brought to the newest revision."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from recorder.errors import StoreError
from recorder.migrations import HEAD

BUSY_TIMEOUT_MS = 5_000  # how long a writer waits for another before the answer is `busy`
MIGRATION_LOCK = 7_235_411_902  # any number of our own, for PostgreSQL's advisory lock


def open_engine(data: Path, url: str | None = None) -> Engine:
    """Connect to the study database and bring its tables up to date.

    Parameters
    ----------
    data
        The data folder; SQLite's file stands there.
    url
        Another database, as SQLAlchemy writes it (`postgresql://…`); absent: SQLite.

    Raises
    ------
    StoreError
        If it cannot be reached or read, or was written by a newer Thinkaloud.
    """
    engine = _engine(data, url)
    try:
        if _revision(engine) != HEAD:
            _migrate(engine)
    except StoreError:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(f"The database of {data} cannot be used: {error.orig}") from error
    return engine


@contextmanager
def told() -> Iterator[None]:
    """Say in a person's words that the database does not answer, or is damaged."""
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        reason = getattr(error, "orig", error)
        raise StoreError(f"The database cannot be used: {reason}. Try again.") from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # its kinds, such as a broken constraint, say more
            raise
        raise StoreError(
            f"The database is damaged: {error.orig}. Stop Thinkaloud and put a backup of the "
            "data folder in its place."
        ) from error


def overwrite_erased(engine: Engine) -> None:
    """Bring erasures into SQLite's file now; else it holds what was erased until its log is full.

    Does what it can: while somebody reads, the rest is left to the next checkpoint.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            # On the driver's own connection: no checkpoint is made within a transaction.
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            pass
        finally:
            connection.close()


def _engine(data: Path, url: str | None) -> Engine:
    if url is None:
        engine = create_engine(f"sqlite:///{data / 'thinkaloud.db'}", pool_size=32)
    else:
        try:
            parts = make_url(url)
            if parts.drivername == "postgresql":
                parts = parts.set(drivername="postgresql+psycopg")
            engine = create_engine(parts, pool_size=8, max_overflow=32, pool_pre_ping=True)
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError(f"This is not the address of a database: {error}") from error
        except ModuleNotFoundError as error:
            raise StoreError(
                f"The driver {error.name} is missing: pip install 'thinkaloud[postgres]'."
            ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _tune_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN is deferred: a transaction that reads first and writes later fails
    # at once when another has written in between. `_begin_sqlite` takes the lock at the start.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "wal_autocheckpoint=4000",  # 16 MB: hot pages are copied and synced less often
        "foreign_keys=ON",
        "secure_delete=ON",  # what a participant has erased is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


_MIGRATING = threading.Lock()


def _begin_sqlite(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _revision(engine: Engine) -> str | None:
    """Read the tables' revision without loading Alembic, which costs 0.1 s."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415  # rarely needed, slow to import
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    # Two processes may open a fresh folder at once: the second waits here and finds it done. Two
    # threads wait before: Alembic keeps what it works on in a module of its own.
    with _MIGRATING, engine.execution_options(is_writer=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                "The database was written by a newer Thinkaloud; upgrade this one to open it."
            ) from error
