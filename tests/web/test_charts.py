from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import pytest

from analyzer.results import Interval
from fixtures.built_analysis import built_analysis, proportion
from web import charts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


@pytest.mark.parametrize(
    "interval",
    [
        proportion(0, 0),
        proportion(0, 8),
        proportion(8, 8),
        Interval(estimate=0.5, lower=None, upper=None, n=1, method="m"),
        Interval(estimate=0.5, lower=-1.0, upper=9.0, n=2, method="m"),
    ],
)
def test_a_strip_is_drawn_for_every_interval_also_for_none(interval: Interval) -> None:
    root = drawn(charts.interval_strip(interval, 0.0, 1.0, "5 of 8"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "5 of 8"
    points = [e for e in root.iter(f"{SVG}path") if e.get("aria-roledescription") == "point"]
    assert len(points) == (interval.estimate is not None)


def test_the_time_plot_has_one_mark_for_each_attempt_with_a_time() -> None:
    for task in built_analysis().tasks:
        chart = charts.time_plot(task, "Finding")
        assert chart is not None
        for svg in (chart.wide, chart.narrow):
            marks = [
                e for e in drawn(svg).iter(f"{SVG}path") if e.get("aria-roledescription") == "point"
            ]
            assert len(marks) == sum(a.wall_s is not None for a in task.attempts)


def test_without_a_time_there_is_no_plot() -> None:
    task = msgspec.structs.replace(built_analysis().tasks[0], attempts=())
    assert charts.time_plot(task, "Finding") is None


def test_one_attempt_or_equal_times_can_be_drawn() -> None:
    task = built_analysis().tasks[0]
    same = tuple(msgspec.structs.replace(a, wall_s=30.0, task_s=30.0) for a in task.attempts)
    for attempts in (same, same[:1]):
        assert charts.time_plot(msgspec.structs.replace(task, attempts=attempts), "F") is not None


def test_colours_follow_the_page() -> None:
    chart = charts.time_plot(built_analysis().tasks[0], "Finding")
    assert chart is not None
    assert "currentColor" in chart.wide
    assert "var(--accent" in chart.wide


def test_a_hostile_name_stays_text() -> None:
    evil = '"><script>alert(1)</script>'
    chart = charts.session_strip([(0, 9, evil)], [(3, evil)], 10, evil)
    assert "<script>" not in chart.wide
    drawn(chart.wide)


def test_a_session_strip_has_a_lane_for_tasks_and_each_kind() -> None:
    chart = charts.session_strip([(0, 9, "a")], [(3, "Clicks"), (4, "Errors")], 10, "Title")
    texts = {element.text for element in drawn(chart.wide).iter(f"{SVG}text")}
    assert {"Tasks", "Clicks", "Errors"} <= texts
