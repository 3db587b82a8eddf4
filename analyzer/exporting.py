"""Taking results away: files of one format in a folder, each of them whole or not there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analyzer.tables import Material
from recorder.errors import StoreError
from recorder.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: what it is for people, and how it is written."""

    title: str
    about: str
    write: Callable[[Material, Path, Progress], None]  # into an empty folder


def export_to(
    form: ExportFormat, material: Material, folder: Path, progress: Progress = silent
) -> list[Path]:
    """Write a format's files into a folder.

    They are written aside and renamed one by one: interrupted, a file is the old one or the new.

    Parameters
    ----------
    form
        The format.
    material
        The study.
    folder
        Made where it is not there yet; files of the same names are replaced.
    progress
        Called with the number of tables written and of all.

    Returns
    -------
    list of Path
        The files, sorted by name.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}.") from error
    written: list[Path] = []
    try:
        form.write(material, aside, progress)
        for path in sorted(aside.iterdir()):
            written.append(path.replace(folder / path.name))
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if is_new and not written:
            folder.rmdir()
    return written
