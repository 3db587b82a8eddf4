from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.peer_rules import (
    AnsweredClick,
    posthog_dead_clicks,
    posthog_rage_clicks,
    sentry_rage_clicks,
    sentry_slow_clicks,
)

Click = tuple[float, float, float]
clicks = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0, 10_000)), max_size=30
)


def burst(n: int, *, step_ms: float = 200, step_px: float = 0) -> list[Click]:
    return [(100 + i * step_px, 100, i * step_ms) for i in range(n)]


def test_the_third_quick_click_nearby_is_reported() -> None:
    assert posthog_rage_clicks([(100, 100, 0), (104, 102, 300), (110, 101, 700)]) == [2]


@pytest.mark.parametrize("n", [3, 4, 7])
def test_a_run_is_reported_once_however_long_it_goes_on(n: int) -> None:
    assert posthog_rage_clicks(burst(n)) == [2]


def test_two_clicks_are_no_rage() -> None:
    assert posthog_rage_clicks(burst(2)) == []
    assert posthog_rage_clicks([]) == []


@pytest.mark.parametrize(("step_ms", "hits"), [(999, [2]), (1000, []), (1001, [])])
def test_a_second_between_clicks_is_too_long(step_ms: float, hits: list[int]) -> None:
    assert posthog_rage_clicks(burst(3, step_ms=step_ms)) == hits


@pytest.mark.parametrize(("step_px", "hits"), [(29, [2]), (30, []), (31, [])])
def test_thirty_px_between_clicks_are_too_far(step_px: float, hits: list[int]) -> None:
    assert posthog_rage_clicks(burst(3, step_px=step_px)) == hits


def test_distance_is_the_sum_of_both_axes() -> None:
    assert posthog_rage_clicks([(0, 0, 0), (16, 16, 100), (32, 32, 200)]) == []


def test_distance_is_to_the_click_before_not_to_the_first() -> None:
    assert posthog_rage_clicks(burst(3, step_px=25)) == [2]


def test_after_a_pause_a_second_run_is_reported_too() -> None:
    later = [(x, y, t + 5_000) for x, y, t in burst(3)]
    assert posthog_rage_clicks([*burst(4), *later]) == [2, 6]


@given(clicks, st.floats(-50, 50), st.floats(-50, 50))
def test_where_on_the_page_it_happens_does_not_matter(
    found: list[Click], dx: float, dy: float
) -> None:
    rounded = [(float(round(x)), float(round(y)), float(round(t))) for x, y, t in found]
    moved = [(x + round(dx), y + round(dy), t) for x, y, t in rounded]
    assert posthog_rage_clicks(moved) == posthog_rage_clicks(rounded)


@given(clicks)
def test_no_run_is_shorter_than_three(found: list[Click]) -> None:
    hits = posthog_rage_clicks(found)
    assert all(hit >= 2 for hit in hits)
    assert all(later - hit >= 3 for hit, later in pairwise(hits))


def answered(
    *after_ms: float | None, tag: str = "button", step_ms: float = 1_500
) -> list[AnsweredClick]:
    return [AnsweredClick("#buy", tag, at * step_ms, after) for at, after in enumerate(after_ms)]


def test_a_click_without_a_change_in_two_and_a_half_seconds_is_dead_for_posthog() -> None:
    assert posthog_dead_clicks(answered(None, 2_499, 2_500, 20)) == [0, 2]


def test_links_are_never_dead_for_posthog() -> None:
    assert posthog_dead_clicks(answered(None, tag="a")) == []


def test_a_click_without_a_change_in_three_seconds_is_slow_for_sentry() -> None:
    assert sentry_slow_clicks(answered(None, 3_000, 3_001, 20)) == [0, 2]
    assert sentry_slow_clicks(answered(None, tag="div")) == []


def test_a_click_on_the_same_node_within_a_second_is_none_of_its_own() -> None:
    assert posthog_dead_clicks(answered(None, None, step_ms=999)) == [0]
    assert sentry_slow_clicks(answered(None, None, step_ms=1_000)) == [0, 1]


def test_three_clicks_while_sentry_watches_a_slow_one_are_rage() -> None:
    assert sentry_rage_clicks(answered(None, None, None, step_ms=900)) == [0]
    assert sentry_rage_clicks(answered(None, None, step_ms=900)) == []
    assert sentry_rage_clicks(answered(None, None, None, step_ms=3_600)) == []
    assert sentry_rage_clicks(answered(20, 20, 20, step_ms=300)) == []


def test_without_clicks_no_peer_reports_anything() -> None:
    assert posthog_dead_clicks([]) == sentry_slow_clicks([]) == sentry_rage_clicks([]) == []
