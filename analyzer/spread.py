"""The sessions of a study over several processes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import msgspec

from analyzer.kept import Shelf
from analyzer.session_results import SessionAnalysis
from recorder.errors import StoreError
from recorder.store import Store

AT_ONCE = 8  # sessions in one errand: interrupted, no more than these are waited for

_Answer = tuple[str, bytes | str]  # session id; its analysis, or why there is none

_ANALYSIS: msgspec.msgpack.Decoder[SessionAnalysis] = msgspec.msgpack.Decoder(SessionAnalysis)
_shelf: list[Shelf] = []  # of a worker: one study, opened when it starts


def spread(
    store: Store, slug: str, session_ids: Sequence[str], workers: int
) -> Iterator[tuple[str, SessionAnalysis | str]]:
    """Analyse sessions in processes of their own.

    Parameters
    ----------
    store
        Where the study lies; each process opens it anew.
    slug
        Its short name.
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
    # Spawned, not forked: a forked process would share the database's connections and locks.
    with ProcessPoolExecutor(
        workers, get_context("spawn"), _open, (store.data, _url_of(store), slug)
    ) as pool:
        try:
            yield from _answers(pool, errands)
        except BrokenProcessPool as error:
            raise StoreError(
                "A process of the analysis ended too soon, maybe for want of memory; "
                "try it with fewer --workers."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _answers(
    pool: ProcessPoolExecutor, errands: Sequence[list[str]]
) -> Iterator[tuple[str, SessionAnalysis | str]]:
    with _deaf():
        futures: list[Future[list[_Answer]]] = [pool.submit(_errand, one) for one in errands]
    for future in as_completed(futures):
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


def _errand(session_ids: Sequence[str]) -> list[_Answer]:
    (shelf,) = _shelf
    rows = {session.id: session for session in shelf.study.sessions}
    answers: list[_Answer] = []
    for session_id in session_ids:
        # Erased since: nothing is said of it.
        if session_id in rows:
            found = shelf.analysis(rows[session_id])
            answer = found if isinstance(found, str) else msgspec.msgpack.encode(found)
            answers.append((session_id, answer))
    return answers
