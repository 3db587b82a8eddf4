"""The whole analysis as one JSON value, with its JSON Schema."""

from __future__ import annotations

from pathlib import Path

import msgspec

from analyzer.export_notes import write_readme
from analyzer.exporting import ExportFormat
from analyzer.exports import exports
from analyzer.results import StudyAnalysis
from analyzer.tables import Material
from recorder.progress import Progress

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> bytes:
    """Write the JSON Schema of an analysis; docs/analysis.schema.json is this."""
    made = {"$schema": DIALECT, "title": "Thinkaloud: analysis of a study"}
    made |= msgspec.json.schema(StudyAnalysis)
    return msgspec.json.format(msgspec.json.encode(made, order="deterministic"), indent=2) + b"\n"


def write(material: Material, folder: Path, progress: Progress) -> None:
    """Write the analysis and its schema."""
    # As `thinkaloud analyze --json` does, without loading all of the analysis for it.
    written = msgspec.json.format(msgspec.json.encode(material.analysis), indent=2) + b"\n"
    (folder / "analysis.json").write_bytes(written)
    (folder / "analysis.schema.json").write_bytes(schema())
    write_readme("json", material.analysis, folder)
    progress(1, 1)


json = exports.register("json")(
    ExportFormat("JSON", "The whole analysis as one value, with its JSON Schema.", write)
)
