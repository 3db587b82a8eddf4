"""An archive's batches, written in small portions: whoever records meanwhile never waits.

Until the last portion is in, the study stands under a name of its own and says that it is being
imported. What a killed import has left is cleared away by the next one.
"""

from __future__ import annotations

import re
import secrets
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlmodel import SQLModel

from recorder import archive_reading as reading
from recorder import ingest
from recorder.archive_reading import Contents
from recorder.definition import StudyDefinition
from recorder.errors import ArchiveError, RefusedError
from recorder.models import Study
from recorder.progress import Progress, silent
from recorder.store import Store
from recorder.wire import codec_of, decode_batch, unfold

PORTION = 50  # rows of one transaction: it holds the write lock for some milliseconds
PORTION_BYTES = 4 * 1024 * 1024
STALE_S = 120.0  # without a portion for so long, an import is dead

_WORKING = re.compile(r"importing-[0-9a-f]{16}")
_TABLES = SQLModel.metadata.tables
_STUDY, _SESSION, _PARTICIPANT = (_TABLES[name] for name in ("study", "session", "participant"))
_OF_STUDY = ("screen", "asset", "session", "participant")


@dataclass(slots=True)
class Import:
    """One import under way: the study's working name, and what to take back if it fails."""

    slug: str
    study_id: int = 0
    is_done: bool = False
    digests: list[str] = field(default_factory=list)  # blobs that it has put


def working(written: StudyDefinition, under: Import) -> StudyDefinition:
    """Give a definition the name under which its study stands until it is whole."""
    title = f"{written.title} (being imported)"
    return msgspec.structs.replace(written, slug=under.slug, title=title)


@contextmanager
def all_or_nothing(store: Store) -> Iterator[Import]:
    """Take everything of an import back that has not come to its end, also a dead one's."""
    _clear_dead(store)
    under = Import(f"importing-{secrets.token_hex(8)}")
    try:
        yield under
    finally:
        if not under.is_done:
            if under.study_id:
                _forget(store, under.study_id)
            store.sweep(under.digests)


def add_batches(
    store: Store,
    under: Import,
    contents: Contents,
    ids: dict[str, str],
    archive: zipfile.ZipFile,
    *,
    progress: Progress = silent,
) -> None:
    """Add an archive's batches and make the attempts anew.

    Parameters
    ----------
    ids
        Each session's id there and here.
    progress
        Called with the number of batches taken in and of all.

    Raises
    ------
    ArchiveError
        For what the collector would refuse.
    """
    done = 0
    for rows in _portions(contents, ids, archive):
        # Bodies are read and checked before the lock is taken, not under it.
        with store.transaction() as orm:
            connection = orm.connection()
            for row in rows:
                if not ingest.put(connection, row):
                    raise ArchiveError("A session was closed while it was imported; try again.")
            _is_alive(connection, under)
        done += len(rows)
        progress(done, len(contents.batches))
    for session_id in ids.values():
        with store.transaction() as orm:
            ingest.refresh_attempts(orm.connection(), session_id)


def finish(connection: Connection, under: Import, entry: reading.StudyEntry, slug: str) -> None:
    """Give a study that is whole its own name; its sessions take nothing more."""
    closed = update(_SESSION).where(_SESSION.c.study_id == under.study_id).values(state="closed")
    connection.execute(closed)
    definition = msgspec.structs.replace(entry.definition, slug=slug)
    values = {
        "slug": slug,
        "title": definition.title,
        "definition": msgspec.json.encode(definition).decode(),
        "version": entry.version,
        "created_ms": entry.created_ms,
    }
    connection.execute(update(_STUDY).where(_STUDY.c.id == under.study_id).values(values))


def _portions(
    contents: Contents, ids: dict[str, str], archive: zipfile.ZipFile
) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for entry in contents.batches:
        body = reading.blob(archive, entry.body)
        try:
            decoded = decode_batch(unfold(body))
        except RefusedError as error:
            raise ArchiveError(f"A recording in the archive is refused. {error}") from error
        session_id = ids[entry.session_id]
        rows.append(ingest.row_of(session_id, decoded, body, codec_of(body), entry.received_ms))
        size += len(body)
        if len(rows) >= PORTION or size >= PORTION_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _is_alive(connection: Connection, under: Import) -> None:
    """Note when the last portion came: another import must not take this one for dead."""
    values = {"created_ms": time.time_ns() // 1_000_000}
    connection.execute(update(_STUDY).where(_STUDY.c.id == under.study_id).values(values))


def _clear_dead(store: Store) -> None:
    oldest_ms = time.time() * 1_000 - STALE_S * 1_000
    for study in store.studies():
        if _WORKING.fullmatch(study.slug) and study.created_ms < oldest_ms and study.id:
            _forget(store, study.id)


def is_importing(study: Study) -> bool:
    """Say whether a study is not whole yet."""
    return _WORKING.fullmatch(study.slug) is not None


def _forget(store: Store, study_id: int) -> None:
    """Remove a study that never became whole, session by session."""
    with store.reading() as orm:
        query = select(_SESSION.c.id).where(_SESSION.c.study_id == study_id)
        sessions = list(orm.connection().execute(query).scalars())
    digests: list[str] = []
    for session_id in sessions:
        with store.transaction() as orm:
            digests += ingest.wipe(orm.connection(), [session_id])
    with store.transaction() as orm:
        for name in _OF_STUDY:
            table = _TABLES[name]
            if "digest" in table.c:
                kept = select(table.c.digest).where(table.c.study_id == study_id)
                digests += orm.connection().execute(kept).scalars()
            orm.connection().execute(delete(table).where(table.c.study_id == study_id))
        orm.connection().execute(delete(_STUDY).where(_STUDY.c.id == study_id))
    store.sweep(digests)
