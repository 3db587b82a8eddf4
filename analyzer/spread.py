"""The sessions of a study over several processes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

import msgspec

from analyzer.garbage import collected_seldom
from analyzer.kept import Shelf
from analyzer.session_results import SessionAnalysis
from recorder.errors import StoreError
from recorder.store import Store

AT_ONCE = 8  # sessions in one errand: interrupted, no more than these are waited for

_Answer = tuple[str, bytes | str]  # session id; its analysis, or why there is none

_ANALYSIS: msgspec.msgpack.Decoder[SessionAnalysis] = msgspec.msgpack.Decoder(SessionAnalysis)
_shelf: list[Shelf] = []  # of a worker: one study, opened when it starts


def spread(
    shelf: Shelf, session_ids: Sequence[str], workers: int
) -> Iterator[tuple[str, SessionAnalysis | str]]:
    """Analyse sessions in several processes, of which this is one.

    Parameters
    ----------
    shelf
        The study; each other process opens it anew.
    session_ids
        Which of its sessions.
    workers
        How many processes.

    Yields
    ------
    tuple
        A session's id, and its analysis or in words why there is none; in the order in which
        they end.

    Raises
    ------
    StoreError
        If a process ended before its errand, as when memory was short.
    """
    size = max(1, min(AT_ONCE, len(session_ids) // workers))
    errands = [list(session_ids[at : at + size]) for at in range(0, len(session_ids), size)]
    if workers == 1:
        for errand in errands:
            yield from _done(shelf, errand)
        return
    # Spawned, not forked: a forked process would share the database's connections and locks.
    opened = (shelf.store.data, _url_of(shelf.store), shelf.slug)
    with ProcessPoolExecutor(workers - 1, get_context("spawn"), _open, opened) as pool:
        try:
            yield from _shared(shelf, pool, errands, workers - 1)
        except BrokenProcessPool as error:
            raise StoreError(
                "A process of the analysis ended too soon, maybe for want of memory; "
                "try it with fewer --workers."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _shared(
    shelf: Shelf, pool: ProcessPoolExecutor, errands: Sequence[list[str]], others: int
) -> Iterator[tuple[str, SessionAnalysis | str]]:
    """Let other processes do errands from the first on, and do them from the last on meanwhile.

    Another process takes a second to start and a share of the time to tell what it found; one
    that only waited for the others would leave a core idle for as long.
    """
    ended: SimpleQueue[Future[list[_Answer]]] = SimpleQueue()
    with _deaf():
        futures = [pool.submit(_errand, one) for one in errands]
    for future in futures:
        future.add_done_callback(ended.put)
    # Each of the others gets one at least.
    mine = list(zip(futures, errands, strict=True))[others:]
    for _ in futures:
        while mine and ended.empty():
            future, errand = mine.pop()
            if not future.cancel():
                mine.clear()  # this one is being done, and so are all before it
                break
            yield from _done(shelf, errand)
        future = ended.get()
        if not future.cancelled():
            for session_id, answer in future.result():
                found = answer if isinstance(answer, str) else _ANALYSIS.decode(answer)
                yield session_id, found


@contextmanager
def _deaf() -> Iterator[None]:
    """Let processes that start meanwhile leave Ctrl-C to this one, which then ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _url_of(store: Store) -> str | None:
    """Name the database for another process; None for the data folder's own."""
    with store.reading() as orm:
        url = orm.connection().engine.url
    is_own = url.get_backend_name() == "sqlite"
    return None if is_own else url.render_as_string(hide_password=False)


def _open(data: Path, url: str | None, slug: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shelf[:] = [Shelf(Store.open(data, url), slug)]


@collected_seldom()
def _errand(session_ids: Sequence[str]) -> list[_Answer]:
    (shelf,) = _shelf
    return [
        (session_id, found if isinstance(found, str) else msgspec.msgpack.encode(found))
        for session_id, found in _done(shelf, session_ids)
    ]


def _done(shelf: Shelf, session_ids: Sequence[str]) -> Iterator[tuple[str, SessionAnalysis | str]]:
    for session_id in session_ids:
        # Erased since: nothing is said of it.
        if session_id in shelf.rows:
            yield session_id, shelf.analysis(shelf.rows[session_id])
