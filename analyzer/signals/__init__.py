"""The friction signals, one file each: a rule, its thresholds, what it ignores, its impact."""

from analyzer.detection import Detector
from analyzer.registry import Registry

signals: Registry[Detector] = Registry("signals", __name__)
