"""Big bytes by content: a folder of files, each named by its SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from recorder.errors import NotFoundError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of immutable files; the same bytes are kept once.

    Parameters
    ----------
    folder
        Where the files stand, as `ab/abcdef…`; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep bytes; when this returns they are on the disk.

        Returns
        -------
        str
            The SHA-256 of the bytes, in hex.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a reader, or a crash, never meets half a file.
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(path)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest.

        Raises
        ------
        NotFoundError
            If nothing is kept under it.
        """
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"There is no file {digest[:12]}… in {self.folder}.") from None

    def has(self, digest: str) -> bool:
        """Say whether bytes are kept under a digest."""
        return _DIGEST.fullmatch(digest) is not None and self._path(digest).exists()

    def remove(self, digest: str) -> None:
        """Forget the bytes of a digest; the caller knows that nothing refers to them."""
        self._path(digest).unlink(missing_ok=True)

    def size(self) -> int:
        """Return how many bytes are kept in all."""
        return sum(path.stat().st_size for path in self.folder.glob("??/[0-9a-f]*"))

    def _path(self, digest: str) -> Path:
        # A digest comes from a database or an archive: it must never climb out of the folder.
        if _DIGEST.fullmatch(digest) is None:
            raise NotFoundError(f"`{digest[:80]}` is not a SHA-256 digest.")
        return self.folder / digest[:2] / digest
