"""Reading a study archive with distrust: names, sizes, checksums and types are all checked."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from recorder.decoding import decoder
from recorder.definition import Slug, StudyDefinition, check_study
from recorder.errors import ArchiveError, StudyError
from recorder.protocol import Count, Id, Time

FORMAT = 3
ADDED = {"media": 2, "notes": 2, "reviews": 2, "pauses": 3}  # entries, and since which format
MAX_BLOB_BYTES = 64 * 1024 * 1024
MAX_INDEX_BYTES = 256 * 1024 * 1024
MAX_RATIO = 100  # a study's indexes shrink to a tenth or so, its blobs hardly: more is a bomb
SLACK_BYTES = 16 * 1024 * 1024

_NAME = re.compile(
    r"(?:manifest|study|participants|sessions|batches|verdicts|assets|screens|media|notes|reviews|pauses)\.json"
    r"|blobs/[0-9a-f]{64}"
)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)

Ms = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(max_length=300)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")]
Entry = TypeVar("Entry")


class Manifest(msgspec.Struct, frozen=True):
    """What an archive says of itself; `checksums` of its other JSON entries (SHA-256)."""

    format: int
    slug: str
    checksums: dict[str, Digest]
    kind: Literal["thinkaloud-study"] = "thinkaloud-study"


class StudyEntry(msgspec.Struct, frozen=True):
    """A study; where its prototype stood is of no use on another machine."""

    definition: StudyDefinition
    version: Annotated[int, Meta(ge=1)]
    created_ms: Ms
    is_simulated: bool


class ParticipantEntry(msgspec.Struct, frozen=True):
    """A participant without the join token."""

    code: Code
    variant: Name | None
    segment: Name | None
    state: Literal["invited", "active", "done", "declined", "withdrawn"]
    is_simulated: bool
    created_ms: Ms


class SessionEntry(msgspec.Struct, frozen=True):
    """A session without its token."""

    id: Id
    participant: Code
    created_ms: Ms
    closed_ms: Ms | None
    origin_ms: float | None
    definition_version: int
    consent_ms: Ms
    consent_text: str
    tracker: Name | None
    user_agent: Name | None
    width: float | None
    height: float | None
    dpr: float | None


class BatchEntry(msgspec.Struct, frozen=True):
    """A batch: whose it is, which blob its body is, when it came."""

    session_id: Id
    body: Digest
    received_ms: Ms


class VerdictEntry(msgspec.Struct, frozen=True):
    """What a moderator decided."""

    session_id: Id
    task: Id
    number: Count
    verdict: Literal["success", "fail"]
    verdict_ms: Ms | None


class AssetEntry(msgspec.Struct, frozen=True):
    """An archived file."""

    url: Annotated[str, Meta(max_length=4_000)]
    digest: Digest
    content_type: Name


class ScreenEntry(msgspec.Struct, frozen=True):
    """A screen's picture."""

    key: Name
    viewport_class: Name
    source: Name
    digest: Digest
    boxes: str
    width: Count
    height: Count
    scale: float
    session_id: Name
    t: Time


class MediaEntry(msgspec.Struct, frozen=True):
    """A piece of sound, or a frame."""

    session_id: Id
    kind: Literal["audio", "frame"]
    tab: Id
    seq: Count
    first_t: Time
    last_t: Time
    content_type: Name
    about: str
    digest: Digest
    received_ms: Ms


class NoteEntry(msgspec.Struct, frozen=True):
    """What somebody wrote down at a moment of a session."""

    session_id: Id
    t: Time
    text: str
    code: Name | None
    author: Name | None
    created_ms: Ms


class ReviewEntry(msgspec.Struct, frozen=True):
    """A researcher's verdict on a signal."""

    session_id: Id
    kind: Name
    t: Time
    location: str
    verdict: Literal["accept", "reject"]
    reason: str
    created_ms: Ms


class PauseEntry(msgspec.Struct, frozen=True):
    """A stretch that is no part of any time on task."""

    session_id: Id
    start_t: Time
    end_t: Time
    reason: Literal["moderator", "technical", "break", "other"]
    note: str
    author: Name | None
    created_ms: Ms


class Contents(msgspec.Struct, frozen=True):
    """All of an archive but the blobs; each field is an entry `<field>.json`."""

    study: StudyEntry
    participants: list[ParticipantEntry]
    sessions: list[SessionEntry]
    batches: list[BatchEntry]
    verdicts: list[VerdictEntry]
    assets: list[AssetEntry]
    screens: list[ScreenEntry]
    media: list[MediaEntry] = []
    notes: list[NoteEntry] = []
    reviews: list[ReviewEntry] = []
    pauses: list[PauseEntry] = []


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose entries have the right names and bounded sizes."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise ArchiveError(f"There is no file {path}.") from None
    except _DAMAGED as error:
        raise ArchiveError(
            f"{path.name} is no study archive, or was cut off; export or copy it again."
        ) from error
    with archive:
        _check_entries(archive, path)
        yield archive


def contents(archive: zipfile.ZipFile) -> Contents:
    """Read all indexes, checked against the manifest."""
    manifest = _decode(archive, "manifest.json", read(archive, "manifest.json"), Manifest)
    _check_format(manifest.format)
    parts = {}
    for field in msgspec.structs.fields(Contents):
        if manifest.format < ADDED.get(field.name, 1):
            continue
        name = f"{field.name}.json"
        data = read(archive, name)
        if hashlib.sha256(data).hexdigest() != manifest.checksums.get(name):
            raise _wrong(archive, name)
        parts[field.name] = _decode(archive, name, data, field.type)
    return Contents(**parts)


def definition(found: Contents, slug: str | None) -> StudyDefinition:
    """Return the definition of an archive's study, under another name if one is given."""
    written = found.study.definition
    if slug is not None:
        try:
            written = msgspec.structs.replace(written, slug=msgspec.convert(slug, Slug))
        except msgspec.ValidationError:
            raise StudyError(f"`{slug}` is no short name; use a-z, 0-9 and `-`.") from None
    try:
        check_study(written)
    except StudyError as error:
        raise ArchiveError(f"The archive's study is not valid. {error}") from error
    return written


def blob(archive: zipfile.ZipFile, digest: str) -> bytes:
    """Read a body, asset, picture or piece of media; its name is its checksum."""
    name = f"blobs/{digest}"
    data = read(archive, name)
    if hashlib.sha256(data).hexdigest() != digest:
        raise _wrong(archive, name)
    return data


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read an entry, and never more of it than it may have."""
    limit = MAX_INDEX_BYTES if name.endswith(".json") else MAX_BLOB_BYTES
    try:
        with archive.open(name) as entry:
            data = entry.read(limit + 1)
    except KeyError:
        raise ArchiveError(f"The archive has no {name}; export the study again.") from None
    except (*_DAMAGED, RuntimeError) as error:  # zipfile: RuntimeError for an encrypted entry
        raise _wrong(archive, name) from error
    if len(data) > limit:
        raise ArchiveError(f"{name} in the archive is larger than any that Thinkaloud writes.")
    return data


def _check_entries(archive: zipfile.ZipFile, path: Path) -> None:
    names = archive.namelist()
    if "manifest.json" not in names:
        raise ArchiveError(f"{path.name} is a zip, but no study archive: it has no manifest.")
    for name in names:
        if _NAME.fullmatch(name) is None:
            # A newer format may well have more in it: that is the thing to say then.
            _check_format(
                _decode(archive, "manifest.json", read(archive, "manifest.json"), _Format).format
            )
            raise ArchiveError(
                f"{path.name} holds `{name[:80]}`, which is in no study archive; it is not taken."
            )
    if len(set(names)) != len(names):
        raise ArchiveError(f"{path.name} holds an entry twice; it is not taken.")
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAX_RATIO * path.stat().st_size + SLACK_BYTES:
        raise ArchiveError(f"{path.name} would unpack to {unpacked:,} bytes; it is not taken.")


class _Format(msgspec.Struct):
    format: int = FORMAT


def _check_format(number: int) -> None:
    if not 1 <= number <= FORMAT:
        raise ArchiveError(
            f"The archive has format {number}, from a newer Thinkaloud; upgrade this one."
        )


def _decode(archive: zipfile.ZipFile, name: str, data: bytes, kind: type[Entry]) -> Entry:
    try:
        return decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ArchiveError(f"{name} in {archive.filename} is not valid: {error}.") from error


def _wrong(archive: zipfile.ZipFile, name: str) -> ArchiveError:
    return ArchiveError(
        f"{name} in {archive.filename} is damaged: its bytes do not match their checksum. "
        "Export or copy the archive again."
    )
