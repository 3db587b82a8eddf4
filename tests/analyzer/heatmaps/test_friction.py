from __future__ import annotations

import msgspec

from analyzer.heat_points import Points, View
from analyzer.heatmaps.friction import friction
from analyzer.pipeline import analyze
from analyzer.results import Signal, StudyAnalysis
from fixtures.pictures import HERO, shoppers
from fixtures.synthetic import Recording, study
from recorder import protocol as wire

DESKTOP = View("/", "desktop", "buy")


def of(view: View, *told: Recording) -> tuple[Points, StudyAnalysis]:
    events = study(*told) if told else shoppers()
    analysis = analyze(events)
    return friction.points(events, analysis, view), analysis


def test_each_signal_is_one_point_however_many_clicks_it_holds() -> None:
    found, analysis = of(DESKTOP)
    signals = [s for s in analysis.signals if s.task == "buy" and s.screen == "/"]
    assert len(signals) > 0
    assert len(found.owner) == len(signals)
    assert any(signal.count > 1 for signal in signals)


def test_who_met_no_friction_counts_as_having_been_there() -> None:
    quiet = Recording("P02").page(0, "/").task(1, "buy").click(2)
    furious = Recording("P01").page(0, "/").task(1, "buy")
    for turn in range(5):
        furious.click(2 + turn / 5, HERO, {})
    found, _ = of(DESKTOP, quiet, furious)
    assert found.participants == ("P01", "P02")
    assert set(found.owner.tolist()) == {0}


def signal(t_s: float) -> Signal:
    return Signal(
        kind="dead_click", session="s-P01", participant="P01", task="buy", t_s=t_s, screen="/",
        location="#hero", label="A picture", x_px=None, y_px=None, count=1, detail="", impact=1,
    )  # fmt: skip


def place_of(found: Signal) -> list[float]:
    """Place a signal in a session with one click on the element, at 2 s, in its corner."""
    click = wire.ClickEvent(
        t=2_000, page="page1", screen="/", x=110, y=136, vx=110, vy=136, fx=0.1, fy=0.9, anchor=HERO
    )
    events = study(Recording().page(0, "/").task(1, "buy").add(click))
    analysis = msgspec.structs.replace(analyze(events), signals=(found,))
    place: list[float] = friction.points(events, analysis, DESKTOP).inside.tolist()[0]
    return place


def test_a_signal_lies_where_its_click_lay_in_the_element() -> None:
    assert place_of(signal(2.0)) == [0.1, 0.9]


def test_a_signal_without_a_click_lies_in_the_middle_of_its_element() -> None:
    assert place_of(signal(1.5)) == [0.5, 0.5]


def test_another_tasks_friction_is_left_out() -> None:
    found, _ = of(View("/", "desktop", "look"))
    assert "#hero" not in found.elements
