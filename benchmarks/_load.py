"""Other participants: threads that store batches as fast as they are acknowledged."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http import HTTPStatus
from types import TracebackType
from urllib.parse import urlsplit

from benchmarks._pressing import Lab

THREADS = 4
EVENTS = 40  # of a batch, about 4 kB
PATIENCE_S = 30.0


class Load:
    """Posts batches of a session while it is entered; each is tried until it is acknowledged.

    Parameters
    ----------
    lab
        Where to.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._session = lab.session()
        self._place = urlsplit(lab.address).netloc
        self._stop = threading.Event()
        self._acknowledged: list[tuple[str, int]] = []  # list.append is atomic
        self._threads = [
            threading.Thread(target=self._post_all, args=(f"load{number}",), daemon=True)
            for number in range(THREADS)
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        self.wait_for_more()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def wait_for_more(self) -> None:
        """Return when some more batches are acknowledged."""
        wanted = len(self._acknowledged) + 10 * THREADS
        until = time.monotonic() + PATIENCE_S
        while len(self._acknowledged) < wanted and time.monotonic() < until:
            time.sleep(0.05)

    def count(self) -> tuple[int, int, int]:
        """Count the acknowledged batches, those that are not stored, and those stored twice."""
        stored = [(row.tab, row.seq) for row in self._lab.store.batches(self._session.id, "events")]
        lost = set(self._acknowledged) - set(stored)
        return len(self._acknowledged), len(lost), len(stored) - len(set(stored))

    def _post_all(self, tab: str) -> None:
        for seq, body in enumerate(_bodies(tab)):
            while not self._stop.is_set() and not self._is_stored(body):
                time.sleep(0.1)
            if self._stop.is_set():
                return
            self._acknowledged.append((tab, seq))
            time.sleep(0.02)  # one browser is to have a share of the two cores

    def _is_stored(self, body: bytes) -> bool:
        path = f"/_thinkaloud/collect/v1/batches?token={self._session.token}"
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(self._place, timeout=10)) as line,
        ):
            line.request("POST", path, body)
            with line.getresponse() as answer:
                answer.read()
                return answer.status == HTTPStatus.OK
        return False


def _bodies(tab: str) -> Iterator[bytes]:
    """Make batches without end."""
    seq = 0
    while True:
        stamp = {"t": float(seq), "page": "p", "screen": "/"}
        events = [{"type": "visibility", "state": "hidden", **stamp} for _ in range(EVENTS)]
        batch = {
            "stream": "events",
            "v": 1,
            "tab": tab,
            "seq": seq,
            "sent_t": float(seq),
            "events": events,
        }
        yield json.dumps(batch).encode()
        seq += 1
