from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analyzer.spatial import getis_ord

# The example in the documentation of PySAL's esda.G_Local.
POINTS = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
VALUES = [2, 3, 3.2, 5, 8, 7]

values = arrays(np.float64, 6, elements=st.floats(0, 100).map(lambda v: round(v, 2)))


def test_gi_as_pysal_prints_it() -> None:
    printed = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    assert getis_ord(POINTS, VALUES, 15, star=False) == pytest.approx(printed, abs=1e-7)


def test_gi_star_as_pysal_prints_it() -> None:
    printed = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert getis_ord(POINTS, VALUES, 15) == pytest.approx(printed, abs=1e-7)


@pytest.mark.parametrize("star", [False, True])
@given(y=values, factor=st.floats(0.5, 10), shift=st.floats(0, 50))
def test_scores_do_not_depend_on_the_unit_of_the_values(
    star: bool, y: np.ndarray, factor: float, shift: float
) -> None:
    plain = getis_ord(POINTS, y, 15, star=star)
    moved = getis_ord(POINTS, y * factor + shift, 15, star=star)
    both = np.isfinite(plain) & np.isfinite(moved)
    assert moved[both] == pytest.approx(plain[both], rel=1e-3, abs=1e-3)


@given(st.permutations(range(6)))
def test_scores_go_with_their_points(order: list[int]) -> None:
    turned = getis_ord([POINTS[i] for i in order], [VALUES[i] for i in order], 15)
    assert turned == pytest.approx(getis_ord(POINTS, VALUES, 15)[order])


def test_a_point_without_neighbours_is_not_judged() -> None:
    scores = getis_ord([*POINTS, (500, 500)], [*VALUES, 4], 15, star=False)
    assert np.flatnonzero(np.isnan(scores)).tolist() == [6]


@pytest.mark.parametrize("star", [False, True])
def test_equal_values_too_few_points_and_too_wide_a_circle_are_not_judged(star: bool) -> None:
    assert np.isnan(getis_ord(POINTS, [0.1] * 6, 15, star=star)).all()
    assert np.isnan(getis_ord(POINTS[:2], VALUES[:2], 15, star=star)).all()
    assert np.isnan(getis_ord(POINTS, VALUES, 1_000, star=star)).all()
    assert getis_ord([], [], 15, star=star).size == 0


def test_every_point_needs_a_value() -> None:
    with pytest.raises(ValueError, match="its own value"):
        getis_ord(POINTS, VALUES[:-1], 15)
