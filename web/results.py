"""Results of analyses on disk: one folder each, named by what it rests on.

`Store.state` changes with every batch and verdict, so a result whose folder is named by the
present state is fresh, and an unchanged study is never calculated twice. A folder appears in
one step, whole: a reader never meets half a result.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from analyzer.results import SCHEMA_VERSION, StudyAnalysis
from recorder.decoding import decoder
from recorder.errors import NotFoundError, StoreError
from recorder.library import RESULTS
from recorder.models import Study
from recorder.store import Store
from web.pictures import Pictures
from web.version import VERSION

_FILE = re.compile(r"^[a-z0-9][a-z0-9_-]*\.(png|webp)$")
_RESULT = re.compile(r"^[A-Za-z0-9.+_-]+$")


class Result(msgspec.Struct, frozen=True):
    """An analysis with its pictures; the pictures' `src` are file names in `folder`."""

    folder: Path
    analysis: StudyAnalysis
    pictures: Pictures

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


def latest(store: Store, study: Study) -> Result | None:
    """Return the newest result, also a stale one; None where there is none yet."""
    found = [
        path for path in study_folder(store.data, study.slug).glob("result-*") if path.is_dir()
    ]
    if not found:
        return None
    newest = max(found, key=lambda path: path.stat().st_mtime_ns)
    return _read(newest, newest.stat().st_mtime_ns)


def is_fresh(store: Store, study: Study) -> bool:
    """Tell whether there is a result that rests on everything that is stored now."""
    return result_folder(store, study).is_dir()


def result_folder(store: Store, study: Study) -> Path:
    """Name the folder for a result of the present state."""
    # Another release may calculate otherwise.
    name = f"result-{store.state(study)}-{SCHEMA_VERSION}-{VERSION}"
    return study_folder(store.data, study.slug) / name


def study_folder(data: Path, slug: str) -> Path:
    """Name the folder of a study's results."""
    return data / RESULTS / slug


def keep(
    folder: Path, analysis: StudyAnalysis, pictures: Pictures, files: dict[str, bytes]
) -> None:
    """Write a result and remove those that it replaces.

    Parameters
    ----------
    folder
        As `result_folder` gave it before the calculation began.
    analysis, pictures
        The result.
    files
        The pictures' bytes by file name.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two calculations at once must not write into each other's folder.
    part = Path(tempfile.mkdtemp(prefix="part-", dir=folder.parent))
    try:
        (part / "analysis.json").write_bytes(msgspec.json.encode(analysis))
        (part / "pictures.json").write_bytes(msgspec.json.encode(pictures))
        for name, data in files.items():
            (part / name).write_bytes(data)
        _put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    for old in folder.parent.glob("result-*"):
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def _put_in_place(part: Path, folder: Path) -> None:
    for _ in range(9):
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another calculation has just put its own there
            part.rename(folder)
            return
    raise StoreError(f"{folder} cannot be written; calculate the report again.")


def picture_path(store: Store, study: Study, result: str, file: str) -> Path:
    """Find a picture's file; names from an address are checked here."""
    path = study_folder(store.data, study.slug) / result / file
    if not _RESULT.match(result) or ".." in result or not _FILE.match(file) or not path.is_file():
        raise NotFoundError("There is no such picture; the report may have been calculated anew.")
    return path


@lru_cache(maxsize=8)
def _read(folder: Path, _changed_ns: int) -> Result | None:
    try:
        return Result(
            folder=folder,
            analysis=decoder(StudyAnalysis).decode((folder / "analysis.json").read_bytes()),
            pictures=decoder(Pictures).decode((folder / "pictures.json").read_bytes()),
        )
    except (FileNotFoundError, msgspec.DecodeError, msgspec.ValidationError):
        return None  # another release's, or removed this moment: as if it were not there
