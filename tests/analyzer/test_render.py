from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import render
from recorder.errors import PictureError

SIZE = (320, 240)


def one(x: float, y: float) -> render.FloatArray:
    return np.array([[x, y]], dtype=np.float64)


def page(dark: bool = False) -> render.Image:
    ground, ink = (24, 230) if dark else (252, 40)
    picture = np.full((SIZE[1], SIZE[0], 3), ground, dtype=np.uint8)
    for row in range(20, 240, 24):
        cv2.line(picture, (16, row), (16 + 7 * row % 90 + 60, row), (ink,) * 3, 2)  # as if text
    return picture


def spots() -> render.Heat:
    random = np.random.default_rng(5)
    points = np.concatenate(
        [random.normal(centre, 9, (12, 2)) for centre in ((70, 60), (90, 160), (250, 100))]
    )
    return render.heat(points, np.full(36, 1 / 36), SIZE, 10.0)


def test_a_point_weighs_its_weight_where_it_lies() -> None:
    values = render.heat(one(160, 120), np.array([3.0]), SIZE, 10.0)
    assert values.shape == (60, 80)
    assert values.max() == pytest.approx(3.0, rel=0.05)
    assert np.unravel_index(values.argmax(), values.shape) == (30, 40)


def test_heat_falls_to_a_gaussian_at_one_sigma() -> None:
    values = render.heat(one(162, 122), np.array([1.0]), SIZE, 12.0)
    row, column = 30, 40
    assert values[row, column + 3] / values[row, column] == pytest.approx(math.exp(-0.5), rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(60, 250), st.floats(60, 180)), min_size=1, max_size=30))
def test_no_weight_is_lost_or_made_inside_the_page(points: list[tuple[float, float]]) -> None:
    sigma = 8.0
    values = render.heat(np.array(points), np.ones(len(points)), SIZE, sigma)
    cells_of_a_kernel = 2 * math.pi * (sigma**2 - render.STEP**2 / 12) / render.STEP**2
    assert values.sum() / cells_of_a_kernel == pytest.approx(len(points), rel=0.01)


def test_points_outside_the_page_are_left_out() -> None:
    outside = np.array([[-1.0, 20], [320, 20], [20, 240], [np.nan, np.nan]])
    assert render.heat(outside, np.ones(4), SIZE, 10.0).max() == 0


def test_no_points_make_no_heat() -> None:
    assert render.heat(np.zeros((0, 2)), np.zeros(0), SIZE, 10.0).max() == 0
    assert render.presence(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), SIZE, 20.0).max() == 0


def test_a_page_whose_size_is_no_multiple_of_the_cell_keeps_its_last_points() -> None:
    values = render.heat(one(321.5, 241.5), np.ones(1), (322, 242), 10.0)
    assert values.shape == (61, 81)
    assert values[60, 80] == values.max() > 0.5


def test_presence_counts_a_participant_once_however_often_they_clicked() -> None:
    points = np.tile([[100.0, 100.0]], (6, 1))
    owners = np.array([0, 0, 0, 0, 0, 1], dtype=np.int64)
    values = render.presence(points, owners, SIZE, 20.0)
    assert values[25, 25] == pytest.approx(2.0)


def test_presence_ends_at_its_radius() -> None:
    values = render.presence(one(160, 120), np.zeros(1, dtype=np.int64), SIZE, 20.0)
    assert values[30, 40 + 3] == pytest.approx(1.0, abs=0.02)
    assert values[30, 40 + 9] == pytest.approx(0.0, abs=0.02)


def test_presence_near_the_corner_stays_on_the_page() -> None:
    values = render.presence(one(0, 0), np.zeros(1, dtype=np.int64), SIZE, 20.0)
    assert values[0, 0] == pytest.approx(1.0, abs=0.02)
    assert values[30, 40] == 0


def test_where_there_is_no_heat_the_picture_stays_as_it_is() -> None:
    picture = page()
    nothing = np.zeros((60, 80), dtype=np.float32)
    assert np.array_equal(render.compose(picture, nothing, 1.0, "viridis"), picture)


@pytest.mark.parametrize("palette", ["viridis", "inferno"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_heat_is_told_from_light_and_from_dark_pages(
    golden: Callable[[str, render.Image], None], palette: render.Palette, dark: bool
) -> None:
    picture = page(dark)
    composed = render.compose(picture, spots(), 0.15, palette)
    hottest = np.abs(composed[56:64, 60:80].astype(int) - picture[56:64, 60:80]).mean()
    assert hottest > 60
    golden(f"heat_{palette}_{'dark' if dark else 'light'}", composed)


def test_a_picture_of_twice_the_pixels_gets_its_heat_at_the_same_place() -> None:
    picture = np.full((480, 640, 3), 255, dtype=np.uint8)
    composed = render.compose(
        picture, render.heat(one(42, 62), np.ones(1), SIZE, 10.0), 1.0, "viridis"
    )
    changed = np.argwhere((composed != 255).any(axis=2)).mean(axis=0)
    assert changed == pytest.approx([123.5, 83.5], abs=0.5)


def test_a_colour_map_rises_in_lightness() -> None:
    for palette in ("viridis", "inferno"):
        colours = [bytes.fromhex(text[1:]) for text in render.palette_colours(palette)]
        lightness = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in colours]
        assert lightness == sorted(lightness)


def test_opacity_rises_from_nothing() -> None:
    alphas = render.palette_alpha(steps=17)
    assert alphas[0] == 0
    assert alphas == sorted(alphas)
    assert alphas[-1] == pytest.approx(render.ALPHA_MAX, abs=0.01)


def test_the_overlay_is_transparent_where_there_is_no_heat() -> None:
    values = render.heat(one(160, 120), np.ones(1), SIZE, 10.0)
    data = np.frombuffer(render.overlay(values, 1.0, "inferno"), dtype=np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    assert decoded is not None
    assert decoded.shape == (60, 80, 4)
    assert decoded[0, 0, 3] == 0
    assert decoded[30, 40, 3] > 200


def test_the_outline_runs_round_a_spot() -> None:
    sigma = 10.0
    (line,) = render.outline(render.heat(one(162, 122), np.ones(1), SIZE, sigma), 1.0)
    radius = np.hypot(*(line - [162, 122]).T)
    assert radius == pytest.approx(np.full(len(line), sigma * math.sqrt(2 * math.log(20))), abs=2.0)


def test_the_outline_of_a_spot_at_the_edge_is_closed() -> None:
    lines = render.outline(render.heat(one(2, 120), np.ones(1), SIZE, 10.0), 1.0)
    assert len(lines) == 1


def test_a_png_survives_writing_and_reading() -> None:
    assert np.array_equal(render.decode(render.encode_png(page())), page())


def test_bytes_that_are_no_picture_are_named() -> None:
    with pytest.raises(PictureError, match="not a picture"):
        render.decode(b"<html>429 Too Many Requests</html>")


def test_a_picture_differs_from_itself_nowhere_and_from_its_negative_everywhere() -> None:
    assert render.differing_share(page(), page()) == 0
    blank = np.full((30, 40, 3), 250, dtype=np.uint8)
    assert render.differing_share(blank, 255 - blank) == 1


def test_what_only_one_picture_has_differs() -> None:
    assert render.differing_share(page(), page()[:180]) == pytest.approx(0.25)


def test_a_page_as_webp_is_smaller_and_looks_the_same() -> None:
    random = np.random.default_rng(1)
    picture = cv2.GaussianBlur(random.integers(0, 255, (300, 400, 3)).astype(np.uint8), (0, 0), 3)
    png = render.encode_png(picture)
    packed = render.to_webp(png)
    assert packed[8:12] == b"WEBP"
    assert len(packed) < len(png) / 2
    assert np.abs(render.decode(packed).astype(int) - picture).mean() < 3


def test_what_webp_cannot_hold_or_would_blow_up_is_left_as_it_is() -> None:
    tall = render.encode_png(np.zeros((render.WEBP_SIDE + 1, 2, 3), dtype=np.uint8))
    assert render.to_webp(tall) == tall
    with pytest.raises(PictureError):
        render.to_webp(b"no picture")


def test_a_thumbnail_shows_the_top_of_a_page() -> None:
    high = np.full((4_000, 1_000, 3), 255, dtype=np.uint8)
    high[:300] = (0, 0, 255)
    small = render.decode(render.thumbnail(render.encode_png(high), 100, 75))
    assert small.shape == (75, 100, 3)
    assert small[10, 50, 2] > 200 > small[10, 50, 0]
    assert small[60, 50].min() > 200


def test_a_small_picture_is_not_blown_up() -> None:
    small = render.thumbnail(render.encode_png(page()), 4_000, 3_000)
    assert render.decode(small).shape == (SIZE[1], SIZE[0], 3)


def test_what_lets_something_through_lies_on_white() -> None:
    picture = np.zeros((2, 3, 4), dtype=np.uint8)
    picture[0, :, 3] = (0, 51, 255)
    flat = render.decode_flat(render.encode_png(picture))
    assert flat[0, :, 0].tolist() == [255, 204, 0]
    assert render.decode_flat(render.encode_png(page())).shape == (SIZE[1], SIZE[0], 3)
