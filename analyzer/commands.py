"""The commands of the analysis: `analyze`, `what-if`, `explain`, `verify`, `heatmap`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recorder.commands import with_data
from recorder.errors import ThinkaloudError
from recorder.progress import counting, patience

if TYPE_CHECKING:
    from recorder.store import Store


@click.command()
@click.argument("slug")
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the whole analysis to a file (- for the terminal); see docs/analysis.md.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes over which the sessions are spread; without it as many as pay.",
)
@click.option(
    "--interval",
    type=click.Choice(["adjusted-wald", "wilson", "clopper-pearson", "mid-p"]),
    help="Of every share, for once; a study says it by `statistics`.",
)
@with_data
def analyze(
    slug: str, json_file: Path | None, workers: int | None, interval: str | None, data: Path
) -> None:
    """Analyse a study: completion, time on task, error points, hotspots."""
    from analyzer.pipeline import analyze_study, to_json
    from analyzer.share_choice import named, with_share_intervals
    from analyzer.summary import summary

    with _opened(data) as store:
        analysis = analyze_study(store, slug, counting("sessions"), workers=workers)
    if interval is not None:
        analysis = with_share_intervals(analysis, named(interval))
    if json_file is None:
        for line in summary(analysis):
            click.echo(line)
    elif str(json_file) == "-":
        click.echo(to_json(analysis), nl=False)
    else:
        write(json_file, to_json(analysis))


@click.command("what-if")
@click.argument("slug")
@click.option("--signal", help="One signal alone, such as rage_click; all for what they share.")
@click.option("--threshold", help="One threshold alone, such as rage_clicks.")
@click.option("--json", "is_json", is_flag=True, help="Write JSON; see docs/analysis.md.")
@with_data
def what_if(
    *, slug: str, signal: str | None, threshold: str | None, is_json: bool, data: Path
) -> None:
    """Show how counts would move with a signal's threshold."""
    from analyzer.what_if import lines, to_json, what_if_study

    with _opened(data) as store:
        found = what_if_study(store, slug, signal, threshold, counting("sessions"))
    if is_json:
        click.echo(to_json(found), nl=False)
    else:
        for line in lines(found):
            click.echo(line)


@click.command()
@click.argument("session")
@click.option("--task", help="One task alone, by its id.")
@with_data
def explain(session: str, task: str | None, data: Path) -> None:
    """Print what each stage of the analysis took in and gave out for a session."""
    from analyzer.explain import explain as lines_of
    from analyzer.load import load_session, open_session

    with _opened(data) as store:
        study, row = open_session(store, session)
        with patience("analysing the session"):
            events = load_session(store, row, study.people[row.participant_id])
            lines = list(lines_of(events, study.frame.definition, task))
        for line in lines:
            click.echo(line)


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False
)
def verify(file: Path | None) -> None:
    """Recompute worked examples and print whether the statistics agree."""
    from analyzer.verify import print_report
    from analyzer.verify import verify as report_on

    report = report_on(file)
    print_report(report, click.echo)
    if not report.all_agree:
        sys.exit(1)


@click.command()
@click.argument("slug")
@click.option("--task", required=True, help="The task's id.")
@click.option("--kind", default="click", show_default=True, help="click, first_click, friction …")
@click.option("--screen", help="The screen's key; without it the one with the most points.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PNG file to write.",
)
@with_data
def heatmap(*, slug: str, task: str, kind: str, screen: str | None, out: Path, data: Path) -> None:
    """Draw a heatmap on the screen that participants saw."""
    from analyzer.heatmap import composed_png, draw
    from analyzer.load import load_study
    from analyzer.pipeline import analyze as analysis_of

    with _opened(data) as store:
        _draw_screens(store, slug)
        with patience("analysing the study"):
            study = load_study(store, slug)
            drawn = draw(kind, study, analysis_of(study), store, task=task, screen=screen)
        write(out, composed_png(drawn, store))
    for line in (drawn.legend.title, drawn.legend.placed, *drawn.legend.notes):
        click.echo(line)


def _draw_screens(store: Store, slug: str) -> None:
    """Draw the pictures that are missing; without them a map is still a map, on plain ground."""
    from analyzer.screens import draw_screens
    from recorder.errors import PictureError

    try:
        failed = draw_screens(store, slug, counting("screens")).failed
    except PictureError as error:
        failed = (str(error),)
    for reason in failed:
        click.echo(reason, err=True)


def _opened(data: Path) -> Store:
    from recorder.data_folder import existing
    from recorder.store import Store

    return Store.open(existing(data))


def write(path: Path, data: bytes) -> None:
    """Write a file in one step: interrupted, the last result stays."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise ThinkaloudError(f"{path} cannot be written: {error.strerror}.") from error
