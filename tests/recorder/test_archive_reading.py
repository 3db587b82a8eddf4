import zipfile
from pathlib import Path

import pytest

from recorder import archive_reading as reading
from recorder.archive import export_study
from recorder.errors import ArchiveError, StudyError
from recorder.models import Study
from recorder.store import Store


@pytest.fixture
def path(store: Store, study: Study, tmp_path: Path) -> Path:
    export_study(store, "checkout", tmp_path / "x.zip")
    return tmp_path / "x.zip"


def test_an_index_may_not_be_larger_than_any(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_INDEX_BYTES", 10)
    with reading.opened(path) as archive, pytest.raises(ArchiveError, match="larger"):
        reading.contents(archive)


def test_an_encrypted_entry_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    # Bit 0 of the flags, in the central directory and before the data.
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + place] |= 1
    path.write_bytes(data)
    with reading.opened(path) as archive, pytest.raises(ArchiveError, match="damaged"):
        reading.contents(archive)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no file"), reading.opened(tmp_path / "none.zip"):
        pass


def test_a_plain_zip_is_no_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as plain:
        plain.writestr("a.txt", "a")
    with pytest.raises(ArchiveError, match="no manifest"), reading.opened(tmp_path / "x.zip"):
        pass


def test_another_name_is_a_short_name(path: Path) -> None:
    with reading.opened(path) as archive:
        contents = reading.contents(archive)
    assert reading.definition(contents, None).slug == "checkout"
    assert reading.definition(contents, "copy").slug == "copy"
    for name in ("", "A", "a b", "../x", "a\n"):
        with pytest.raises(StudyError):
            reading.definition(contents, name)
