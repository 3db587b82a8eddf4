import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.detection import MERGE, Threshold
from analyzer.events import SessionEvents
from analyzer.pipeline import analyze
from analyzer.what_if import ALL, Point, grid, questions, what_if, what_if_study
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element, keep, study, task
from recorder.definition import IgnoreRule, StudyDefinition
from recorder.errors import NotFoundError
from recorder.store import Store

STUDY = definition(task("buy"))


def _told(who: str, clicks: int) -> Recording:
    told = Recording(who).page(0, "/").task(1, "buy")
    for at in range(clicks):
        told.click(2 + at * 0.4, BUTTON, NOTHING)
    return told.click(30, element("x"), NOTHING).task(60, "buy", "done")


TOLD = [_told("P01", 2), _told("P02", 3), _told("P03", 5)]


def _points(kind: str, threshold: str, of: StudyDefinition = STUDY) -> dict[float, Point]:
    asked = questions(of, kind, threshold)
    (curve,) = what_if((one.session() for one in TOLD), of, asked).curves
    return {point.value: point for point in curve.points}


def test_more_clicks_asked_for_are_fewer_rage_clicks() -> None:
    points = _points("rage_click", "rage_clicks")
    assert {value: (p.signals, p.participants) for value, p in points.items()} == {
        1: (6, 3), 2: (3, 3), 3: (2, 2), 4: (1, 1), 5: (1, 1), 6: (0, 0)
    }  # fmt: skip


def test_a_burst_that_is_none_frees_the_dead_click_within() -> None:
    points = _points("rage_click", "rage_clicks")
    # One error point for the burst or for what it swallows, one for the click on the other button.
    assert {points[value].error_points for value in (3, 6)} == {9}


@pytest.mark.parametrize("thresholds", [{}, {"rage_clicks": 4.0}, {"merge_window_s": 0.5}])
def test_the_studys_own_values_give_what_the_report_says(thresholds: dict[str, float]) -> None:
    of = definition(*STUDY.tasks, thresholds=thresholds, ignore=[IgnoreRule(signal="dead_click")])
    told = [_told("P01", 3), _told("P02", 4).review("rage_click", 2, "#buy")]
    analysis = analyze(study(*told, of=of))
    points = sum(a.error_points for t in analysis.tasks for a in t.attempts)
    found = what_if((one.session() for one in told), of, questions(of))
    assert (found.sessions, found.participants) == (2, 2)
    for curve in found.curves:
        (now,) = [point for point in curve.points if point.value == curve.current]
        kinds = [s for s in analysis.signals if curve.kind in (ALL, s.kind)]
        assert now.signals == len(kinds)
        assert now.participants == len({signal.participant for signal in kinds})
        assert now.error_points == points


def test_the_studys_own_value_is_among_those_tried() -> None:
    of = definition(*STUDY.tasks, thresholds={"rage_clicks": 11})
    assert list(_points("rage_click", "rage_clicks", of)) == [1, 2, 3, 4, 5, 6, 11]


def test_every_threshold_of_every_signal_can_be_asked_for() -> None:
    asked = questions(STUDY)
    assert [one.threshold.name for one in asked if one.kind == ALL] == [MERGE.name]
    assert len({(one.kind, one.threshold.name) for one in asked}) == len(asked) > 20
    (one,) = questions(STUDY, "rage_click", MERGE.name)
    assert (one.kind, one.current) == ("rage_click", 2.0)
    assert [one.threshold.name for one in questions(STUDY, ALL)] == [MERGE.name]


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match="rage_click"):
        questions(STUDY, "rage_clik")
    with pytest.raises(NotFoundError, match="`rage_click` does not have a threshold `nope`"):
        questions(STUDY, "rage_click", "nope")
    with pytest.raises(NotFoundError, match="No signal has a threshold `nope`"):
        questions(STUDY, None, "nope")


def test_counts_go_by_one_and_shares_stay_shares() -> None:
    assert grid(Threshold("clicks", 3, ""), 3) == (1, 2, 3, 4, 5, 6)
    assert grid(Threshold("share", 0.5, ""), 0.5) == (0.125, 0.25, 0.375, 0.5, 0.75, 1.0)
    assert grid(Threshold("wait_s", 2.0, ""), 2.2) == (0.5, 1, 1.5, 2, 2.2, 3, 4, 6)


@given(st.floats(0.01, 1e6), st.floats(0, 1e6), st.sampled_from(["a", "a_s", "a_px"]))
def test_a_grid_is_sorted_and_holds_default_and_current(
    default: float, current: float, name: str
) -> None:
    values = grid(Threshold(name, float(f"{default:.3g}"), ""), current)
    assert list(values) == sorted(set(values))
    assert current in values
    assert any(abs(value - default) <= 0.01 * default for value in values)


@settings(max_examples=10)
@given(st.permutations(TOLD))
def test_the_order_of_sessions_is_irrelevant(told: list[Recording]) -> None:
    asked = questions(STUDY, "rage_click")
    first = what_if((one.session() for one in TOLD), STUDY, asked)
    assert what_if((one.session() for one in told), STUDY, asked) == first


def test_sessions_are_taken_one_by_one_and_let_go() -> None:
    gone: list[bool] = []

    def sessions() -> Iterator[SessionEvents]:
        for one in TOLD:
            events = one.session()
            told = weakref.ref(events.clicks.t_s)
            yield events
            del events
            gc.collect()
            gone.append(told() is None)

    what_if(sessions(), STUDY, questions(STUDY, "rage_click", "rage_clicks"))
    assert gone == [True, True, True]


def test_nobody_gives_curves_of_zeros() -> None:
    found = what_if((), STUDY, questions(STUDY))
    assert (found.sessions, found.participants) == (0, 0)
    assert all(p.signals == p.participants == 0 for c in found.curves for p in c.points)


def test_a_stored_study_is_asked_with_its_progress(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        keep(store, *TOLD, of=STUDY)
        told: list[tuple[int, int]] = []
        found = what_if_study(
            store, "shop", "rage_click", "rage_clicks", lambda *at: told.append(at)
        )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert {p.value: p.signals for p in found.curves[0].points} == {
        value: point.signals for value, point in _points("rage_click", "rage_clicks").items()
    }
