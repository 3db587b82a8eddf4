import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer import spans
from analyzer.clocks_of_attempts import Clocks, clocks, idle
from analyzer.events import FloatArray

moments = st.floats(-50, 150, allow_nan=False)
Pairs = list[tuple[float, float]]
stretches = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=6)


def _spans(*pairs: tuple[float, float]) -> FloatArray:
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def test_without_exclusions_all_clocks_agree() -> None:
    assert clocks(10, 50) == Clocks(40, 0, 40, 0, 0, 40)


def test_each_exclusion_is_taken_from_its_own_clock() -> None:
    read = clocks(
        0, 100,
        paused=_spans((0, 10)), hidden=_spans((20, 25)),
        idle=_spans((30, 65)), waiting=_spans((70, 72)),
    )  # fmt: skip
    assert read == Clocks(
        wall_s=100, paused_s=10, task_s=90, system_s=2, idle_s=35, active_s=90 - 5 - 35 - 2
    )


def test_what_overlaps_is_taken_off_once() -> None:
    same = _spans((20, 60))
    read = clocks(0, 100, paused=same, hidden=same, idle=same, waiting=same)
    assert read == Clocks(wall_s=100, paused_s=40, task_s=60, system_s=0, idle_s=0, active_s=60)
    read = clocks(0, 100, hidden=_spans((20, 40)), idle=_spans((30, 70)), waiting=_spans((35, 75)))
    assert (read.task_s, read.active_s) == (100, 45)


def test_what_lies_beside_the_attempt_takes_nothing() -> None:
    beside = _spans((0, 10), (50, 90))
    read = clocks(10, 50, paused=beside, hidden=beside, idle=beside, waiting=beside)
    assert read == clocks(10, 50)


def test_an_attempt_without_length_has_no_time() -> None:
    assert clocks(10, 10, paused=_spans((0, 20))) == Clocks(0, 0, 0, 0, 0, 0)


@given(st.tuples(moments, moments), st.tuples(*[stretches] * 4))
def test_active_time_is_at_most_task_time_and_that_at_most_wall_time(
    ends: tuple[float, float], sets: tuple[Pairs, Pairs, Pairs, Pairs]
) -> None:
    start_s, end_s = sorted(ends)
    paused, hidden, rest, waited = (_spans(*pairs) for pairs in sets)
    read = clocks(start_s, end_s, paused=paused, hidden=hidden, idle=rest, waiting=waited)
    assert 0 <= read.active_s <= read.task_s <= read.wall_s
    assert 0 <= read.system_s <= read.task_s
    assert 0 <= read.idle_s <= read.task_s
    assert read.paused_s + read.task_s == pytest.approx(read.wall_s)
    # Nothing is subtracted twice: never more than all exclusions have together, counted once.
    every = spans.clip(spans.union([*sets[0], *sets[1], *sets[2], *sets[3]]), start_s, end_s)
    assert read.active_s == pytest.approx(read.wall_s - spans.length_s(every), abs=1e-9)


@given(moments, moments, stretches)
def test_the_same_exclusion_twice_changes_nothing(one: float, other: float, pairs: Pairs) -> None:
    start_s, end_s = sorted((one, other))
    once = clocks(start_s, end_s, waiting=_spans(*pairs))
    twice = clocks(start_s, end_s, waiting=_spans(*pairs, *pairs), idle=_spans(*pairs))
    assert twice.active_s == pytest.approx(once.active_s)


def test_a_rest_of_over_thirty_seconds_is_idle_as_a_whole() -> None:
    busy = _spans((5, 5), (36, 36), (40, 41))
    assert idle(busy, 0, 60).tolist() == [[5, 36]]


def test_a_rest_of_thirty_seconds_is_hesitation() -> None:
    assert idle(_spans((5, 5), (35, 35)), 0, 60).tolist() == []


def test_typing_that_goes_on_is_no_rest() -> None:
    assert idle(_spans((5, 50), (6, 6)), 0, 60).tolist() == []


def test_start_and_end_are_deeds() -> None:
    assert idle(_spans(), 0, 60).tolist() == [[0, 60]]
    assert idle(_spans((-5, -5), (99, 99)), 0, 25).tolist() == []
