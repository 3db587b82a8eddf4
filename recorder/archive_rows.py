"""An archive's contents as rows: all of them, or none; `importing.py` writes the batches."""

from __future__ import annotations

import secrets
import time
import zipfile
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Orm
from sqlmodel import select

from recorder import archive_reading as reading
from recorder import catalogue, groups
from recorder.archive_reading import (
    AssetEntry,
    Contents,
    MediaEntry,
    NoteEntry,
    ParticipantEntry,
    PauseEntry,
    ReviewEntry,
    ScreenEntry,
    SessionEntry,
)
from recorder.assets import sniff
from recorder.definition import StudyDefinition
from recorder.errors import ArchiveError, RefusedError, StudyError
from recorder.importing import add_batches, all_or_nothing, finish, working
from recorder.media import AudioAbout, AudioPiece, FrameAbout, FramePiece
from recorder.media_door import check_bytes
from recorder.models import (
    Asset,
    Attempt,
    Media,
    Note,
    Participant,
    Pause,
    Review,
    Screen,
    Session,
    Study,
)
from recorder.progress import Progress, silent
from recorder.protocol import VERSION
from recorder.store import Store
from recorder.wire import decode


def add_contents(
    store: Store,
    contents: Contents,
    written: StudyDefinition,
    archive: zipfile.ZipFile,
    progress: Progress = silent,
) -> Study:
    """Add an archive's study to a store.

    Raises
    ------
    ArchiveError
        If the contents contradict themselves or hold what the collector would refuse.
    """
    is_simulated = contents.study.is_simulated
    try:
        with all_or_nothing(store) as under:
            _add_blobs(store, contents, archive, under.digests)
            with store.transaction() as orm:
                study = catalogue.add(
                    orm, working(written, under), _now_ms(), is_simulated=is_simulated
                )
                under.study_id = study.id or 0
                ids = _add_people(orm, study, contents)
            add_batches(store, under, contents, ids, archive, progress=progress)
            with store.transaction() as orm:
                _add_verdicts(orm, contents, ids)
                _add_pictures(orm, study, contents, ids, archive)
                _add_observations(orm, contents, ids, archive)
                finish(orm.connection(), under, contents.study, written.slug)
            under.is_done = True
    except (IntegrityError, KeyError) as error:
        raise ArchiveError(
            "The archive names something twice, or something that is not in it; export it again."
        ) from error
    return store.study(written.slug)


def _add_blobs(
    store: Store, contents: Contents, archive: zipfile.ZipFile, digests: list[str]
) -> None:
    entries: list[AssetEntry | ScreenEntry] = [*contents.assets, *contents.screens]
    for entry in entries:
        data = reading.blob(archive, entry.digest)
        claim = entry.content_type if isinstance(entry, AssetEntry) else "image/png"
        try:
            sniff(data, claim, limit=reading.MAX_BLOB_BYTES)
        except RefusedError as error:
            name = f"blobs/{entry.digest[:12]}…"
            raise ArchiveError(f"{name} in the archive is refused. {error}") from error
        digests.append(store.blobs.put(data))
    for piece in contents.media:
        data = reading.blob(archive, piece.digest)
        _check_piece(piece, data)
        digests.append(store.blobs.put(data))


def _check_piece(entry: MediaEntry, data: bytes) -> None:
    """Refuse a piece that the collector would not have taken."""
    name = (VERSION, entry.tab, entry.seq, entry.first_t, entry.last_t)
    try:
        text = entry.about.encode()
        piece = (
            FramePiece(*name, decode(text, FrameAbout))
            if entry.kind == "frame"
            else AudioPiece(*name, decode(text, AudioAbout))
        )
        kind = check_bytes(piece, data)
    except RefusedError as error:
        raise ArchiveError(f"A {entry.kind} in the archive is refused. {error}") from error
    if kind != entry.content_type:
        raise ArchiveError(f"A {entry.kind} in the archive is called {entry.content_type}.")


def _add_people(orm: Orm, study: Study, contents: Contents) -> dict[str, str]:
    """Add participants and sessions; return each session's id there and here."""
    people: dict[str, int] = {}
    for entry in contents.participants:
        person = Participant(
            study_id=study.id or 0,
            join_token=secrets.token_urlsafe(18),
            **_columns(entry) | _groups(entry),
        )
        orm.add(person)
        orm.flush()
        people[person.code] = person.id or 0
    ids: dict[str, str] = {}
    for session in contents.sessions:
        row = _session(orm, study, people[session.participant], session)
        ids[session.id] = row.id
    orm.flush()
    return ids


def _groups(entry: ParticipantEntry) -> dict[str, str | None]:
    """Hold the names of groups to what an invitation takes: they stand in lists and terminals."""
    try:
        return {
            "variant": groups.checked("variant", entry.variant),
            "segment": groups.checked("segment", entry.segment),
        }
    except StudyError as error:
        raise ArchiveError(
            f"Participant {entry.code} in the archive is refused. {error}"
        ) from error


def _session(orm: Orm, study: Study, participant_id: int, entry: SessionEntry) -> Session:
    columns = _columns(entry)
    del columns["participant"]
    if orm.get(Session, entry.id) is not None:  # the same archive, under another name
        columns["id"] = secrets.token_hex(8)
    # `open` until the batches are in: the road that they take refuses a closed one.
    row = Session(
        study_id=study.id or 0,
        participant_id=participant_id,
        token=secrets.token_urlsafe(24),
        state="open",
        **columns,
    )
    orm.add(row)
    return row


def _add_verdicts(orm: Orm, contents: Contents, ids: dict[str, str]) -> None:
    for entry in contents.verdicts:
        query = select(Attempt).where(
            Attempt.session_id == ids[entry.session_id],
            Attempt.task == entry.task,
            Attempt.number == entry.number,
        )
        attempt = orm.exec(query).first()
        # A later version of the study may know a judged try no more (it no longer ends on its
        # goal); the verdict counts nowhere then, and must not keep the archive from being read.
        if attempt is not None:
            attempt.verdict, attempt.verdict_ms = entry.verdict, entry.verdict_ms


def _add_pictures(
    orm: Orm, study: Study, contents: Contents, ids: dict[str, str], archive: zipfile.ZipFile
) -> None:
    for asset in contents.assets:
        size = archive.getinfo(f"blobs/{asset.digest}").file_size
        orm.add(Asset(study_id=study.id or 0, size=size, **_columns(asset)))
    for screen in contents.screens:
        columns = _columns(screen)
        # An uploaded picture belongs to no session.
        columns["session_id"] = ids.get(screen.session_id, screen.session_id)
        orm.add(Screen(study_id=study.id or 0, **columns))


def _add_observations(
    orm: Orm, contents: Contents, ids: dict[str, str], archive: zipfile.ZipFile
) -> None:
    """Add what was captured beside the recording, and what people wrote down about it."""
    for piece in contents.media:
        size = archive.getinfo(f"blobs/{piece.digest}").file_size
        orm.add(Media(size=size, **_columns(piece) | {"session_id": ids[piece.session_id]}))
    for note in contents.notes:
        orm.add(Note(**_columns(note) | {"session_id": ids[note.session_id]}))
    for review in contents.reviews:
        orm.add(Review(**_columns(review) | {"session_id": ids[review.session_id]}))
    for pause in contents.pauses:
        if not pause.start_t < pause.end_t:
            raise ArchiveError("A pause in the archive ends before it begins; export it again.")
        orm.add(Pause(**_columns(pause) | {"session_id": ids[pause.session_id]}))


Row = (
    ParticipantEntry | SessionEntry | AssetEntry | ScreenEntry
    | MediaEntry | NoteEntry | ReviewEntry | PauseEntry
)  # fmt: skip


def _columns(entry: Row) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
