"""The command `replay`: a part of a session as a file that plays without a server."""

from __future__ import annotations

from pathlib import Path

import click

from web.commands import data_option


@click.command()
@click.argument("session")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: .html, .webm or .mp4.",
)  # fmt: skip
@click.option("--task", help="Only the try at this task.")
@click.option("--number", type=click.IntRange(1), help="Which try; the last one without it.")
@click.option("--t", "t_s", type=float, help="Only the seconds around this one.")
@click.option("--around", "around_s", default=15.0, show_default=True, type=float,
              help="How many seconds before and after --t.")  # fmt: skip
@click.option("--skip-idle", is_flag=True, help="Leave rests out of a film; it has no sound then.")
@data_option
def replay(
    *, session: str, out: Path, task: str | None, number: int | None, t_s: float | None,
    around_s: float, skip_idle: bool, data: Path,
) -> None:  # fmt: skip
    """Take a session, a task or a moment away, as one HTML file or as a film."""
    from recorder.data_folder import existing
    from web import replay_data, replay_file, replay_part
    from web.app import create_app
    from web.formats import size

    kind = out.suffix.lower()
    if kind not in {".html", ".webm", ".mp4"}:
        raise click.UsageError(f"{out.name}: take .html, .webm or .mp4.")
    if task is not None and t_s is not None:
        raise click.UsageError("Take --task or --t, not both.")
    if number is not None and task is None:
        raise click.UsageError("--number belongs to --task.")
    if kind == ".html" and skip_idle:
        raise click.UsageError("--skip-idle is for films; in the HTML file it can be pressed.")
    wanted = replay_part.Wanted()
    if task is not None:
        wanted = replay_part.Wanted("task", task=task, number=number)
    elif t_s is not None:
        wanted = replay_part.Wanted("moment", t_s=t_s, around_s=around_s)

    app = create_app(existing(data))
    store = app.extensions["thinkaloud_store"]()
    try:
        row = store.session(session)
        study = next(one for one in store.studies() if one.id == row.study_id)
        part = replay_part.chosen(replay_data.index(store, study, row), wanted)
        with app.test_request_context():
            if kind == ".html":
                text = replay_file.replay_file(store, study, row, part)
                out.write_text(text, encoding="utf-8")
                told = "plays in any browser without a server"
            else:
                told = _film(store, study, row, part, out, skip_idle=skip_idle)
    finally:
        store.close()
    click.echo(f"{out}: {part.title}, {part.length_s:.1f} s; {size(out.stat().st_size)}, {told}.")
    click.echo("It holds the participant's data: keep it where you keep the study.")


def _film(store, study, row, part, out: Path, *, skip_idle: bool) -> str:  # type: ignore[no-untyped-def]  # types would be imports
    """Film the part, with a bar on a terminal; Ctrl-C leaves nothing behind."""
    from web.commands import _bar
    from web.replay_video import film

    made = film(
        store, study, row, part, out, skip_idle=skip_idle,
        progress=lambda done, total: _bar("filming", done, total),
    )  # fmt: skip
    sound = "with sound" if made.has_sound else "without sound"
    wide, high = made.size
    return f"{wide} × {high} px, {made.length_s:.1f} s, {made.codec}, {sound}"
