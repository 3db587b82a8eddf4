"""`thinkaloud study import-rrweb` and `import-evtrack`: sessions that were recorded elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recorder.commands import opened, plainly, study, with_data
from recorder.progress import patience

if TYPE_CHECKING:
    from recorder.session_importing import ToldSession

__all__ = ["study"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _where(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say where the session goes."""
    for option in (
        click.option("--task", help="Take the whole session as a try at this task of the study."),
        click.option("--participant", metavar="CODE", help="Absent: the next of P01, P02 …"),
        click.option("--study", "slug", help="Absent: a new study is made."),
    ):
        command = option(command)
    return command


@study.command("import-rrweb")
@click.argument("file", type=_FILE)
@_where
@with_data
@plainly
def import_rrweb(
    file: Path, slug: str | None, participant: str | None, task: str | None, data: Path
) -> None:
    """Make a session of FILE.json, a file of rrweb events."""
    from analyzer.rrweb_import import told_session

    with patience(f"reading {file.name}"):
        told = told_session(file)
    _keep(told, file.stem, data, slug=slug, participant=participant, task=task)


@study.command("import-evtrack")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@_where
@with_data
@plainly
def import_evtrack(
    files: tuple[Path, ...],
    slug: str | None,
    participant: str | None,
    task: str | None,
    data: Path,
) -> None:
    """Make one session of the logs (and XML files) that evtrack wrote for its pages."""
    from analyzer.evtrack_file import told_session

    with patience(f"reading {len(files)} files"):
        told = told_session(files)
    _keep(told, files[0].stem, data, slug=slug, participant=participant, task=task)


def _keep(
    told: ToldSession,
    title: str,
    data: Path,
    *,
    slug: str | None,
    participant: str | None,
    task: str | None,
) -> None:
    from recorder.session_importing import keep_session

    count = sum(len(events) for events in told.events.values())
    click.echo(f"{count:,} events from {told.source}", err=True)
    with opened(data, new=slug is None) as store, patience("keeping the session"):
        row, session = keep_session(
            store, told, time.time_ns() // 1_000_000,
            slug=slug, title=title, code=participant, task=task,
        )  # fmt: skip
        for remark in told.remarks:
            click.echo(remark)
        click.echo(f"Study `{row.slug}`: session {session.id}.")
