import gzip
import threading
import zlib

import pytest

from recorder.archivist import WAITING, Archivist, is_asset, unpacked
from recorder.assets import MAX_ASSET_BYTES
from recorder.errors import RefusedError
from recorder.models import Study
from recorder.store import Store

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
URL = "http://x/a.png"


def test_an_asset_is_stored_in_the_background(store: Store, study: Study) -> None:
    archivist = Archivist(lambda: store, "checkout")
    archivist.offer(URL, "1", "image/png", lambda: PNG)
    archivist.wait()
    asset = store.asset(study.id or 0, URL)
    assert asset is not None
    assert store.blobs.read(asset.digest) == PNG


def test_the_same_version_is_read_once_and_another_again(store: Store, study: Study) -> None:
    archivist = Archivist(lambda: store, "checkout")
    reads: list[str] = []

    def read(version: str) -> bytes:
        reads.append(version)
        return PNG + version.encode()

    for version in ("1", "1", "2", "2", "1"):
        archivist.offer(URL, version, "image/png", lambda version=version: read(version))
        archivist.wait()
    assert reads == ["1", "2"]
    assert len(store.assets(study.id or 0)) == 2


def test_what_fails_is_left_out_and_the_next_is_stored(store: Store, study: Study) -> None:
    archivist = Archivist(lambda: store, "checkout")

    def gone() -> bytes:
        raise FileNotFoundError

    archivist.offer("http://x/gone.png", "1", "image/png", gone)
    archivist.offer("http://x/lie.png", "1", "image/png", lambda: b"<html>")
    archivist.offer("data:image/png;base64,x", "1", "image/png", lambda: PNG)
    archivist.offer(URL, "1", "image/png", lambda: PNG)
    archivist.wait()
    assert [asset.url for asset in store.assets(study.id or 0)] == [URL]


def test_an_offer_never_waits(store: Store, study: Study) -> None:
    archivist = Archivist(lambda: store, "checkout")
    gate = threading.Event()

    def slow() -> bytes:
        gate.wait(20)
        return PNG

    for number in range(WAITING + 50):
        archivist.offer(f"http://x/{number}.png", "1", "image/png", slow)
    gate.set()
    archivist.wait()
    stored = len(store.assets(study.id or 0))
    assert WAITING <= stored <= WAITING + 1


def test_encodings_are_undone() -> None:
    raw = zlib.compressobj(wbits=-15)
    for body, encoding in (
        (PNG, ""),
        (PNG, "identity"),
        (gzip.compress(PNG), "gzip"),
        (zlib.compress(PNG), "deflate"),
        (raw.compress(PNG) + raw.flush(), " Deflate"),
    ):
        assert unpacked(body, encoding) == PNG


def test_a_bomb_and_an_unknown_encoding_are_refused() -> None:
    with pytest.raises(RefusedError):
        unpacked(gzip.compress(b"0" * (MAX_ASSET_BYTES + 1)), "gzip")
    with pytest.raises(RefusedError):
        unpacked(PNG, "br")


def test_only_what_a_picture_needs_is_an_asset() -> None:
    assert is_asset("image/png")
    assert is_asset("Text/CSS; charset=utf-8")
    assert is_asset("application/font-woff")
    assert not is_asset("text/html")
    assert not is_asset("text/javascript")
    assert not is_asset("")
