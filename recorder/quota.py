"""What one session may send: generous for any person, and a bound for a browser that runs wild.

Without it one hostile or broken page could fill the disk, or keep the collector from everybody
else. The limits are ours; `docs/protocol.md` says how they were chosen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func
from sqlmodel import col, select

from recorder.errors import RefusedError
from recorder.models import Batch, Media
from recorder.store import Store

Kind = Literal["events", "replay", "assets", "media"]

MIB = 1024 * 1024
BYTES: dict[Kind, int] = {
    "events": 200 * MIB,
    "replay": 1_000 * MIB,
    "assets": 500 * MIB,
    "media": 2_000 * MIB,
}
REQUESTS_PER_S = 100.0  # a tracker sends some a second; what waited offline comes faster
BURST = 3_000.0  # requests at once
SESSIONS = 10_000  # remembered; of those forgotten the bytes are counted again
_WORDS: dict[Kind, str] = {
    "events": "events",
    "replay": "recording of the page",
    "assets": "files of its pages",
    "media": "sound and pictures of the screen",
}


@dataclass(slots=True)
class _Account:
    """What a session has left of its requests, and has stored."""

    requests: float
    at_s: float
    stored: dict[Kind, int] | None = None  # None: not looked up yet


class Quota:
    """Counts what each session sends to this process.

    Parameters
    ----------
    limits
        Bytes of a session, by what they are.
    requests_per_s, burst
        Requests of a session: how many a second in the long run, and how many at once.
    clock
        Seconds that never run back.
    """

    def __init__(
        self,
        limits: dict[Kind, int] | None = None,
        requests_per_s: float = REQUESTS_PER_S,
        burst: float = BURST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = BYTES | (limits or {})
        self._per_s, self._burst, self._clock = requests_per_s, burst, clock
        self._accounts: dict[str, _Account] = {}
        self._lock = threading.Lock()

    def request(self, session_id: str) -> None:
        """Count a request, before anything is read of it.

        Raises
        ------
        RefusedError
            `too_many_requests`; a well-behaved tracker waits and sends it again.
        """
        with self._lock:
            account = self._account(session_id)
            now_s = self._clock()
            refilled = account.requests + (now_s - account.at_s) * self._per_s
            account.requests, account.at_s = min(self._burst, refilled), now_s
            if account.requests < 1:
                raise RefusedError(
                    "too_many_requests",
                    429,
                    f"This session sends more than {self._per_s:g} requests a second; wait, and "
                    "send fewer and larger ones.",
                )
            account.requests -= 1

    def check(self, store: Store, session_id: str, kind: Kind, size: int) -> None:
        """Refuse what would go beyond a session's share of the disk.

        Raises
        ------
        RefusedError
            `too_large`: the session goes on without it.
        """
        with self._lock:
            account = self._account(session_id)
        if account.stored is None:
            # Not under the lock: the others must not wait for the database.
            account.stored = _stored(store, session_id)
        with self._lock:
            if account.stored[kind] + size > self._limits[kind]:
                raise RefusedError(
                    "too_large",
                    413,
                    f"This session has sent {self._limits[kind] // MIB} MB of {_WORDS[kind]}, all "
                    "that one may; end it and begin another one.",
                )

    def add(self, session_id: str, kind: Kind, size: int) -> None:
        """Count what was stored."""
        with self._lock:
            stored = self._account(session_id).stored
            if stored is not None:
                stored[kind] += size

    def _account(self, session_id: str) -> _Account:
        found = self._accounts.get(session_id)
        if found is None:
            if len(self._accounts) >= SESSIONS:
                self._accounts.clear()
            found = self._accounts[session_id] = _Account(self._burst, self._clock())
        return found


def _stored(store: Store, session_id: str) -> dict[Kind, int]:
    """Add up what a session has stored before this process; its size is read, not its bodies."""
    query = select(Batch.stream, func.sum(func.length(Batch.body)))
    query = query.where(col(Batch.session_id) == session_id).group_by(col(Batch.stream))
    with store.reading() as orm:
        sums = {stream: int(total) for stream, total in orm.exec(query)}
        sizes = select(func.sum(Media.size)).where(col(Media.session_id) == session_id)
        media = orm.exec(sizes).one() or 0
    return {
        "events": sums.get("events", 0),
        "replay": sums.get("replay", 0),
        "assets": 0,
        "media": int(media),
    }
