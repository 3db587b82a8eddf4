"""Media of a session in the store: think-aloud audio in pieces, and frames of the screen.

A piece is named by (session, kind, tab, seq), where `tab` is one page's own name for its stream.
Its bytes lie in the blob store; what it is of stands as JSON in `Media.about`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Orm
from sqlmodel import col, func, select

from recorder.decoding import decoder
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Media, Session
from recorder.protocol import Box, Count, Id, PageId, Pixel, Short, Time
from recorder.store import Store
from recorder.webm import joined

MAX_SESSION_BYTES = 512 * 1024 * 1024  # two hours of both, and a half more
LATE_MS = 600_000  # what was captured before the end may arrive for so long after it

AudioType = Literal["audio/webm", "audio/ogg", "audio/mp4"]


class FrameAbout(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a frame shows: which place of which page. Lengths are CSS px."""

    page: PageId
    screen: Short
    cause: Literal["screen", "click", "scroll"]
    scroll_x: Pixel
    scroll_y: Pixel
    width: Annotated[float, Meta(gt=0, le=100_000)]  # viewport
    height: Annotated[float, Meta(gt=0, le=100_000)]
    page_width: Pixel
    page_height: Pixel
    dpr: Annotated[float, Meta(gt=0, le=16)] = 1.0
    masks: Annotated[list[Box], Meta(max_length=1_000)] = []  # painted over; in the viewport
    holes: Annotated[list[Box], Meta(max_length=200)] = []  # of the window, not of the page


class AudioAbout(msgspec.Struct, frozen=True):
    """Where a piece belongs: MediaRecorder's pieces of one run make up one file."""

    run: Id
    part: Count
    content_type: AudioType = "audio/webm"


class FramePiece(msgspec.Struct, frozen=True, tag_field="kind", tag="frame"):
    """The head of an uploaded frame."""

    v: int
    tab: Id
    seq: Count
    first_t: Time
    last_t: Time
    about: FrameAbout


class AudioPiece(msgspec.Struct, frozen=True, tag_field="kind", tag="audio"):
    """The head of an uploaded piece of audio."""

    v: int
    tab: Id
    seq: Count
    first_t: Time
    last_t: Time
    about: AudioAbout


Piece = FramePiece | AudioPiece


@dataclass(frozen=True, slots=True)
class AudioRun:
    """One file of sound: from a MediaRecorder's start to its end, a pause, or the page's end.

    Attributes
    ----------
    first_t, last_t
        Session ms.
    pieces
        In their order.
    missing
        Pieces that are known to be lost from between them, or from before the first.
    has_start
        Whether the beginning of the file is there, without which none of it plays.
    """

    name: str
    content_type: str
    first_t: float
    last_t: float
    pieces: tuple[Media, ...]
    missing: int
    has_start: bool


def add_piece(
    store: Store, session: Session, piece: Piece, data: bytes, content_type: str, *, now_ms: int
) -> bool:
    """Keep a piece; when this returns it is on the disk.

    Returns
    -------
    bool
        True if the same piece was stored before: nothing has changed.

    Raises
    ------
    RefusedError
        `no_consent`, `session_closed`, `seq_conflict`, or `media_full`.
    """
    digest = store.blobs.put(data)
    row = Media(
        session_id=session.id,
        kind="frame" if isinstance(piece, FramePiece) else "audio",
        tab=piece.tab,
        seq=piece.seq,
        first_t=piece.first_t,
        last_t=piece.last_t,
        content_type=content_type,
        about=msgspec.json.encode(piece.about).decode(),
        digest=digest,
        size=len(data),
        received_ms=now_ms,
    )
    try:
        is_new = _insert(store, row, now_ms)
    except RefusedError:
        store.sweep([digest])
        raise
    # Another session's withdrawal may have swept the same bytes before our row was there.
    if not store.blobs.has(digest):
        store.blobs.put(data)
    return not is_new


def media(store: Store, session_id: str, kind: Literal["audio", "frame"]) -> list[Media]:
    """Return a session's pieces of one kind, in the order of (tab, seq)."""
    query = select(Media).where(Media.session_id == session_id, Media.kind == kind)
    with store.reading() as orm:
        return list(orm.exec(query.order_by(col(Media.tab), col(Media.seq))))


def frame_about(row: Media) -> FrameAbout:
    """Return what a stored frame shows."""
    return decoder(FrameAbout).decode(row.about)


def audio_runs(store: Store, session_id: str) -> list[AudioRun]:
    """Return the files of sound of a session, in the order of time."""
    found: dict[str, list[tuple[int, Media]]] = {}
    for row in media(store, session_id, "audio"):
        about = decoder(AudioAbout).decode(row.about)
        found.setdefault(f"{row.tab}-{about.run}", []).append((about.part, row))
    runs = [_run(name, sorted(parts, key=lambda one: one[0])) for name, parts in found.items()]
    return sorted(runs, key=lambda run: (run.first_t, run.name))


def audio_file(store: Store, session_id: str, name: str) -> tuple[bytes, AudioRun]:
    """Return one run as a file that plays, with what is known of it.

    Raises
    ------
    NotFoundError
        If the session has no such run, or the piece that its file begins with was lost.
    """
    run = next((run for run in audio_runs(store, session_id) if run.name == name), None)
    if run is None:
        raise NotFoundError(f"Session {session_id} has no audio `{name[:80]}`.")
    if not run.has_start:
        raise NotFoundError("The beginning of this audio was lost, without which none of it plays.")
    parts = [
        (decoder(AudioAbout).decode(row.about).part, store.blobs.read(row.digest))
        for row in run.pieces
    ]
    return joined(parts, run.content_type), run


def _insert(store: Store, row: Media, now_ms: int) -> bool:
    for _ in range(2):
        try:
            with store.transaction() as orm:
                return _put(orm, row, now_ms)
        except IntegrityError:
            continue  # the same piece, by another request, between the question and the answer
    return False


def _put(orm: Orm, row: Media, now_ms: int) -> bool:
    # Locked: a withdrawal on PostgreSQL waits for us or we see it.
    session = orm.get(Session, row.session_id, with_for_update=True)
    if session is None or session.state == "withdrawn":
        raise RefusedError("no_consent", 403, "The participant has withdrawn; nothing is kept.")
    name = (
        Media.session_id == row.session_id,
        Media.kind == row.kind,
        Media.tab == row.tab,
        Media.seq == row.seq,
    )
    known = orm.exec(select(Media.digest).where(*name)).first()
    if known is not None:
        if known != row.digest:
            raise RefusedError("seq_conflict", 409, f"Number {row.seq} holds something else.")
        return False
    if session.state == "closed" and now_ms > (session.closed_ms or 0) + LATE_MS:
        raise RefusedError("session_closed", 409, "The session is closed and takes nothing more.")
    total = orm.exec(select(func.sum(Media.size)).where(Media.session_id == row.session_id)).one()
    if (total or 0) + row.size > MAX_SESSION_BYTES:
        raise RefusedError(
            "media_full", 413, f"A session keeps {MAX_SESSION_BYTES:,} bytes of sound and frames."
        )
    orm.add(Media(**row.model_dump(exclude={"id"})))
    return True


def _run(name: str, parts: Iterable[tuple[int, Media]]) -> AudioRun:
    numbers, rows = zip(*parts, strict=True)
    return AudioRun(
        name=name,
        content_type=rows[0].content_type,
        first_t=rows[0].first_t,
        last_t=max(row.last_t for row in rows),
        pieces=tuple(rows),
        missing=numbers[-1] + 1 - len(set(numbers)),
        has_start=numbers[0] == 0,
    )
