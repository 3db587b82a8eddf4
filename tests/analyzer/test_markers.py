from __future__ import annotations

from analyzer.heat_points import View
from analyzer.markers import hotspot_markers
from fixtures.built_analysis import built_analysis

VIEW = View("/lamps", "desktop", "task-1")
BOX = (10.0, 20.0, 30.0, 40.0)


def test_hotspots_are_marked_by_their_rank_on_the_box_of_their_element() -> None:
    boxes = {"#filter": BOX, "[data-testid=photo]": BOX}
    found = hotspot_markers(built_analysis(), VIEW, boxes)
    assert [(mark.rank, mark.location) for mark in found] == [
        (1, "[data-testid=photo]"),
        (2, "#filter"),
    ]
    assert (found[0].x, found[0].y, found[0].width, found[0].height) == BOX
    assert found[0].exposed == 8


def test_a_hotspot_that_is_not_on_the_picture_has_no_mark() -> None:
    hidden = {"#filter": (0.0, 0.0, 0.0, 0.0)}
    assert hotspot_markers(built_analysis(), VIEW, hidden) == ()
    assert hotspot_markers(built_analysis(), VIEW, {}) == ()


def test_hotspots_of_other_tasks_and_screens_are_not_marked() -> None:
    boxes = {"#filter": BOX}
    assert hotspot_markers(built_analysis(), View("/lamps", "phone", "task-1"), boxes) == ()
    assert hotspot_markers(built_analysis(), View("/lamps", "desktop", "task-2"), boxes) == ()
    (mark,) = hotspot_markers(built_analysis(), View("/lamps", "desktop"), boxes)
    assert mark.task == "task-1"
