from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from analyzer import render
from analyzer.heatmap import composed_png, draw
from analyzer.legend import Normalisation
from fixtures.pictures import BOXES, SIZE, Pictured, pictured
from fixtures.synthetic import Recording, study
from recorder.errors import NotFoundError


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Pictured]:
    made = pictured(tmp_path)
    with made.store:
        yield made


def inside(values: render.Heat, box: tuple[int, int, int, int]) -> bool:
    """Tell whether the hottest cell lies in a box."""
    row, column = np.unravel_index(values.argmax(), values.shape)
    x, y, width, height = box
    middle_x, middle_y = column * render.STEP + 2, row * render.STEP + 2
    return bool(x <= middle_x <= x + width and y <= middle_y <= y + height)


def test_the_heat_peaks_in_the_element_that_was_clicked_most(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store, screen="/", task="buy")
    assert (drawn.width, drawn.height, drawn.view.viewport_class) == (*SIZE, "desktop")
    assert inside(drawn.values, BOXES["#hero"])


def test_how_points_were_placed_is_counted(shop: Pictured) -> None:
    legend = draw("click", shop.study, shop.analysis, shop.store).legend
    assert (legend.points, legend.by_element, legend.by_position, legend.unplaced) == (18, 14, 4, 0)
    assert "14 placed by element, 4 by position, 0 unplaced" in legend.placed
    assert "by 4 of 4 participants" in legend.placed


def test_a_furious_participant_counts_as_much_as_a_calm_one(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store, task="buy")
    # P01: 7 of 8 clicks on the picture, the others 1 of 2: their mean, and not 10 of 14.
    assert drawn.values.max() == pytest.approx((7 / 8 + 3 / 2) / 4, rel=0.06)
    counted = draw(
        "click", shop.study, shop.analysis, shop.store, task="buy", normalisation="count"
    )
    assert counted.values.max() == pytest.approx(10, rel=0.06)


def test_the_share_of_participants_is_a_share_of_those_who_saw_the_screen(shop: Pictured) -> None:
    drawn = draw(
        "click", shop.study, shop.analysis, shop.store, task="look", normalisation="participants"
    )
    assert drawn.values.max() == pytest.approx(1.0)
    assert drawn.legend.scale_max == 1.0


def test_maps_to_be_compared_can_share_a_scale(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store, scale_max=0.5)
    assert drawn.legend.scale_max == 0.5
    assert drawn.legend.ticks[-1].label == "50 %"


def test_without_a_screen_the_one_with_most_points_is_taken(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store)
    assert (drawn.view.screen, drawn.view.viewport_class) == ("/", "desktop")
    assert drawn.picture is not None


def test_a_screen_without_picture_is_drawn_on_an_empty_page_and_says_so(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store, viewport_class="phone")
    assert drawn.picture is None
    assert drawn.legend.notes[0] == "There is no picture of this screen yet."
    assert drawn.legend.by_position == 1
    picture = render.decode(composed_png(drawn, shop.store, with_legend=False))
    assert picture.shape == (drawn.height, drawn.width, 3)


def test_hotspots_are_marked_on_the_picture(shop: Pictured) -> None:
    drawn = draw("friction", shop.study, shop.analysis, shop.store, task="buy")
    hotspots = {spot.location: spot.rank for spot in shop.analysis.tasks[0].hotspots}
    (mark,) = [mark for mark in drawn.markers if mark.location == "#hero"]
    assert mark.rank == hotspots["#hero"]
    assert (mark.x, mark.width) == (160, 120)


def test_simulated_participants_are_told(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store)
    assert drawn.legend.notes[-1] == "Simulated participants."


@pytest.mark.parametrize("kind", ["click", "first_click", "friction"])
@pytest.mark.parametrize("unit", ["participant_mean", "participants", "count"])
def test_every_kind_can_be_drawn_in_every_unit(
    shop: Pictured, kind: str, unit: Normalisation
) -> None:
    drawn = draw(kind, shop.study, shop.analysis, shop.store, normalisation=unit)
    assert 0 < drawn.values.max() <= drawn.legend.scale_max * 1.05
    assert drawn.outline.startswith("M")
    assert drawn.legend.unit.startswith("Colour: ")


@pytest.mark.parametrize("kind", ["click", "friction"])
def test_a_heatmap_looks_as_it_did(
    shop: Pictured, golden: Callable[[str, render.Image], None], kind: str
) -> None:
    drawn = draw(kind, shop.study, shop.analysis, shop.store, task="buy")
    golden(f"heatmap_{kind}", render.decode(composed_png(drawn, shop.store, with_legend=False)))


def test_a_file_to_take_away_carries_its_legend_below_the_picture(shop: Pictured) -> None:
    drawn = draw("click", shop.study, shop.analysis, shop.store)
    whole = render.decode(composed_png(drawn, shop.store))
    assert whole.shape[1] == SIZE[0]
    assert whole.shape[0] > SIZE[1] + 60


def test_a_screen_that_nobody_clicked_on_has_a_map_without_heat(tmp_path: Path) -> None:
    made = pictured(tmp_path, study(Recording().page(0, "/").task(1, "buy")))
    with made.store:
        drawn = draw("click", made.study, made.analysis, made.store)
    assert drawn.values.max() == 0
    assert drawn.outline == ""
    assert "0 clicks by 0 of 1 participant who saw it" in drawn.legend.placed


def test_a_point_far_outside_asks_for_no_more_than_a_picture(tmp_path: Path) -> None:
    recording = Recording().page(0, "/lone").task(1, "buy").click(2, xy=(9_999_000.0, 10.0))
    made = pictured(tmp_path, study(recording))
    with made.store:
        drawn = draw("click", made.study, made.analysis, made.store, screen="/lone")
    assert drawn.picture is None
    assert drawn.width <= 4_000
    assert drawn.legend.unplaced == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "clicks"}, "click"),
        ({"task": "sell"}, "buy, look"),
        ({"screen": "/nowhere"}, r"/ \(desktop\)"),
        ({"viewport_class": "watch"}, r"/ \(phone\)"),
    ],
)
def test_what_does_not_exist_is_answered_with_what_does(
    shop: Pictured, wrong: dict[str, str], told: str
) -> None:
    asked = {"kind": "click"} | wrong
    with pytest.raises(NotFoundError, match=told):
        draw(asked.pop("kind"), shop.study, shop.analysis, shop.store, **asked)  # type: ignore[arg-type]
