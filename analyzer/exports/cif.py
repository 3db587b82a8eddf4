"""The Common Industry Format for usability test reports, as one page to print or to edit."""

from __future__ import annotations

from pathlib import Path

from analyzer.exporting import ExportFormat
from analyzer.exports import exports
from analyzer.tables import Material
from recorder.progress import Progress


def write(material: Material, folder: Path, progress: Progress) -> None:
    """Write the report."""
    # It computes, with scipy; who only lists the formats must not wait for that.
    from analyzer.cif import cif_report  # noqa: PLC0415

    (folder / "cif.html").write_text(cif_report(material), encoding="utf-8", newline="\n")
    progress(1, 1)


cif = exports.register("cif")(
    ExportFormat(
        "CIF", "A usability test report by ISO/IEC 25062, to be completed and printed.", write
    )
)
