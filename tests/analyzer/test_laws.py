"""Laws that every statistic obeys, whatever the participants."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import discovery_interval
from analyzer.estimates import Interval
from fixtures.every_statistic import PROBLEMS, STATISTICS, People, Person, told


def assert_same(one: Any, other: Any, factor: float = 1.0) -> None:
    assert (one is None) == (other is None)
    for power, values in (one or {}).items():
        wanted = [None if value is None else value * factor**power for value in values]
        assert len(other[power]) == len(wanted)
        for ours, theirs in zip(other[power], wanted, strict=True):
            if theirs is None:
                assert ours is None
            else:
                assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-9)


person = st.builds(
    Person,
    time_s=st.integers(2, 4_000).map(lambda quarter: quarter / 4),
    again_s=st.integers(2, 4_000).map(lambda quarter: quarter / 4),
    end=st.integers(0, 2),
    group=st.integers(0, 1),
    errors=st.integers(0, 9),
    score=st.integers(0, 100).map(float),
    met=st.tuples(*[st.booleans()] * PROBLEMS),
    pages=st.text("abc", max_size=6),
)
crowd = st.lists(person, max_size=30)
each_statistic = pytest.mark.parametrize("name", STATISTICS)
ONE = Person(
    time_s=30.0,
    again_s=20.0,
    end=1,
    group=0,
    errors=1,
    score=70.0,
    met=(True,) * PROBLEMS,
    pages="ab",
)


@each_statistic
@settings(max_examples=25, deadline=None)
@given(people=crowd, seed=st.randoms(use_true_random=False))
def test_participants_in_another_order_change_nothing(name: str, people: Any, seed: Any) -> None:
    before = told(STATISTICS[name], people)
    seed.shuffle(people)
    assert_same(before, told(STATISTICS[name], people))


@each_statistic
@settings(max_examples=25, deadline=None)
@given(people=crowd, factor=st.sampled_from([1e-3, 1 / 60, 7.0, 1_000.0]))
def test_another_unit_of_time_leaves_ratios_and_scales_times(
    name: str, people: list[Person], factor: float
) -> None:
    scaled = [
        replace(one, time_s=one.time_s * factor, again_s=one.again_s * factor) for one in people
    ]
    assert_same(told(STATISTICS[name], people), told(STATISTICS[name], scaled), factor)


@each_statistic
@settings(max_examples=25, deadline=None)
@given(people=crowd)
def test_what_is_not_known_is_none_and_never_nan(name: str, people: list[Person]) -> None:
    for values in (told(STATISTICS[name], people) or {}).values():
        assert all(value is None or math.isfinite(value) for value in values)


@each_statistic
def test_ordinary_participants_are_refused_by_no_statistic(name: str) -> None:
    ordinary = [
        replace(ONE, time_s=20.0 + at, again_s=30.0 + at**2, end=1 + at % 3 // 2, group=at % 2)
        for at in range(12)
    ]
    found = told(STATISTICS[name], ordinary)
    assert found
    assert any(value is not None for values in found.values() for value in values)


DEGENERATE = {
    "nobody": [],
    "one": [ONE],
    "one who failed": [replace(ONE, end=2, met=(False,) * PROBLEMS)],
    "all equal": [ONE] * 8,
    "all failed": [replace(ONE, end=2, time_s=10.0 + at, group=at % 2) for at in range(8)],
    "all cut off": [replace(ONE, end=0, time_s=10.0 + at, group=at % 2) for at in range(8)],
    "all of one group": [replace(ONE, time_s=10.0 + at) for at in range(8)],
    "no problem met": [replace(ONE, met=(False,) * PROBLEMS)] * 4,
    "no page opened": [replace(ONE, pages="")] * 4,
}


@each_statistic
@pytest.mark.parametrize("which", DEGENERATE)
def test_the_ends_of_what_can_happen_give_numbers_or_none(name: str, which: str) -> None:
    for values in (told(STATISTICS[name], DEGENERATE[which]) or {}).values():
        assert all(value is None or math.isfinite(value) for value in values)


@pytest.mark.parametrize("name", ["share_of_successes", "typical_times", "errors_per_participant"])
@settings(max_examples=25, deadline=None)
@given(people=st.lists(person, min_size=2, max_size=12))
def test_twice_as_many_alike_move_no_estimate_and_widen_no_interval(
    name: str, people: list[Person]
) -> None:
    for one, other in zip(found(name, people), found(name, [*people, *people]), strict=True):
        if isinstance(one, Interval):
            assert other.estimate == pytest.approx(one.estimate)
            if one.lower is not None and "median" not in one.method:  # steps of order statistics
                assert other.upper - other.lower <= (one.upper - one.lower) * (1 + 1e-9)


def found(name: str, people: list[Person]) -> list[Any]:
    return [
        one
        for value in STATISTICS[name](people).values()
        for one in (value if isinstance(value, list) else [value])
    ]


@settings(max_examples=5, deadline=None)
@given(people=st.lists(person, min_size=3, max_size=10), seed=st.randoms(use_true_random=False))
def test_the_share_of_problems_found_does_not_hang_on_names(people: Any, seed: Any) -> None:
    def share(of: People) -> Any:
        return discovery_interval.share_found(np.array([one.met for one in of]), 1)

    before = share(people)
    seed.shuffle(people)
    after = share(people)
    assert (after.estimate, after.n) == (before.estimate, before.n)
    if before.lower is not None:
        assert 0 <= before.lower <= before.estimate <= before.upper <= 1
        # Simulated studies differ by the order of the problems' rates alone.
        assert after.lower == pytest.approx(before.lower, abs=1e-9)
