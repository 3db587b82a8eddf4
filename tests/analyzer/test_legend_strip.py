from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from analyzer import render
from analyzer.legend import Legend, ticks
from analyzer.legend_strip import strip_png, strip_svg


def legend(title: str = "Clicks on / (desktop), “Buy a lamp & <shade>”") -> Legend:
    return Legend(
        kind="click",
        title=title,
        unit="Colour: the mean share of a participant's clicks that lie here.",
        placed="14 clicks by 4 of 4 participants who saw it: 12 placed by element, 1 by position, "
        "1 unplaced.",
        normalisation="participant_mean",
        sigma_px=10.0,
        scale_max=0.3,
        ticks=ticks(0.3, "participant_mean"),
        colours=tuple(render.palette_colours("viridis")),
        alphas=tuple(render.palette_alpha()),
        participants=4,
        points=14,
        by_element=12,
        by_position=1,
        unplaced=1,
        notes=("Kernel: Gaussian, sigma 10 CSS px.", "Simulated participants."),
    )


@pytest.mark.parametrize("width", [320, 390, 719, 720, 1440])
def test_the_strip_is_as_wide_as_its_picture_and_says_everything(width: int) -> None:
    root = ET.fromstring(strip_svg(legend(), width))
    said = " ".join(node.text or "" for node in root.iter() if node.tag.endswith("text"))
    assert root.get("width") == str(width)
    for sentence in (legend().title, legend().unit, legend().placed, *legend().notes):
        assert sentence in said
    assert "30 %" in said


@pytest.mark.parametrize("width", [320, 1440])
def test_no_line_of_the_strip_runs_below_it(width: int) -> None:
    root = ET.fromstring(strip_svg(legend(), width))
    lowest = max(float(node.get("y", 0)) for node in root.iter() if node.tag.endswith("text"))
    assert lowest + 6 < float(root.get("height", 0))


@pytest.mark.parametrize("scale", [1.0, 2.0, 1.5])
def test_the_strip_has_the_pictures_pixels(scale: float) -> None:
    picture = render.decode(strip_png(legend(), 400, scale))
    assert picture.shape[1] == round(400 * scale)


def test_a_title_in_chinese_is_drawn() -> None:
    empty = render.decode(strip_png(legend(" "), 400, 1.0))
    drawn = render.decode(strip_png(legend("点击 · 結帳"), 400, 1.0))
    assert not np.array_equal(drawn[: empty.shape[0]], empty[: drawn.shape[0]])
