"""Pieces of a MediaRecorder joined into a file that plays, also where one of them was lost.

A browser cuts its stream anywhere, also inside of a block. WebM (Matroska, RFC 9559) can be
taken up again at the next cluster, which carries its own time; what hangs over at a gap is cut
off. Ogg finds its next page by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

WEBM = b"\x1a\x45\xdf\xa3"  # the EBML header
_CLUSTER = b"\x1f\x43\xb6\x75"


def joined(parts: Sequence[tuple[int, bytes]], content_type: str) -> bytes:
    """Join pieces into one file.

    Parameters
    ----------
    parts
        Number and bytes of each piece, ascending; the first is the beginning of the file.
    content_type
        What the file is.

    Returns
    -------
    bytes
        The file. Where numbers are missing in WebM, sound goes on at the next cluster and keeps
        its time: the place of the lost pieces is silent.
    """
    if content_type != "audio/webm":
        return b"".join(data for _, data in parts)
    whole = bytearray()
    last = -1
    for number, data in parts:
        if number == last + 1:
            whole += data
        else:
            start = data.find(_CLUSTER)
            if start < 0:
                continue  # nothing of it can be read; the next one is behind a gap as well
            del whole[_whole_blocks(whole) :]
            whole += data[start:]
        last = number
    return bytes(whole)


def _whole_blocks(data: bytearray) -> int:
    """Return where the last element ends that is there as a whole."""
    cluster = data.rfind(_CLUSTER)
    if cluster < 0:
        return len(data)
    size = _number(data, cluster + 4)
    at = end = size[1] if size else cluster  # a cluster of which not even the size came
    while True:
        name = _width(data, at)
        size = _number(data, at + name) if name else None
        if size is None or size[0] + size[1] > len(data):
            return end
        at = end = size[0] + size[1]


def _number(data: bytearray, at: int) -> tuple[int, int] | None:
    """Read an EBML size; return it and where it ends."""
    width = _width(data, at)
    if not width or at + width > len(data):
        return None
    value = int.from_bytes(data[at : at + width], "big")
    return value & ((1 << 7 * width) - 1), at + width


def _width(data: bytearray, at: int) -> int:
    """Tell how many bytes an EBML number takes, by the zeros in front; 0 past the end."""
    return 9 - data[at].bit_length() if at < len(data) and data[at] else 0
