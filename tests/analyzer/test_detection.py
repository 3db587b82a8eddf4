from hypothesis import given
from hypothesis import strategies as st

from analyzer.detection import Detector, Episode, Threshold, applied, merged, rule
from analyzer.events import PAGE


def _episode(t_s: float, location: int = 0, *, lasts_s: float = 0.0, count: int = 1) -> Episode:
    return Episode(t_s, t_s + lasts_s, 0, location, count, "")


DETECTOR = Detector(
    title="Slow click",
    text="No answer for {slow_window_s} s.",
    source="a test",
    thresholds=(Threshold("slow_window_s", 1.5, "a paper"),),
    ignores=("canvas",),
    impact=2,
    detect=lambda _scene, _thresholds: [],
)


def test_episodes_at_one_place_within_the_window_are_one() -> None:
    (one,) = merged([_episode(1), _episode(3, count=2)], 2)
    assert (one.t_s, one.end_s, one.count) == (1, 3, 3)


def test_episodes_just_outside_the_window_are_two() -> None:
    assert len(merged([_episode(1), _episode(3.001)], 2)) == 2


def test_the_window_runs_from_an_episodes_end() -> None:
    assert len(merged([_episode(1, lasts_s=2), _episode(4.9)], 2)) == 1


def test_episodes_at_two_places_stay_two() -> None:
    assert len(merged([_episode(1, 0), _episode(1.5, 1), _episode(2, -1)], 2)) == 3


def test_merging_nothing_gives_nothing() -> None:
    assert merged([], 2) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2)), max_size=12))
def test_merging_keeps_every_event_and_any_order_gives_the_same(
    moments: list[tuple[int, int]],
) -> None:
    episodes = [_episode(t_s, place) for t_s, place in moments]
    assert merged(episodes, 2) == merged(episodes[::-1], 2)
    assert sum(one.count for one in merged(episodes, 2)) == len(episodes)


def test_a_rule_is_printed_with_the_values_that_are_used() -> None:
    printed = rule("slow_click", DETECTOR, {"slow_window_s": 0.75})
    assert printed.text == "No answer for 0.75 s."
    assert printed.thresholds == {"slow_window_s": 0.75, "merge_window_s": 2.0}
    assert printed.threshold_sources["slow_window_s"] == "a paper"
    assert printed.ignores == ("canvas",)


def test_a_study_overrides_the_thresholds_that_it_names() -> None:
    assert applied(DETECTOR, {})["slow_window_s"] == 1.5
    assert applied(DETECTOR, {"slow_window_s": 3, "other": 1})["slow_window_s"] == 3
    assert PAGE not in applied(DETECTOR, {})
