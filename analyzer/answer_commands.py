"""`thinkaloud answers import`: answers to questionnaires that were given elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import click

from recorder.commands import opened, plainly, with_data

MOST_SHOWN = 30  # mistakes; who made more has made one of them many times


@click.group()
def answers() -> None:
    """Answers to questionnaires that were given elsewhere."""


@answers.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_data
@plainly
def import_answers(slug: str, file: Path, data: Path) -> None:
    """Keep the answers of FILE.csv with the study SLUG; see docs/importing.md.

    Columns: participant, questionnaire, item_1, item_2 …; where needed task, reason, choices,
    locale. With a mistake in any line nothing is kept.
    """
    from analyzer.answers_file import read_answers
    from recorder.answer_importing import keep_answers, takers

    with opened(data) as store:
        definition = store.definition(store.study(slug))
        told = read_answers(file, definition, takers(store, slug))
        if told.mistakes:
            for mistake in told.mistakes[:MOST_SHOWN]:
                click.echo(f"{file.name}, {mistake}", err=True)
            some = _counted(len(told.mistakes), "mistake")
            raise click.ClickException(f"{file.name} has {some}; nothing was stored.")
        now_ms = time.time_ns() // 1_000_000
        kept = keep_answers(store, slug, told.forms, file.name, now_ms)
    forms = _counted(sum(map(len, told.forms.values())), "form")
    click.echo(f"Study `{slug}`: kept {forms} of {_counted(len(kept), 'participant')}.")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
