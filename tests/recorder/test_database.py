import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from recorder import database, migrations
from recorder.definition import parse_study
from recorder.errors import StoreError
from recorder.notes import add_note, notes
from recorder.pauses import add_pause, session_pauses
from recorder.store import Store


def test_the_migrations_make_the_tables_of_the_models(
    tmp_path: Path, database_url: str | None
) -> None:
    engine = database.open_engine(tmp_path, database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


def test_the_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_a_database_from_before_pauses_is_upgraded_and_keeps_what_it_has(
    tmp_path: Path, database_url: str | None
) -> None:
    with Store.open(tmp_path, database_url) as store:
        study = store.add_study(
            parse_study("title: T\ntasks: [{id: a, title: A, instructions: A}]", "t")
        )
        session = store.open_session(store.invite(study), "yes", 1)
        add_note(store, session.id, 1.0, "kept", 1)
    engine = database.open_engine(tmp_path, database_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        assert "pause" not in inspect(connection).get_table_names()
    engine.dispose()
    with Store.open(tmp_path, database_url) as store:
        assert [note.text for note in notes(store, session.id)] == ["kept"]
        add_pause(store, session.id, 1, 2, "break", now_ms=1)
        assert len(session_pauses(store, session.id)) == 1


def test_two_openings_at_once_migrate_once(tmp_path: Path, database_url: str | None) -> None:
    faults: list[Exception] = []

    def open_once() -> None:
        try:
            database.open_engine(tmp_path, database_url).dispose()
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=open_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_newer_database_is_left_alone(tmp_path: Path, database_url: str | None) -> None:
    engine = database.open_engine(tmp_path, database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer Thinkaloud"):
        database.open_engine(tmp_path, database_url)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "thinkaloud.db").write_bytes(b"no database " * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        database.open_engine(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "foo://x/y", "postgresql://127.0.0.1:1/none"])
def test_a_wrong_address_is_named(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError):
        database.open_engine(tmp_path, url)


def test_a_database_that_was_damaged_is_told_with_a_remedy(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.studies() == []
    path = tmp_path / "thinkaloud.db"
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'study'")
    place = (found.fetchone()[0] - 1) * connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * 100)
    with Store.open(tmp_path) as store, pytest.raises(StoreError, match="backup"):
        store.studies()


def test_a_broken_constraint_is_no_damage() -> None:
    with pytest.raises(IntegrityError), database.told():
        raise IntegrityError("", {}, ValueError("taken"))
