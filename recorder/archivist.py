"""Assets archived on the way: in the background, so that no answer waits for it."""

from __future__ import annotations

import logging
import queue
import threading
import zlib
from collections.abc import Callable

from recorder.assets import MAX_ASSET_BYTES, normal_url, sniff
from recorder.errors import RefusedError, ThinkaloudError
from recorder.redact import is_technical
from recorder.store import Store

WAITING = 500  # assets; what comes while so many wait is left to the tracker, which uploads it
REMEMBERED = 20_000
_KINDS = (
    "image/",
    "font/",
    "audio/",
    "video/",
    "text/css",
    "application/font",
    "application/vnd.ms-font",
    "application/x-font",
)

_log = logging.getLogger(__name__)


def is_asset(content_type: str) -> bool:
    """Say whether an answer of this type may be an asset."""
    return content_type.strip().lower().startswith(_KINDS)


class Archivist:
    """Takes assets and stores them in a thread of its own.

    Parameters
    ----------
    store_of
        Gives the store; first called in the thread.
    slug
        The study.
    """

    def __init__(self, store_of: Callable[[], Store], slug: str) -> None:
        self._store_of, self._slug = store_of, slug
        self._waiting: queue.Queue[tuple[str, Callable[[], bytes], str]] = queue.Queue(WAITING)
        self._seen: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def offer(self, url: str, version: str, content_type: str, read: Callable[[], bytes]) -> None:
        """Have an asset archived, unless this version of it was offered before.

        One whose address may hold what somebody typed is left to the tracker, which knows.

        Parameters
        ----------
        url
            Where the page found it.
        version
            Tells one content from another: an ETag, a time of change.
        content_type
            What it was called.
        read
            Gives the bytes; called in the thread.
        """
        address = normal_url(url)
        if address is None or not is_technical(address):
            return
        with self._lock:
            if (address, version) in self._seen:
                return
            try:
                self._waiting.put_nowait((address, read, content_type))
            except queue.Full:
                return
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen.add((address, version))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when everything that was offered is stored."""
        self._waiting.join()

    def _work(self) -> None:
        while True:
            url, read, content_type = self._waiting.get()
            try:
                self._keep(url, read, content_type)
            except (ThinkaloudError, OSError, EOFError, zlib.error) as error:
                # The tracker will ask for it and upload it; a page must not fail for its sake.
                _log.info("%s was not archived: %s", url, error)
            finally:
                self._waiting.task_done()

    def _keep(self, url: str, read: Callable[[], bytes], content_type: str) -> None:
        store = self._store_of()
        data = read()
        kind = sniff(data, content_type)
        store.add_asset(store.study(self._slug).id or 0, url, data, kind)


def unpacked(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Encoding, within the size that an asset may have.

    Raises
    ------
    RefusedError
        For an encoding that is not known, or bytes that unpack to too much.
    """
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            unpacker = zlib.decompressobj(31)
        case "deflate":
            # Servers send both the raw and the wrapped form under this name.
            is_wrapped = body[:1] == b"\x78"
            unpacker = zlib.decompressobj(15 if is_wrapped else -15)
        case _:
            raise RefusedError("bad_asset", 415, f"The encoding {encoding} is not known.")
    data = unpacker.decompress(body, MAX_ASSET_BYTES + 1)
    if len(data) > MAX_ASSET_BYTES:
        raise RefusedError("too_large", 413, "The asset unpacks to too much.")
    return data
