"""The forms in which a study's results are taken away: one file each."""

from __future__ import annotations

from analyzer.exporting import ExportFormat
from analyzer.registry import Registry

exports: Registry[ExportFormat] = Registry("exports", __name__)
