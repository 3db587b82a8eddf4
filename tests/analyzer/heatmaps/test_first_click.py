from __future__ import annotations

from analyzer.heat_points import Points, View
from analyzer.heatmaps.first_click import first_click
from analyzer.pipeline import analyze
from fixtures.pictures import BUY, HERO, shoppers
from fixtures.synthetic import Recording, study


def of(view: View, *told: Recording) -> Points:
    events = study(*told) if told else shoppers()
    return first_click.points(events, analyze(events), view)


def test_only_the_first_click_of_an_attempt_counts() -> None:
    found = of(View("/", "desktop", "buy"))
    assert [found.elements[index] for index in found.element] == ["#hero"] * 4


def test_over_all_tasks_each_has_its_first_click() -> None:
    assert len(of(View("/", "desktop")).owner) == 8


def test_clicks_before_the_task_are_not_its_first() -> None:
    told = Recording().page(0, "/").click(1, BUY).task(2, "buy").click(3, HERO)
    found = of(View("/", "desktop", "buy"), told)
    assert found.elements == ("#hero",)


def test_who_clicked_first_elsewhere_counts_there() -> None:
    told = Recording().page(0, "/").task(1, "buy").page(2, "/b").click(3, BUY).page(4, "/").click(5)
    assert of(View("/", "desktop", "buy"), told).participants == ()
    assert of(View("/b", "desktop", "buy"), told).participants == ("P01",)


def test_a_second_attempt_has_no_first_click() -> None:
    told = Recording().page(0, "/").task(1, "buy").click(2, BUY).task(3, "buy", "give_up")
    told.task(4, "buy").click(5, HERO)
    assert of(View("/", "desktop", "buy"), told).elements == ("#buy",)
