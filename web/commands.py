"""The commands that serve and show: `serve`, `prototype`, `demo`, `report`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="THINKALOUD_DATA",
    default=Path("thinkaloud-data"),
    show_default=True,
    help="Data folder.",
)
host_option = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to bind; 0.0.0.0 lets others in.",
)
port_option = click.option(
    "--port", type=click.IntRange(1, 65_535), help="Port of the web app; default: 8321 or the next."
)


@click.command()
@data_option
@host_option
@port_option
def serve(data: Path, host: str, port: int | None) -> None:
    """Serve the web app, the collector and all prototypes until Ctrl-C."""
    from web import serving

    folder = _folder(data)
    serving.serve(folder, host, port, _say, lambda house: _greet(folder, house.url))


@click.command()
@click.argument("source", metavar="FOLDER|URL")
@click.option("--study", "slug", required=True, help="The study whose prototype this is.")
@data_option
@host_option
@port_option
def prototype(source: str, slug: str, data: Path, host: str, port: int | None) -> None:
    """Serve a prototype's folder, or a running site, with the recorder in it.

    Where `thinkaloud serve` runs, it serves the prototype from now on, today and whenever it is
    started again. Otherwise, and with --port, this command serves it alone until Ctrl-C.
    """
    from recorder.data_folder import existing
    from web import prototype_site

    prototype_site.serve(existing(data), slug, source, host=host, port=port, say=_say)


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("thinkaloud-demo"),
    show_default=True,
    help="Data folder of the sample study.",
)
@port_option
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
def demo(data: Path, port: int | None, no_browser: bool) -> None:
    """Show a finished sample study: analysed now, its prototype live to try."""
    from web import serving, showing

    folder = _folder(data)
    slug = showing.prepare(folder, _say)

    def ready(house: serving.House) -> None:
        _greet(folder, house.url)
        showing.tell_when_ready(folder, slug, _say)
        if not no_browser:
            showing.open_browser(folder, house.url, slug)

    serving.serve(folder, "127.0.0.1", port, _say, ready)


@click.command()
@click.argument("slug")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write."
)
@data_option
def report(slug: str, out: Path, data: Path) -> None:
    """Write the whole report of a study as one HTML file that needs no server."""
    from recorder.data_folder import existing
    from web import analysis_job
    from web.app import create_app
    from web.single_file import report_file

    folder = existing(data)
    result = analysis_job.result_of(folder, slug, _bar)
    with create_app(folder).test_request_context():
        text = report_file(result)
    out.write_text(text, encoding="utf-8")
    _say(f"{out}: {len(text.encode()) / 1e6:.1f} MB, opens in any browser without a server.")


@click.command()
@data_option
def doctor(data: Path) -> None:
    """Check what Thinkaloud needs on this machine, and say what to do about the rest."""
    from web.doctor import examine

    findings = examine(data.absolute())
    for finding in findings:
        sign = {"good": "ok     ", "limited": "limited", "bad": "MISSING"}[finding.state]
        _say(f"{sign}  {finding.name}: {finding.text}")
    if any(finding.state == "bad" for finding in findings):
        sys.exit(1)


def _folder(data: Path) -> Path:
    folder = data.absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # recordings are nobody else's business
    return folder


def _greet(data: Path, url: str) -> None:
    from web.security import load_key
    from web.version import VERSION

    _say(f"\nThinkaloud {VERSION}, data in {data}\n")
    _say(f"  Researcher  {url}/?key={load_key(data)}")
    _say("\nCtrl-C ends everything.\n")


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()  # a program that reads the address must not wait for a full buffer


def _bar(step: str, done: int, total: int) -> None:
    """Show progress on a terminal; on a pipe there is nothing to watch."""
    if sys.stderr.isatty():
        share = f" {done}/{total}" if total else ""
        end = "\n" if total and done == total else ""
        click.echo(f"\r\x1b[K{step}{share}{end}", nl=False, err=True)
