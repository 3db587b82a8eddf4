from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.share_ratio import share_ratio

counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_bailey_and_wolfsons_first_clicks_are_nearly_twice_as_likely_to_succeed() -> None:
    assert share_ratio(87, 100, 46, 100).estimate == pytest.approx(1.9, abs=0.05)


@given(counts, counts)
def test_the_ratio_lies_within_its_bounds_and_turns_over_with_its_groups(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = share_ratio(*one, *other)
    if found.estimate is None:
        assert other[0] == 0
        return
    assert found.lower is not None
    assert found.upper is not None
    assert 0 <= found.lower <= found.estimate <= found.upper
    turned = share_ratio(*other, *one)
    if turned.estimate is not None:
        assert turned.estimate == pytest.approx(1 / found.estimate)
        assert turned.upper == pytest.approx(1 / found.lower)


@pytest.mark.parametrize("counted", [(0, 0, 3, 5), (2, 4, 0, 5), (0, 0, 0, 0), (2, 4, 0, 0)])
def test_without_a_success_to_compare_with_there_is_no_ratio(
    counted: tuple[int, int, int, int],
) -> None:
    found = share_ratio(*counted)
    assert (found.estimate, found.lower, found.upper) == (None, None, None)


def test_equal_certainties_are_a_ratio_of_one() -> None:
    found = share_ratio(5, 5, 5, 5)
    assert (found.estimate, found.lower, found.upper) == (1, 1, 1)


def test_an_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="not a share"):
        share_ratio(3, 2, 1, 2)
