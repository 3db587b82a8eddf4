"""A study's results taken away from its page: a zip for each format."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from analyzer.exporting import export_to
from analyzer.exports import exports as formats
from analyzer.material import material_of
from recorder.errors import NotFoundError
from web import results
from web.security import require_key
from web.studies import the_store

exports = Blueprint("exports", __name__)


@exports.get("/studies/<slug>/exports/<name>.zip")
@require_key
def download(slug: str, name: str) -> ResponseReturnValue:
    """Give the results in a format; they are those of the report, which has to be fresh."""
    form = formats[name]
    store = the_store()
    study = store.study(slug)
    result = results.latest(store, study)
    if result is None:
        raise NotFoundError("There is no report of this study yet; calculate it first.")
    if not results.is_fresh(store, study):
        abort(409, "Sessions have changed since the report; calculate it again, then download.")
    material = material_of(store, slug, result.analysis)
    packed = tempfile.TemporaryFile()  # noqa: SIM115  # the answer reads it and closes it
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in export_to(form, material, Path(folder)):
            archive.write(path, f"{slug}-{name}/{path.name}")
    packed.seek(0)
    return send_file(
        packed,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{slug}-{name}.zip",
        max_age=0,
    )
