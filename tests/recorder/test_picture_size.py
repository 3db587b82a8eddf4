from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest

from recorder.errors import RefusedError
from recorder.picture_size import MAX_BYTES, picture_size


def written(kind: str, *options: int, width: int = 321, height: int = 123) -> bytes:
    picture = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return cv2.imencode(kind, picture, list(options))[1].tobytes()


@pytest.mark.parametrize(
    "data",
    [
        written(".png"),
        written(".jpg"),
        written(".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
        written(".webp", cv2.IMWRITE_WEBP_QUALITY, 80),
        written(".webp", cv2.IMWRITE_WEBP_QUALITY, 101),  # lossless
    ],
    ids=["png", "jpeg", "progressive", "webp", "lossless"],
)
def test_the_size_stands_in_the_head_of_each_format(data: bytes) -> None:
    assert picture_size(data) == (321, 123)
    assert picture_size(data[:4_000]) == (321, 123)


def test_extended_webp_tells_its_canvas() -> None:
    body = b"\x10\0\0\0" + (999).to_bytes(3, "little") + (1_999).to_bytes(3, "little")
    assert picture_size(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0" + body) == (1_000, 2_000)


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b""
    for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b"")):
        chunks += struct.pack(">I", len(data)) + name + data
        chunks += struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 2**31 - 1), (66_000, 2)])
def test_a_picture_bomb_is_refused_by_its_head_alone(size: tuple[int, int]) -> None:
    with pytest.raises(RefusedError, match="megapixels") as refused:
        picture_size(bomb(*size))
    assert refused.value.code == "too_large"


def test_fifty_megapixels_are_taken() -> None:
    assert picture_size(bomb(5_000, 10_000)) == (5_000, 10_000)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        written(".png")[:20],
        b"\xff\xd8\xff\xe0\x00\x10", b"\xff\xd8" + b"\xff" * 40, b"\xff\xd8\xff\xda" + bytes(40),
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(40), bomb(0, 10),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="no PNG, JPEG or WebP") as refused:
        picture_size(data)
    assert refused.value.code == "bad_picture"


def test_a_file_of_too_many_bytes_is_refused() -> None:
    with pytest.raises(RefusedError, match="at most 60 MB"):
        picture_size(bytes(MAX_BYTES + 1))
