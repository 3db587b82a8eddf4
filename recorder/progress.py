"""How far a long command has come, on a terminal; a file or a pipe gets nothing of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int], None]  # done, of how many

WIDTH = 20  # characters of a bar
QUIET_S = 2.0  # what is done by then needs no word


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""
    del done, total


def counting(things: str) -> Progress:
    """Draw a bar of what is done.

    Parameters
    ----------
    things
        What is counted, in the plural.

    Returns
    -------
    Progress
        To be called with the number of things done and of all; the last call ends the line.
    """

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            filled = WIDTH * done // total if total else WIDTH
            bar = "#" * filled + "." * (WIDTH - filled)
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\r\x1b[K{things} [{bar}] {done} of {total}{end}")
            sys.stderr.flush()

    return progress


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Say what is being done, and for how long, where nobody knows how much is left.

    Parameters
    ----------
    what
        In words, such as `reading session.json`; said from `QUIET_S` on.
    """
    is_done = threading.Event()

    def say() -> None:
        began_s = time.monotonic()
        wait_s = QUIET_S
        while not is_done.wait(wait_s):
            wait_s = 1.0
            sys.stderr.write(f"\r\x1b[K{what}: {time.monotonic() - began_s:.0f} s")
            sys.stderr.flush()
        if wait_s < QUIET_S:
            sys.stderr.write("\r\x1b[K")

    if not sys.stderr.isatty():
        yield
        return
    thread = threading.Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()
