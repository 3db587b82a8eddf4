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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("planted")]  # played once for both


@pytest.fixture(scope="module")
def total(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Let three people play, and score all of it."""
    folder: Path = tmp_path_factory.mktemp("planted")
    found = Score()
    with open_field(folder / "data", lay(folder / "pages")) as road:
        for played in record(road, FEW, short_plans(), seed=1):
            found.add(score(played, episodes(road, played)))
    return found


def test_every_planted_signal_is_found_and_there_is_no_alarm(total: Score) -> None:
    assert not total.failed
    assert not [note for note in total.notes if " void " not in note]
    assert {kind for kind, _ in signals.items()} <= set(total.planted + total.void)


def test_the_usual_false_alarms_stay_silent(total: Score) -> None:
    assert len(total.harmless) > 25
    assert {name: raised for name, (_, raised) in total.harmless.items() if raised} == {}
