import pytest

from analyzer.what_if import Curve, Point
from web.threshold_chart import threshold_chart


def _curve(*points: tuple[float, int, int]) -> Curve:
    return Curve(
        kind="rage_click",
        threshold="rage_clicks",
        default=3,
        current=3,
        points=tuple(
            Point(value=value, signals=signals, participants=people, error_points=0)
            for value, signals, people in points
        ),
    )


@pytest.mark.parametrize(
    "points", [((1, 9, 4), (2, 5, 3), (3, 0, 0)), ((1, 0, 0), (2, 0, 0)), ((1, 1, 1),)]
)
def test_counts_are_drawn_over_the_values_also_where_there_are_none(
    points: tuple[tuple[float, int, int], ...],
) -> None:
    svg = threshold_chart(_curve(*points), 2, "rage_clicks from 1 to 3")
    assert svg.startswith("<svg ")
    assert 'aria-label="rage_clicks from 1 to 3"' in svg
    assert "currentColor" in svg


def test_the_studys_value_is_marked_where_it_lies_in_the_drawing() -> None:
    points = ((1.0, 9, 4), (3.0, 0, 0))
    assert "--accent" in threshold_chart(_curve(*points), 2, "x")
    assert "--accent" not in threshold_chart(_curve(*points), 7, "x")
