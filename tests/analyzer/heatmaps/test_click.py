from __future__ import annotations

from analyzer.heat_points import Points, View
from analyzer.heatmaps.click import click
from analyzer.pipeline import analyze
from fixtures.pictures import shoppers
from fixtures.synthetic import Recording, study

DESKTOP = View("/", "desktop")


def of(view: View) -> Points:
    return click.points(shoppers(), analyze(shoppers()), view)


def test_every_click_on_the_screen_is_a_point() -> None:
    found = of(DESKTOP)
    assert found.participants == ("P01", "P02", "P03", "P04")
    assert len(found.owner) == 4 * 3 + 6
    assert sorted(found.elements) == ["#buy", "#gone", "#hero"]


def test_a_task_takes_the_clicks_within_its_attempts() -> None:
    assert len(of(View("/", "desktop", "look")).owner) == 4
    assert set(of(View("/", "desktop", "look")).elements) == {"#gone"}


def test_another_viewport_class_is_another_picture() -> None:
    assert of(View("/", "phone")).participants == ("P05",)


def test_clicks_made_by_scripts_are_no_clicks_of_a_person() -> None:
    events = study(Recording().page(0, "/").click(1, is_trusted=False))
    assert len(click.points(events, analyze(events), DESKTOP).owner) == 0


def test_an_unknown_screen_has_no_points() -> None:
    found = of(View("/nowhere", "desktop"))
    assert (found.participants, len(found.owner)) == ((), 0)
