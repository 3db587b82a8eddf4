"""How large a picture is, told from its first bytes: before a pixel of it is unpacked."""

from __future__ import annotations

from recorder.errors import RefusedError

MAX_PIXELS = 50_000_000  # a page of 2,000 x 25,000 px
MAX_BYTES = 60 * 1024 * 1024
MAX_SIDE = 65_000  # what OpenCV takes is 2^20, what JPEG can say 65,535

_PNG = b"\x89PNG\r\n\x1a\n"
_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # ITU-T T.81, table B.1
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length


def picture_size(data: bytes) -> tuple[int, int]:
    """Read width and height of a picture that somebody gives, and refuse what is none.

    Parameters
    ----------
    data
        A whole file.

    Returns
    -------
    tuple of int
        Width and height, px, as the file's head tells them.

    Raises
    ------
    RefusedError
        `bad_picture`: no PNG, JPEG or WebP, or damaged. `too_large`: in bytes, or in pixels once
        unpacked, however few bytes they are packed into.
    """
    if len(data) > MAX_BYTES:
        raise RefusedError(
            "too_large", 413, f"A picture has at most {MAX_BYTES // 1024 // 1024} MB."
        )
    size = _png(data) or _jpeg(data) or _webp(data)
    if size is None:
        raise RefusedError(
            "bad_picture", 415, "This is no PNG, JPEG or WebP picture, or its beginning is damaged."
        )
    width, height = size
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE:
        raise RefusedError(
            "too_large", 413,
            f"The picture has {width} x {height} px, {width * height / 1e6:.0f} megapixels; "
            f"{MAX_PIXELS // 1_000_000} are taken. Scale it down, or cut it into screens.",
        )  # fmt: skip
    return size


def _png(data: bytes) -> tuple[int, int] | None:
    if data[:8] != _PNG or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    return _sides(int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if data[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:  # a fill byte, or a marker of its own
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _STARTS_OF_FRAME:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return _sides(int.from_bytes(width), int.from_bytes(height))
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return _sides(width, height)
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return _sides((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return _sides(width, height)
    return None


def _sides(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width and height else None
