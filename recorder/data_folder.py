"""The data folder that a command was given: one that only reads makes none."""

from __future__ import annotations

from pathlib import Path

from recorder.errors import StoreError

DATABASE = "thinkaloud.db"


def existing(data: Path) -> Path:
    """Return a data folder's whole path, if there is one.

    Parameters
    ----------
    data
        As the person wrote it.

    Raises
    ------
    StoreError
        Where no study was ever kept: a slip of the pen must not leave an empty folder.
    """
    folder = data.absolute()
    if (folder / DATABASE).is_file():
        return folder
    found = "has no studies in it" if folder.is_dir() else "is not there"
    raise StoreError(
        f"The data folder {folder} {found}; look at --data (or THINKALOUD_DATA), or begin with "
        "`thinkaloud study new FILE.yaml`."
    )
