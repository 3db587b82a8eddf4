"""The sessions of a study over several processes."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.garbage import collected_seldom
from analyzer.kept import Shelf
from analyzer.session_results import SessionAnalysis
from analyzer.workforce import context, url_of
from recorder.errors import StoreError, ThinkaloudError
from recorder.store import Store

if TYPE_CHECKING:
    from analyzer.workforce import Context

    _End = Connection[Any, Any]  # of a pipe

AT_ONCE = 8  # sessions in one errand: interrupted, no more than these are waited for
PORTIONS = 16  # errands for each process at least: all end at about the same time
PATIENCE_S = 10.0  # for what takes a microsecond, unless its holder was killed meanwhile

_Found = tuple[str, SessionAnalysis | str]  # session id; its analysis, or why there is none
_Answer = tuple[str, bytes | str]  # the same, written
_Opening = tuple[Path, str | None, str]  # the data folder, the database's address, the study

_ANALYSIS: msgspec.msgpack.Decoder[SessionAnalysis] = msgspec.msgpack.Decoder(SessionAnalysis)


def spread(shelf: Shelf, session_ids: Sequence[str], workers: int) -> Iterator[_Found]:
    """Analyse sessions in several processes, of which this is one.

    Parameters
    ----------
    shelf
        The study; each other process has a connection of its own.
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
    size = max(1, min(AT_ONCE, len(session_ids) // (PORTIONS * workers)))
    errands = [list(session_ids[at : at + size]) for at in range(0, len(session_ids), size)]
    if workers == 1:
        for errand in errands:
            yield from _done(shelf, errand)
        return
    how = context(shelf.store)
    handed_out = _Errands(how, errands)
    left = len(errands)
    with _others(how, shelf, handed_out, workers - 1) as readers:
        for errand in handed_out:
            yield from _done(shelf, errand)
            left -= 1
            for answers in _told(readers, 0):
                yield from answers
                left -= 1
        while left:
            for answers in _told(readers, None):
                yield from answers
                left -= 1


class _Errands:
    """What is to be done, handed out to all processes from one list."""

    def __init__(self, how: Context, errands: Sequence[list[str]]) -> None:
        self._errands = errands
        self._lock = how.Lock()
        self._next = how.RawValue("q", 0)

    def __iter__(self) -> Iterator[list[str]]:
        while (at := self._taken(1)) < len(self._errands):
            yield self._errands[at]

    def call_off(self) -> None:
        """Let nobody begin another."""
        with suppress(StoreError):
            self._taken(len(self._errands))

    def _taken(self, count: int) -> int:
        if not self._lock.acquire(timeout=PATIENCE_S):
            raise _too_soon()
        try:
            at = int(self._next.value)
            self._next.value = at + count
            return at
        finally:
            self._lock.release()


@contextmanager
def _others(how: Context, shelf: Shelf, errands: _Errands, count: int) -> Iterator[list[_End]]:
    """Start other processes; called off, each finishes the errand that it is about."""
    is_forked = how.get_start_method() == "fork"
    opening = None if is_forked else (shelf.store.data, url_of(shelf.store), shelf.slug)
    readers: list[_End] = []
    processes: list[BaseProcess] = []
    try:
        with _deaf():
            for _ in range(count):
                reader, writer = how.Pipe(duplex=False)
                readers.append(reader)
                of = (opening, []) if opening else (shelf, list(readers))
                processes.append(how.Process(target=_work, args=(*of, errands, writer)))
                processes[-1].start()
                writer.close()  # of this process: else the end of the other would not show
        yield readers
        for process in processes:
            process.terminate()  # nothing is left to do; one may be starting still
    except BaseException:
        errands.call_off()
        raise
    finally:
        for reader in readers:
            reader.close()
        for process in processes:
            process.join()


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


def _told(readers: list[_End], timeout_s: float | None) -> Iterator[Iterator[_Found]]:
    """Give what other processes have found since, errand by errand."""
    ready = wait(readers, timeout_s)
    for reader in [one for one in readers if one in ready]:
        try:
            told: list[_Answer] | str | None = reader.recv()
        except (EOFError, OSError):  # nothing more, or half an answer
            raise _too_soon() from None
        if told is None:
            readers.remove(reader)
        elif isinstance(told, str):
            raise StoreError(told)
        else:
            yield _read(told)


def _read(answers: Sequence[_Answer]) -> Iterator[_Found]:
    for session_id, answer in answers:
        yield session_id, answer if isinstance(answer, str) else _ANALYSIS.decode(answer)


def _too_soon() -> StoreError:
    return StoreError(
        "A process of the analysis ended too soon, maybe for want of memory; "
        "try it with fewer --workers."
    )


@collected_seldom()
def _work(of: Shelf | _Opening, ends: list[_End], errands: _Errands, writer: _End) -> None:
    """Do errands, as another process; nobody is told any more where the first one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for end in ends:
        end.close()  # copied with the process; while one is open, nobody would miss the reader
    gc.freeze()  # what was there before stays: to look through it would copy its memory
    with suppress(BrokenPipeError):
        try:
            shelf = of if isinstance(of, Shelf) else Shelf(Store.open(of[0], of[1]), of[2])
            for errand in errands:
                writer.send([_written(*found) for found in _done(shelf, errand)])
            writer.send(None)
        except ThinkaloudError as error:
            writer.send(str(error))


def _written(session_id: str, found: SessionAnalysis | str) -> _Answer:
    return session_id, found if isinstance(found, str) else msgspec.msgpack.encode(found)


def _done(shelf: Shelf, session_ids: Sequence[str]) -> Iterator[_Found]:
    for session_id in session_ids:
        # Erased since: nothing is said of it.
        if session_id in shelf.rows:
            yield session_id, shelf.analysis(shelf.rows[session_id])
