import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.spans import NEVER, clip, length_s, subtract, union

_TIME = st.integers(0, 50).map(float)
_SPANS = st.lists(st.tuples(_TIME, _TIME), max_size=8)


def _holds(spans: list[tuple[float, float]], moment: float) -> bool:
    return any(start <= moment < end for start, end in spans)


def test_intervals_that_overlap_or_touch_become_one() -> None:
    assert union([(3, 5), (0, 2), (2, 3), (4, 9)]).tolist() == [[0, 9]]


def test_an_interval_without_length_is_none() -> None:
    assert union([(3, 3), (5, 4)]).tolist() == []
    assert length_s(NEVER) == 0


def test_clipping_keeps_what_lies_between() -> None:
    assert clip(union([(0, 4), (6, 9)]), 2, 7).tolist() == [[2, 4], [6, 7]]


@given(_SPANS, _SPANS)
def test_subtracting_leaves_each_moment_that_is_only_in_the_first(
    whole: list[tuple[float, float]], taken: list[tuple[float, float]]
) -> None:
    left = [(start, end) for start, end in subtract(union(whole), union(taken)).tolist()]
    for moment in np.arange(0.5, 50):
        assert _holds(left, moment) == (_holds(whole, moment) and not _holds(taken, moment))


@given(_SPANS)
def test_a_union_counts_no_second_twice(spans: list[tuple[float, float]]) -> None:
    moments = sum(_holds(spans, moment) for moment in np.arange(0.5, 50))
    assert length_s(union(spans)) == moments
