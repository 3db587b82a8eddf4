from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import spans
from analyzer.events import StudyEvents
from analyzer.explain import explain
from analyzer.load import load_session
from analyzer.pauses import MarkedPause
from analyzer.pipeline import analyze
from analyzer.results import Attempt, StudyAnalysis
from analyzer.session_results import SessionAnalysis, analyze_session
from fixtures.paused import paused
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element, keep, task
from recorder.pauses import add_pause
from recorder.store import Store

LINK = element("lamps", tag="a")
PATHS = definition(task("buy", paths=[["/", "/thanks"]]))


def _told(participant: str = "P01", end_s: float = 61) -> Recording:
    """Rage at 11 to 11.9 s, then nothing; the attempt begins at 1 s."""
    told = Recording(participant).page(0, "/").task(1, "buy").click(2, BUTTON, {"mutation": 20.0})
    for at in range(4):
        told.click(11 + 0.3 * at, BUTTON, NOTHING)
    return told.click(end_s - 1, BUTTON, {"mutation": 20.0}).task(end_s, "buy", "goal", "rule")


def _one(told: Recording, *stretches_s: tuple[float, float]) -> SessionAnalysis:
    return analyze_session(paused(told, *stretches_s), definition())


def _attempt(told: Recording, *stretches_s: tuple[float, float]) -> Attempt:
    (attempt,) = _one(told, *stretches_s).attempts
    return attempt


def _study(*sessions: tuple[Recording, tuple[tuple[float, float], ...]]) -> StudyAnalysis:
    held = tuple(paused(told, *stretches_s) for told, stretches_s in sessions)
    return analyze(StudyEvents(definition(), 1, is_simulated=True, sessions=held))


def test_a_marked_pause_is_read_from_the_store_in_seconds(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        (session,) = keep(store, _told())
        add_pause(store, session, 20_000, 30_500, "technical", now_ms=1)
        info = load_session(store, store.session(session)).info
    assert info.pauses == (MarkedPause(20, 30.5, "technical"),)


def test_pauses_are_taken_off_once_and_only_within_the_attempt() -> None:
    attempt = _attempt(_told(), (20, 30), (25, 35), (55, 500), (0, 0.5))
    assert (attempt.wall_s, attempt.task_s, attempt.paused_s) == (60, 39, 21)
    assert attempt.pauses == 2


def test_a_pause_outside_of_all_attempts_changes_nothing() -> None:
    assert _one(_told(), (0, 1), (61, 90)) == _one(_told())


def test_an_idle_stretch_in_a_pause_is_not_taken_off_twice() -> None:
    plain = _attempt(_told())
    assert plain.idle_s == pytest.approx(48.1)  # from the last click of the rage to the next
    attempt = _attempt(_told(), (20, 40))
    assert attempt.idle_s == pytest.approx(28.1)
    assert attempt.active_s == pytest.approx(plain.active_s)


def test_a_pause_before_the_first_deed_is_no_reading() -> None:
    assert _attempt(_told(), (1.25, 1.75)).reading_s == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("stretch_s", "is_friction"),
    [((11, 11.9), False), ((10, 20), False), ((11.5, 20), True), ((0, 11.5), True)],
)
def test_a_signal_counts_unless_it_lies_wholly_in_a_pause(
    stretch_s: tuple[float, float], is_friction: bool
) -> None:
    found = _one(_told(), stretch_s)
    assert ("rage_click" in {one.kind for one in found.signals}) == is_friction
    assert (found.attempts[0].error_points > 0) == is_friction


def test_a_signal_in_a_pause_is_no_occasion_either() -> None:
    def clicks(*stretches_s: tuple[float, float]) -> list[tuple[int, int]]:
        return [
            (one.episodes, one.signalled)
            for one in _one(_told(), *stretches_s).exposures
            if one.family == "click"
        ]

    assert clicks() == [(3, 1)]
    assert clicks((10, 20)) == [(2, 0)]


def test_who_rests_while_the_moderator_speaks_does_not_pause_long() -> None:
    def rests(*stretches_s: tuple[float, float]) -> list[int]:
        found = _one(_told(), *stretches_s).signals
        return [one.count for one in found if one.kind == "long_pause"]

    assert rests() == [2]  # one before the burst, one after it
    # The second rest begins before the pause and ends after it, but not by 5 s.
    assert rests((12.5, 59)) == [1]


def test_a_wrong_way_in_a_pause_is_none() -> None:
    told = Recording().page(0, "/").task(1, "buy").click(4.5, LINK, {"navigation": 100.0})
    told.page(5, "/help").click(9.5, LINK, {"navigation": 100.0}).page(10, "/")
    told.click(14.5, LINK, {"navigation": 100.0}).page(15, "/thanks").task(16, "buy", "goal")
    (plain,) = analyze_session(told.session(), PATHS).attempts
    (attempt,) = analyze_session(paused(told, (4, 11)), PATHS).attempts
    assert len(plain.departures) == 1
    assert attempt.departures == ()
    assert attempt.way is not None
    assert (attempt.way.pages, attempt.way.is_on_path) == (2, True)


def test_an_attempt_that_was_paused_all_along_counts_in_no_time() -> None:
    whole = ((0.0, 100.0),)
    (result,) = _study((_told("P01"), whole), (_told("P02"), ()), (_told("P03", 41), ())).tasks
    assert result.attempts[0].task_s == 0
    assert (result.completion.estimate, result.completion.n) == (1, 3)
    assert result.time_on_task.n == 2
    assert result.failures_kept is not None
    assert result.failures_kept.not_done.n == 2
    assert result.efficiency is not None
    assert result.efficiency.time_based.n == 2
    assert len(result.references["failures_kept"]) == 2


def test_all_figures_of_time_rest_on_the_task_time_and_the_wall_time_stands_beside() -> None:
    off = ((20.0, 50.0),)
    people = [(_told(name, 61 + at), off) for at, name in enumerate(("P01", "P02", "P03"))]
    (with_them,) = _study(*[(told, ()) for told, _ in people]).tasks
    (result,) = _study(*people).tasks
    assert result.times is not None
    assert with_them.times is not None
    assert with_them.times.with_pauses is None
    assert result.times.with_pauses == with_them.times.typical
    assert result.times.typical.estimate == result.time_on_task.estimate
    assert result.time_on_task.estimate == pytest.approx((30 * 31 * 32) ** (1 / 3))
    assert result.failures_kept is not None
    assert result.failures_kept.not_done.times_s == (30, 31, 32)
    assert result.efficiency is not None
    assert with_them.efficiency is not None
    faster = result.efficiency.time_based.estimate or 0
    assert faster > (with_them.efficiency.time_based.estimate or 0)


def test_an_explanation_tells_what_was_paused() -> None:
    text = "\n".join(explain(paused(_told(), (10, 20), (30, 31)), definition()))
    assert "taken off: 2 pauses, 11.0 s of 1 attempt" in text
    assert "paused 11.0 s" in text
    assert "in a pause: 2" in text  # the burst, and that it was not answered
    assert "in a pause" not in "\n".join(explain(_told().session(), definition()))


moments = st.integers(0, 320).map(lambda quarter: quarter / 4)
stretches = st.lists(
    st.tuples(moments, moments).map(lambda two: (min(two), max(two) + 0.25)), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(stretches)
def test_through_the_whole_pipeline_no_second_is_taken_off_twice(
    marked: list[tuple[float, float]],
) -> None:
    (result,) = _study((_told("P01"), tuple(marked)), (_told("P02"), ())).tasks
    attempt, other = result.attempts
    inside_s = spans.length_s(spans.clip(spans.union(marked), 1, 61))
    assert attempt.wall_s == 60
    assert attempt.task_s == pytest.approx(60 - inside_s)
    assert attempt.paused_s == pytest.approx(inside_s)
    assert 0 <= (attempt.active_s or 0) <= (attempt.task_s or 0)
    assert other.paused_s == 0
    assert result.time_on_task.n == (2 if attempt.time_s else 1)
    backwards = _study((_told("P01"), tuple(reversed(marked))), (_told("P02"), ())).tasks
    assert backwards == (result,)
    twice = _study((_told("P01"), tuple(marked * 2)), (_told("P02"), ())).tasks
    assert twice == (result,)


@given(stretches, moments, moments)
def test_a_stretch_is_held_by_one_interval_or_by_none(
    pairs: list[tuple[float, float]], one: float, other: float
) -> None:
    start_s, end_s = sorted((one, other))
    whole = spans.union(pairs)
    held = bool(np.any((whole[:, 0] <= start_s) & (end_s <= whole[:, 1])))
    assert spans.holds(whole, start_s, end_s) == held
