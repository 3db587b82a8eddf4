"""The commands of the analysis: `analyze`, `explain`, `verify`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recorder.errors import ThinkaloudError

if TYPE_CHECKING:
    from recorder.store import Store

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="THINKALOUD_DATA",
    default="thinkaloud-data",
    show_default=True,
    help="The data folder.",
)


@click.command()
@click.argument("slug")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the whole analysis to a file (- for the terminal); see docs/analysis.md.",
)
@_DATA
def analyze(slug: str, json_file: Path | None, data: Path) -> None:
    """Analyse a study: completion, time on task, error points, hotspots."""
    from analyzer.pipeline import analyze_study, to_json
    from analyzer.summary import summary

    with _opened(data) as store:
        total = len(store.sessions(store.study(slug)))
        # Nothing is drawn where the output is no terminal.
        with click.progressbar(length=total, label="Sessions", file=sys.stderr) as bar:
            analysis = analyze_study(store, slug, lambda _done, _total: bar.update(1))
    if json_file is None:
        for line in summary(analysis):
            click.echo(line)
    elif str(json_file) == "-":
        click.echo(to_json(analysis), nl=False)
    else:
        _write(json_file, to_json(analysis))


@click.command()
@click.argument("session")
@_DATA
def explain(session: str, data: Path) -> None:
    """Print what each stage of the analysis took in and gave out for a session."""
    from analyzer.explain import explain as lines_of
    from analyzer.load import load_session, open_session

    with _opened(data) as store:
        study, row = open_session(store, session)
        events = load_session(store, row, study.people[row.participant_id])
        for line in lines_of(events, study.frame.definition):
            click.echo(line)


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False
)
@click.pass_context
def verify(context: click.Context, file: Path | None) -> None:
    """Recompute worked examples and print whether the statistics agree."""
    from analyzer.verify import print_report
    from analyzer.verify import verify as report_on

    with _told():
        report = report_on(file)
    print_report(report, click.echo)
    context.exit(0 if report.all_agree else 1)


@contextmanager
def _opened(data: Path) -> Iterator[Store]:
    from recorder.store import Store

    with _told(), Store.open(data) as store:
        yield store


@contextmanager
def _told() -> Iterator[None]:
    """Turn what a person may meet into one line and exit code 1."""
    try:
        yield
    except ThinkaloudError as error:
        raise click.ClickException(str(error)) from error


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: interrupted, the last result stays."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
