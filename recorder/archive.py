"""A study as one file: a zip with a manifest, the same bytes for the same study.

Every body, asset, picture and piece of media is an entry `blobs/<sha256>`, so each entry's name
is its checksum; the manifest holds the checksums of the rest. What can be made again (times,
attempts, counts) is not trusted but made again from the batches. Tokens are not in it: an
archive opens no session.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlmodel import col, select

from recorder import archive_reading as reading
from recorder.archive_reading import (
    FORMAT,
    AssetEntry,
    BatchEntry,
    Contents,
    Manifest,
    MediaEntry,
    NoteEntry,
    ParticipantEntry,
    PauseEntry,
    ReviewEntry,
    ScreenEntry,
    SessionEntry,
    StudyEntry,
    VerdictEntry,
)
from recorder.archive_rows import add_contents
from recorder.errors import StudyError
from recorder.models import Media, Note, Pause, Review, Study
from recorder.progress import Progress, silent
from recorder.store import Store

_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's own zero: the time of writing must not change the bytes


def export_study(store: Store, slug: str, path: Path, progress: Progress = silent) -> None:
    """Write a study with all that was recorded in it.

    Parameters
    ----------
    store
        Where it is.
    slug
        Its short name.
    path
        The zip; one that is there is replaced when the new one is whole.
    progress
        Called with the number of bodies and files written and of all.
    """
    if not path.absolute().parent.is_dir():
        raise StudyError(f"There is no folder {path.parent}; make it, or give another place.")
    contents = _contents(store, store.study(slug))
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(aside, "w") as zip_file:
            checksums = {}
            for name, data in _indexes(contents):
                checksums[name] = hashlib.sha256(data).hexdigest()
                _write(zip_file, name, data, zipfile.ZIP_DEFLATED)
            total = len(_digests(contents))
            for done, (digest, blob) in enumerate(_blobs(store, contents), start=1):
                _write(zip_file, f"blobs/{digest}", blob, zipfile.ZIP_STORED)
                progress(done, total)
            manifest = Manifest(format=FORMAT, slug=slug, checksums=checksums)
            text = msgspec.json.format(msgspec.json.encode(manifest))
            _write(zip_file, "manifest.json", text, zipfile.ZIP_DEFLATED)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def import_study(
    store: Store, path: Path, slug: str | None = None, progress: Progress = silent
) -> Study:
    """Read a study that was exported; all of it is taken in, or nothing.

    Parameters
    ----------
    store
        Where it goes.
    path
        The zip.
    slug
        Another short name than it had.
    progress
        Called with the number of batches taken in and of all.

    Raises
    ------
    ArchiveError
        If the file is no archive, is damaged, forged or from a newer Thinkaloud.
    StudyError
        If the name is taken or is no short name.
    """
    with reading.opened(path) as archive:
        contents = reading.contents(archive)
        written = reading.definition(contents, slug)
        if written.slug in {study.slug for study in store.studies()}:
            raise StudyError(
                f"There is a study `{written.slug}` already; import it under another name: "
                f"--slug {written.slug}-2."
            )
        return add_contents(store, contents, written, archive, progress)


def _contents(store: Store, study: Study) -> Contents:
    sessions = store.sessions(study)
    # Read after the sessions: whoever joins in between is one too many, never one too few.
    people = {person.id: person for person in store.participants(study)}
    study_id = study.id or 0
    return Contents(
        study=StudyEntry(
            definition=store.definition(study),
            version=study.version,
            created_ms=study.created_ms,
            is_simulated=study.is_simulated,
        ),
        participants=[_pick(ParticipantEntry, person) for person in people.values()],
        sessions=[
            _pick(SessionEntry, session, participant=people[session.participant_id].code)
            for session in sessions
        ],
        batches=[entry for session in sessions for entry in _batch_entries(store, session.id)],
        verdicts=[
            _pick(VerdictEntry, attempt)
            for session in sessions
            for attempt in store.attempts(session.id)
            if attempt.verdict is not None
        ],
        assets=[_pick(AssetEntry, asset) for asset in store.assets(study_id)],
        screens=[_pick(ScreenEntry, screen) for screen in store.screens(study_id)],
        **{
            name: [
                _pick(entry, row)
                for session in sessions
                for row in _rows_of(store, table, session.id)
            ]
            for name, entry, table in _ADDED
        },
    )


_ADDED: tuple[tuple[str, type[Any], type[Any]], ...] = (
    ("media", MediaEntry, Media),
    ("notes", NoteEntry, Note),
    ("reviews", ReviewEntry, Review),
    ("pauses", PauseEntry, Pause),
)


def _rows_of(store: Store, table: type[Any], session_id: str) -> list[Any]:
    query = select(table).where(table.session_id == session_id)
    with store.reading() as orm:
        return list(orm.exec(query.order_by(col(table.id))))


def _batch_entries(store: Store, session_id: str) -> Iterator[BatchEntry]:
    for stream in ("events", "replay"):
        for row in store.batches(session_id, stream):
            yield BatchEntry(session_id, row.digest, row.received_ms)


def _pick(kind: type[Any], row: Any, **more: Any) -> Any:
    """Copy a row's columns into an entry of the archive."""
    names = [name for name in kind.__struct_fields__ if name not in more]
    return kind(**{name: getattr(row, name) for name in names}, **more)


def _indexes(contents: Contents) -> Iterator[tuple[str, bytes]]:
    for name in sorted(contents.__struct_fields__):
        yield f"{name}.json", msgspec.json.encode(getattr(contents, name))


def _digests(contents: Contents) -> set[str]:
    bodies = {entry.body for entry in contents.batches}
    assets = {entry.digest for entry in contents.assets}
    pictures = {entry.digest for entry in contents.screens}
    return bodies | assets | pictures | {entry.digest for entry in contents.media}


def _blobs(store: Store, contents: Contents) -> Iterator[tuple[str, bytes]]:
    """Yield each body, asset, picture and piece of media once, in the order of the indexes."""
    seen: set[str] = set()
    for digest, data in _all_blobs(store, contents):
        if digest not in seen:
            seen.add(digest)
            yield digest, data
    if not seen.issuperset(entry.body for entry in contents.batches):
        raise StudyError("A participant was erased during the export; export the study again.")


def _all_blobs(store: Store, contents: Contents) -> Iterator[tuple[str, bytes]]:
    for session in contents.sessions:
        for stream in ("events", "replay"):
            for row in store.batches(session.id, stream):
                yield row.digest, row.body
    kept: Iterable[AssetEntry | ScreenEntry | MediaEntry] = [
        *contents.assets, *contents.screens, *contents.media
    ]  # fmt: skip
    for entry in kept:
        yield entry.digest, store.blobs.read(entry.digest)


def _write(zip_file: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = how
    entry.create_system = 3  # the same bytes on Windows
    entry.external_attr = 0o644 << 16
    zip_file.writestr(entry, data)
