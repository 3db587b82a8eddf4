from __future__ import annotations

import numpy as np
import pytest

from analyzer.heat_points import Points
from analyzer.placement import BY_ELEMENT, BY_POSITION, UNPLACED, place

SIZE = (1000.0, 800.0)
NOWHERE = (np.nan, np.nan)


def points(*rows: tuple[str, tuple[float, float], tuple[float, float]]) -> Points:
    return Points(
        participants=("P01",),
        owner=np.zeros(len(rows), dtype=np.int64),
        elements=tuple(row[0] for row in rows),
        element=np.arange(len(rows)),
        inside=np.array([row[1] for row in rows], dtype=np.float64).reshape(-1, 2),
        page_xy=np.array([row[2] for row in rows], dtype=np.float64).reshape(-1, 2),
    )


def test_a_point_goes_where_its_element_stands_on_the_picture() -> None:
    placed = place(points(("#buy", (0.25, 0.5), (20, 30))), {"#buy": (400, 100, 80, 40)}, SIZE)
    assert placed.xy.tolist() == [[420, 120]]
    assert placed.how.tolist() == [BY_ELEMENT]


def test_without_its_element_a_point_keeps_its_page_coordinates() -> None:
    placed = place(points(("#gone", (0.5, 0.5), (20, 30))), {"#buy": (400, 100, 80, 40)}, SIZE)
    assert placed.xy.tolist() == [[20, 30]]
    assert placed.how.tolist() == [BY_POSITION]


def test_an_element_that_is_hidden_on_the_picture_is_not_a_place() -> None:
    placed = place(points(("#menu", (0.5, 0.5), (20, 30))), {"#menu": (400, 100, 0, 0)}, SIZE)
    assert placed.how.tolist() == [BY_POSITION]


def test_an_element_that_stands_off_the_picture_is_not_a_place() -> None:
    placed = place(points(("#skip", (0.5, 0.5), (20, 30))), {"#skip": (-9999, 0, 80, 40)}, SIZE)
    assert placed.how.tolist() == [BY_POSITION]


def test_without_element_and_beyond_the_picture_a_point_is_unplaced_and_counted() -> None:
    placed = place(
        points(("#gone", (0.5, 0.5), (20, 900)), ("#gone", (0.5, 0.5), NOWHERE)), {}, SIZE
    )
    assert np.isnan(placed.xy).all()
    assert placed.count(UNPLACED) == 2


def test_every_point_is_placed_in_exactly_one_way() -> None:
    placed = place(
        points(("#buy", (0.1, 0.1), (1, 1)), ("#gone", (0.1, 0.1), (1, 1)), ("", NOWHERE, NOWHERE)),
        {"#buy": (400, 100, 80, 40)},
        SIZE,
    )
    assert sum(placed.count(how) for how in (BY_ELEMENT, BY_POSITION, UNPLACED)) == 3


@pytest.mark.parametrize("boxes", [{}, {"#buy": (0, 0, 10, 10)}])
def test_no_points_are_placed_nowhere(boxes: dict[str, tuple[float, float, float, float]]) -> None:
    assert place(points(), boxes, SIZE).xy.shape == (0, 2)


def test_a_point_on_an_element_that_is_scrolled_away_is_unplaced() -> None:
    boxes = {"!#row": (400.0, 700.0, 80.0, 40.0), "!#gone": (0.0, 0.0, 0.0, 0.0)}
    found = place(
        points(("#row", (0.5, 0.5), (20, 30)), ("#gone", (0.5, 0.5), (20, 30))), boxes, SIZE
    )
    assert found.how.tolist() == [UNPLACED, BY_POSITION]
