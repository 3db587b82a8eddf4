"""What every command says on a terminal the same way."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click


def counting(things: str) -> Callable[[int, int], None]:
    """Show on a terminal how far a job has come; a file or a pipe gets nothing of it."""

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{things}: {done} of {total}", err=True, nl=done == total)

    return progress
