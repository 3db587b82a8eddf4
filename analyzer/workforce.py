"""How many processes an analysis is worth, and of which kind they are."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlmodel import col, func, select

from analyzer.kept import Shelf
from recorder.data_folder import DATABASE
from recorder.models import Batch
from recorder.store import Store

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

    Context: TypeAlias = ForkContext | SpawnContext  # Windows has no forked ones

# Measured by `python -m benchmarks analysis`; only their size matters.
SESSION_S = 0.004  # of processor time, of any session
MEGABYTE_S = 0.35  # and of a megabyte of its batches, as they came
FORKED_S = 0.2  # of work that is worth another process where it is forked
SPAWNED_S = 6.0  # and where it starts from nothing
AT_ONCE = 500  # sessions in one question
MOST = 8  # processes: each has a session in memory

_OPEN_FILES = Path("/proc/self/fd")


def paying(shelf: Shelf, session_ids: Sequence[str]) -> int:
    """Tell over how many processes sessions are best spread.

    Parameters
    ----------
    shelf
        Their study.
    session_ids
        Those that have to be analysed.

    Returns
    -------
    int
        At least 1; never more than processors, sessions or `MOST`.
    """
    most = min(processors(), len(session_ids), MOST)
    if most <= 1:
        return 1
    worth_s = FORKED_S if may_fork(shelf.store) else SPAWNED_S
    work_s = SESSION_S * len(session_ids)
    if work_s < most * worth_s:  # else there is no need to look
        work_s += MEGABYTE_S * _size(shelf.store, session_ids) / 1_000_000
    return max(1, min(most, int(work_s / worth_s)))


def processors() -> int:
    """Tell how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not told on macOS and Windows
        return os.cpu_count() or 1


def context(store: Store) -> Context:
    """Choose how other processes are started, and let the database go if they are forked.

    Returns
    -------
    Context
        A forked process has at once what this one has read; a spawned one imports everything
        anew, opens the store and reads the study's rows, for more than a second.
    """
    if may_fork(store):
        store.close()  # a connection must not be carried over; the next look opens another
        if not _is_open(store):
            return get_context("fork")
    return get_context("spawn")


def may_fork(store: Store) -> bool:
    """Tell whether a copy of this process would work.

    Not beside other threads, such as a server's: a lock that one of them holds stays locked in
    the copy for ever. Not on macOS, whose own libraries start threads, nor on Windows, which
    cannot. Not with a database on a server.
    """
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and threading.current_thread() is threading.main_thread()
        and url_of(store) is None
    )


def url_of(store: Store) -> str | None:
    """Name the database for another process; None for the data folder's own."""
    with store.reading() as orm:
        url = orm.connection().engine.url
    is_own = url.get_backend_name() == "sqlite"
    return None if is_own else url.render_as_string(hide_password=False)


def _is_open(store: Store) -> bool:
    """Tell whether anybody in this process still has the database's file open."""
    database = str((store.data / DATABASE).resolve())
    for file in _OPEN_FILES.iterdir():
        with suppress(OSError):  # one is the folder's own, gone by now
            if str(file.readlink()).startswith(database):
                return True
    return False


def _size(store: Store, session_ids: Sequence[str]) -> int:
    """Tell how many bytes the batches of sessions have."""
    bytes_of = select(func.sum(func.length(Batch.body))).where(Batch.stream == "events")
    of = col(Batch.session_id)
    some = [session_ids[at : at + AT_ONCE] for at in range(0, len(session_ids), AT_ONCE)]
    with store.reading() as orm:
        return sum(orm.exec(bytes_of.where(of.in_(ids))).one() or 0 for ids in some)
