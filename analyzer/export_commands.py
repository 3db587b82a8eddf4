"""The command `export`: a study's results as tables, as JSON, or as a report in CIF."""

from __future__ import annotations

from pathlib import Path

import click

from recorder.commands import with_data


@click.command()
@click.argument("slug")
@click.option(
    "--format", "form", default="csv", show_default=True,
    help="csv, parquet, json, or cif: a report by the Common Industry Format.",
)  # fmt: skip
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; made where it is not there yet.",
)  # fmt: skip
@with_data
def export(slug: str, form: str, out: Path, data: Path) -> None:
    """Write a study's results as files for other programs.

    The recordings themselves go along with `thinkaloud study export`.
    """
    from analyzer.exporting import export_to
    from analyzer.exports import exports
    from analyzer.material import material_of
    from analyzer.pipeline import analyze_study
    from recorder.data_folder import existing
    from recorder.progress import counting
    from recorder.store import Store

    chosen = exports[form]
    with Store.open(existing(data)) as store:
        analysis = analyze_study(store, slug, counting("sessions"))
        material = material_of(store, slug, analysis)
        for path in export_to(chosen, material, out, counting("tables")):
            click.echo(f"{path}: {path.stat().st_size:,} bytes")
