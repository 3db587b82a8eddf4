"""The recorder's commands: studies as files, invitations, erasure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from recorder.errors import StudyError, ThinkaloudError

if TYPE_CHECKING:
    from recorder.audit import Audit
    from recorder.models import Study
    from recorder.store import Store

Options = ParamSpec("Options")

# Where `thinkaloud serve` answers unless it was told otherwise.
DEFAULT_SERVER = "http://127.0.0.1:8321"


def with_data(command: Callable[Options, None]) -> Callable[Options, None]:
    """Give a command the option `--data`."""
    return click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), default="thinkaloud-data",
        envvar="THINKALOUD_DATA", show_default=True, help="The data folder.",
    )(command)  # fmt: skip


def plainly(command: Callable[Options, None]) -> Callable[Options, None]:
    """Say what failed in one line on stderr and leave with 1: a traceback is a bug."""

    @wraps(command)
    def run(*args: Options.args, **options: Options.kwargs) -> None:
        try:
            command(*args, **options)
        except ThinkaloudError as error:
            raise click.ClickException(" ".join(str(error).split())) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error

    return run


@contextmanager
def opened(data: Path, *, new: bool = False) -> Iterator[Store]:
    """Open the store of a data folder; `new`: make it where it is not there yet."""
    from recorder.data_folder import existing
    from recorder.store import Store

    with Store.open(data.absolute() if new else existing(data)) as store:
        yield store


@click.group()
def study() -> None:
    """Write studies, list them, and take them with you as files."""


@study.command("new")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_data
@plainly
def new(file: Path, data: Path) -> None:
    """Make a study of FILE.yaml; a study of that slug gets it as its next version."""
    from recorder.definition import parse_study

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text: {error.reason}") from error
    try:
        definition = parse_study(text, file.stem)
    except StudyError as error:
        raise StudyError(f"{file}: {error}") from error
    with opened(data, new=True) as store:
        before = {row.slug: row for row in store.studies()}.get(definition.slug)
        if before is None:
            store.add_study(definition)
            click.echo(f"Study `{definition.slug}` is ready: {len(definition.tasks)} task(s).")
            click.echo(f"Next: thinkaloud prototype FOLDER --study {definition.slug}")
            return
        click.echo(f"Study `{definition.slug}` exists already, as version {before.version}.")
        after = store.update_study(definition)
        changed = after.version != before.version
        click.echo(f"It is now version {after.version}." if changed else "Nothing has changed.")


@study.command("list")
@with_data
@plainly
def list_(data: Path) -> None:
    """List all studies."""
    with opened(data) as store:
        rows = store.studies()
        if not rows:
            click.echo("There is no study yet: thinkaloud study new FILE.yaml", err=True)
        for row in rows:
            people, sessions = len(store.participants(row)), len(store.sessions(row))
            simulated = ", simulated" if row.is_simulated else ""
            click.echo(
                f"{row.slug}\t{row.title}\tversion {row.version}, {people} participant(s), "
                f"{sessions} session(s){simulated}"
            )


@study.command("show")
@click.argument("slug")
@with_data
@plainly
def show(slug: str, data: Path) -> None:
    """Show a study: its tasks, and how far its participants are."""
    with opened(data) as store:
        row = store.study(slug)
        definition = store.definition(row)
        click.echo(f"{row.title} ({row.slug}, version {row.version})")
        click.echo(f"Prototype: {row.prototype_url or 'not served yet'}")
        click.echo(f"Origins: {', '.join(definition.origins) or 'none but the prototype'}")
        click.echo("Tasks:")
        for task in definition.tasks:
            rule = task.success
            click.echo(f"  {task.id}: {task.title} [{rule.kind}: {rule.value or 'verdict'}]")
        click.echo("Participants:")
        for person in store.participants(row):
            variant = f", variant {person.variant}" if person.variant else ""
            segment = f", segment {person.segment}" if person.segment else ""
            click.echo(f"  {person.code}: {person.state}{variant}{segment}")


@study.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_data
@plainly
def export(slug: str, file: Path, data: Path) -> None:
    """Write a study with all its recordings to FILE.zip."""
    from recorder.archive import export_study
    from recorder.progress import counting

    with opened(data) as store:
        export_study(store, slug, file, counting("recordings and files"))
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@study.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", help="Another short name than the study had.")
@with_data
@plainly
def import_(file: Path, slug: str | None, data: Path) -> None:
    """Read a study that was exported."""
    from recorder.archive import import_study
    from recorder.progress import counting

    with opened(data, new=True) as store:
        row = import_study(store, file, slug, counting("recordings"))
        click.echo(f"Study `{row.slug}`: {len(store.sessions(row))} session(s).")


@click.command()
@click.argument("slug")
@click.option("--participant", metavar="CODE", help="Their code; absent: the next of P01, P02 …")
@click.option("--variant", help="Which variant of the prototype they meet.")
@click.option("--segment", help="Which group of people they belong to.")
@with_data
@plainly
def invite(
    *, slug: str, participant: str | None, variant: str | None, segment: str | None, data: Path
) -> None:
    """Print a join link; the same code prints the same link."""
    from recorder.groups import assign, checked

    variant, segment = checked("variant", variant), checked("segment", segment)
    with opened(data) as store:
        row = store.study(slug)
        known = {person.code for person in store.participants(row)}
        person = store.invite(row, participant, variant)
        if person.code not in known and segment is not None:
            person = assign(store, person, variant=variant, segment=segment)
        for kind, asked, held in (
            ("variant", variant, person.variant), ("segment", segment, person.segment),
        ):  # fmt: skip
            if asked is not None and held != asked:
                raise click.ClickException(
                    f"{person.code} was invited with {kind} {held or 'none'}; choose another code."
                )
        click.echo(f"{server_of(data, row)}/join/{person.join_token}")


@click.command()
@click.argument("slug")
@click.argument("participant")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_data
@plainly
def erase(slug: str, participant: str, yes: bool, data: Path) -> None:
    """Erase a participant and all that was recorded of them, for good."""
    from recorder.errors import NotFoundError

    with opened(data) as store:
        row = store.study(slug)
        people = {person.code: person for person in store.participants(row)}
        if participant not in people:
            known = ", ".join(people) or "nobody yet"
            raise NotFoundError(f"Study `{slug}` has no participant {participant}; it has {known}.")
        if not yes:
            click.confirm(f"Erase {participant} and every recording of them?", abort=True)
        store.erase(people[participant])
    click.echo(f"{participant} is erased.")


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one text a line.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV.")
@with_data
@plainly
def audit(slug: str, as_json: bool, file: Path | None, data: Path) -> None:
    """List every distinct text that a study has stored; suspicious ones first."""
    from recorder.audit import audit as gather
    from recorder.progress import patience

    with opened(data) as store:
        with patience("gathering texts"):
            gathered = gather(store, slug)
        with gathered as found:
            _tell(found, file, as_json=as_json)


def _tell(found: Audit, file: Path | None, *, as_json: bool) -> None:
    from recorder import audit_output

    if file is not None:
        with file.open("w", newline="", encoding="utf-8") as out:
            audit_output.write_csv(found, out)
        click.echo(f"{file}: {found.count()[0]:,} texts")
    for line in audit_output.json_lines(found) if as_json else ():
        click.echo(line)
    if file is None and not as_json:
        for line in audit_output.plain_lines(found):
            click.echo(line)


def server_of(data: Path, row: Study) -> str:
    """Return the address that join links begin with.

    Where `thinkaloud serve` answers, as it wrote into `server.json`; else the study's own
    prototype server, which carries the join pages too; else the address that `serve` will take.
    """
    try:
        told = json.loads((data / "server.json").read_text())
        return str(told["url"]).rstrip("/")
    except (OSError, ValueError, KeyError, TypeError):
        if row.prototype_url:
            return f"{row.prototype_url.rstrip('/')}/_thinkaloud"
        return DEFAULT_SERVER
