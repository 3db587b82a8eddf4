"""Planted friction in a real browser: each signal is found once, and nothing else is.

The lean form of `python -m benchmarks signals`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.signals import signals
from fixtures.planted_field import lay, open_field
from fixtures.planted_people import FEW, short_plans
from fixtures.planted_score import Score, episodes, score
from fixtures.planted_session import record

pytestmark = pytest.mark.browser


def test_every_planted_signal_is_found_and_the_usual_false_alarms_stay_silent(
    tmp_path: Path,
) -> None:
    total = Score()
    with open_field(tmp_path / "data", lay(tmp_path / "pages")) as road:
        for played in record(road, FEW, short_plans(), seed=1):
            total.add(score(played, episodes(road, played)))
    assert not total.failed
    assert not [note for note in total.notes if " void " not in note]
    assert {name: raised for name, (_, raised) in total.harmless.items() if raised} == {}
    assert {kind for kind, _ in signals.items()} <= set(total.planted + total.void)
    assert len(total.harmless) > 25
