"""The kinds of heatmap: one file each."""

from __future__ import annotations

from analyzer.heat_points import HeatmapKind
from analyzer.registry import Registry

heatmaps: Registry[HeatmapKind] = Registry("heatmaps", __name__)
