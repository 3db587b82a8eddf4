"""The command `compare`: variants, segments, versions, or rounds."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.commands import write
from recorder.commands import opened, with_data
from recorder.progress import counting


@click.command()
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG [SLUG2 …]")
@click.option(
    "--by",
    type=click.Choice(["variant", "segment", "version"]),
    help="What splits the participants of one study.",
)
@click.option("--groups", help="Which of them, in this order: A,B. Without it all, by name.")
@click.option(
    "--base",
    help="Compare each group with this one alone. Without it each with each other, of more than "
    "six groups each with the largest.",
)
@click.option(
    "--correction",
    type=click.Choice(["holm", "bh", "none"]),
    default="holm",
    show_default=True,
    help="For many tests: Holm, Benjamini-Hochberg, or none.",
)
@click.option(
    "--level",
    type=click.FloatRange(0.5, 1, max_open=True),
    default=0.95,
    show_default=True,
    help="Coverage of the intervals; a difference is shown at 1 minus it.",
)
@click.option(
    "--same-people/--different-people",
    "same_people",
    default=None,
    help="Whether equal codes in two studies are one person. Without it they are, but for codes "
    "such as P01 that every study hands out.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the comparison to a file (- for the terminal); see docs/analysis.md.",
)
@with_data
def compare(
    *,
    slugs: tuple[str, ...],
    by: str | None,
    groups: str | None,
    base: str | None,
    correction: str,
    level: float,
    same_people: bool | None,
    json_file: Path | None,
    data: Path,
) -> None:
    """Compare groups of one study, or studies with each other."""
    from typing import cast

    from analyzer.comparison import to_json
    from analyzer.comparison_groups import Within
    from analyzer.comparison_results import Correction
    from analyzer.comparison_study import compare_rounds, compare_within, round_of
    from analyzer.comparison_text import lines

    _check(slugs, by, groups, same_people)
    how = cast(Correction, correction)
    with opened(data) as store:
        rounds = [round_of(store, slug, counting("sessions")) for slug in slugs]
    if by is None:
        found = compare_rounds(
            rounds, correction=how, level=level, same_people=same_people, base=base
        )
    else:
        names = [name.strip() for name in (groups or "").split(",") if name.strip()]
        found = compare_within(
            rounds[0], cast(Within, by), names, correction=how, level=level, base=base
        )
    if json_file is None:
        for line in lines(found):
            click.echo(line)
    elif str(json_file) == "-":
        click.echo(to_json(found), nl=False)
    else:
        write(json_file, to_json(found))


def _check(
    slugs: tuple[str, ...], by: str | None, groups: str | None, same_people: bool | None
) -> None:
    """Refuse what does not go together, before anything is read."""
    if len(slugs) == 1 and by is None:
        raise click.UsageError("Say what splits the study (--by variant), or name a second study.")
    if len(slugs) > 1 and (by or groups):
        raise click.UsageError("--by and --groups split one study; rounds are whole studies.")
    if len(slugs) == 1 and same_people is not None:
        raise click.UsageError("In one study a code is one person; this is for two studies.")
