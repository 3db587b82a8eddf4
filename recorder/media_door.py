"""What comes in as media: a line of JSON that says what it is, and the bytes behind it.

One body for both, so that a page of another site can send it without asking first (a CORS
preflight), and so that nothing of a page's geometry stands in an address.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from recorder.answers import body_of, token_of
from recorder.consent import scopes_of
from recorder.door import Door
from recorder.errors import RefusedError
from recorder.media import AudioPiece, FramePiece, Piece, add_piece
from recorder.protocol import VERSION
from recorder.quota import Quota
from recorder.store import Store
from recorder.webm import WEBM
from recorder.wire import decode

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_PIECE_BYTES = 2 * 1024 * 1024
MAX_HEAD_BYTES = 64 * 1024
MAX_AUDIO_MS = 120_000.0  # of one piece: MediaRecorder may be late, never by so much
MAX_PIXELS = 32_000_000


class MediaStored(msgspec.Struct, frozen=True):
    """The collector's answer to a piece: it is on the disk, now or before."""

    stored: int
    duplicate: bool
    server_ms: float


def take(
    environ: WSGIEnvironment,
    door: Door,
    store_of: Callable[[], Store],
    clock: Callable[[], int],
    quota: Quota,
) -> MediaStored:
    """Store a piece of audio, or a frame, that a page has sent.

    Raises
    ------
    RefusedError
        `no_consent` where the participant has not agreed to this kind, and what the pieces'
        checks and the store refuse.
    """
    session, _ = door.admit(environ, token_of(environ))
    quota.request(session.id)
    piece, data = parse(body_of(environ, MAX_PIECE_BYTES + MAX_HEAD_BYTES))
    scopes = scopes_of(session.consent_text)
    agreed = scopes.screen if isinstance(piece, FramePiece) else scopes.audio
    if not agreed:
        raise RefusedError("no_consent", 403, "The participant has not agreed to this capture.")
    kind = check_bytes(piece, data)
    quota.check(store_of(), session.id, "media", len(data))
    now_ms = clock()
    duplicate = add_piece(store_of(), session, piece, data, kind, now_ms=now_ms)
    if not duplicate:
        quota.add(session.id, "media", len(data))
    return MediaStored(piece.seq, duplicate, now_ms)


def parse(body: bytes) -> tuple[Piece, bytes]:
    """Take a body apart: its head, checked, and the bytes.

    Raises
    ------
    RefusedError
        `bad_json`, `unknown_version`, `invalid_message` or `too_large`.
    """
    head, found, data = body.partition(b"\n")
    if not found or len(head) > MAX_HEAD_BYTES:
        raise RefusedError("bad_json", 400, "A line of JSON goes before the bytes.")
    if len(data) > MAX_PIECE_BYTES:
        raise RefusedError("too_large", 413, f"A piece has at most {MAX_PIECE_BYTES} bytes.")
    piece: Piece = decode(head, _PIECE)
    if piece.v != VERSION:
        raise RefusedError("unknown_version", 400, f"This collector speaks version {VERSION}.")
    if not 0 <= piece.last_t - piece.first_t <= MAX_AUDIO_MS:
        raise RefusedError("invalid_message", 422, "first_t, last_t: not a piece of time.")
    return piece, data


def check_bytes(piece: Piece, data: bytes) -> str:
    """Tell what a piece's bytes are, by themselves.

    Raises
    ------
    RefusedError
        `bad_asset`: no WebP picture of a bounded size; or no beginning of a recording. What
        follows such a beginning cannot be known by itself, and is only ever served as sound.
    """
    if isinstance(piece, FramePiece):
        width, height = _webp_size(data)
        if not 0 < width * height <= MAX_PIXELS:
            raise RefusedError("bad_asset", 415, "A frame is a WebP picture of at most 32 MP.")
        return "image/webp"
    return _audio_type(piece, data)


_PIECE: Any = FramePiece | AudioPiece


def _audio_type(piece: AudioPiece, data: bytes) -> str:
    if not data:
        raise RefusedError("bad_asset", 415, "This piece of audio is empty.")
    if piece.about.part > 0:
        return piece.about.content_type
    found = (
        "audio/webm" if data.startswith(WEBM)
        else "audio/ogg" if data.startswith(b"OggS")
        else "audio/mp4" if data[4:8] == b"ftyp"
        else None
    )  # fmt: skip
    if found != piece.about.content_type:
        raise RefusedError("bad_asset", 415, f"This is no {piece.about.content_type}.")
    return found


def _webp_size(data: bytes) -> tuple[int, int]:
    """Read a WebP's width and height from its first chunk (RFC 9649); (0, 0) if it is none."""
    if len(data) < 30 or data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return 0, 0
    match data[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return (
                int.from_bytes(data[24:27], "little") + 1,
                int.from_bytes(data[27:30], "little") + 1,
            )
    return 0, 0
