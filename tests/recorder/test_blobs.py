import hashlib
from pathlib import Path

import pytest

from recorder.blobs import Blobs
from recorder.errors import NotFoundError


def test_bytes_come_back_by_their_digest(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"hello")
    assert digest == hashlib.sha256(b"hello").hexdigest()
    assert blobs.read(digest) == b"hello"
    assert blobs.has(digest)


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.put(b"hello")
    blobs.put(b"hello")
    assert blobs.size() == 5
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "none")
    assert blobs.size() == 0
    assert not blobs.has("0" * 64)
    with pytest.raises(NotFoundError):
        blobs.read("0" * 64)


def test_what_is_removed_is_gone_and_twice_is_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digest = blobs.put(b"hello")
    blobs.remove(digest)
    blobs.remove(digest)
    assert not blobs.has(digest)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_is_a_name(tmp_path: Path, name: str) -> None:
    assert not Blobs(tmp_path).has(name)
    with pytest.raises(NotFoundError):
        Blobs(tmp_path).read(name)
