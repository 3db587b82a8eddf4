"""The commands of pictures: `screen` draws a moment, `picture` binds a file to a screen."""

from __future__ import annotations

from pathlib import Path

import click

from recorder.commands import with_data

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("session")
@click.option("--t", "t_s", required=True, type=float, help="Seconds since the session's start.")
@click.option("--out", required=True, type=_FILE, help="The PNG file to write.")
@click.option("--viewport", is_flag=True, help="What was in view, instead of the whole page.")
@click.option("--boxes", type=_FILE, help="Write the elements' boxes to a JSON file.")
@with_data
def screen(
    *, session: str, t_s: float, out: Path, viewport: bool, boxes: Path | None, data: Path
) -> None:
    """Draw the page that a participant had before them at a moment."""
    from analyzer.moment import boxes_json, draw_moment
    from analyzer.painter import open_painter
    from recorder.store import Store

    with Store.open(data) as store:
        store.session(session)  # a wrong name is told before Chromium starts
        with open_painter() as painter:
            moment = draw_moment(painter, store, session, t_s, whole=not viewport)
    out.write_bytes(moment.drawing.png)
    if boxes is not None:
        boxes.write_bytes(boxes_json(moment))
    drawing = moment.drawing
    click.echo(f"{moment.screen or moment.url} at {t_s:g} s: {drawing.width} x {drawing.height} px")
    if drawing.is_cut and not viewport:
        click.echo(f"The page is {drawing.page_size[1]} px high; the picture is cut.")
    for url in drawing.missing:
        click.echo(f"not archived: {url}", err=True)


@click.command()
@click.argument("slug")
@click.argument("file", type=_FILE, required=False)
@click.option(
    "--screen", "key", required=True, help="The screen's key, as the page Screens has it."
)
@click.option(
    "--viewport",
    "viewport_class",
    default="desktop",
    show_default=True,
    type=click.Choice(["phone", "tablet", "desktop"]),
)
@click.option("--scale", type=float, help="Picture pixels for one pixel of the page.")
@click.option("--remove", is_flag=True, help="Take the picture away; the drawn one comes back.")
@with_data
def picture(
    *,
    slug: str,
    file: Path | None,
    key: str,
    viewport_class: str,
    scale: float | None,
    remove: bool,
    data: Path,
) -> None:
    """Bind a picture of your own (PNG, JPEG, WebP) to a screen, or take it away again."""
    from analyzer.uploads import remove_picture, upload_picture
    from recorder.store import Store

    if remove == (file is not None):
        raise click.UsageError("Give either a FILE or --remove.")
    with Store.open(data) as store:
        if file is None:
            remove_picture(store, slug, key, viewport_class)
            click.echo(f"Removed. {key} is drawn from the recording with the next analysis.")
            return
        kept = upload_picture(store, slug, key, viewport_class, file.read_bytes(), scale=scale)
    click.echo(f"{key} ({viewport_class}): {kept.width} x {kept.height} px at scale {kept.scale:g}")
