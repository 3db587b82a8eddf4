from __future__ import annotations

import msgspec

from fixtures.built_analysis import built_analysis
from tests.web.conftest import built_pictures
from web.report_view import MAX_SCREENS, report_view


def test_only_hotspots_with_a_box_on_their_own_screen_are_marked() -> None:
    analysis = built_analysis()
    pictures, _ = built_pictures()
    part = report_view(analysis, pictures, lambda *_: None).tasks[0]
    assert [spot.is_marked for spot in part.hotspots] == [True, False, False]
    elsewhere = {"task-1": pictures["task-2"]}
    part = report_view(analysis, elsewhere, lambda *_: None).tasks[0]
    assert not any(spot.is_marked for spot in part.hotspots)


def test_a_picture_of_another_viewport_class_carries_no_mark() -> None:
    pictures, _ = built_pictures()
    phone = msgspec.structs.replace(pictures["task-1"][0], viewport_class="phone")
    part = report_view(built_analysis(), {"task-1": (phone,)}, lambda *_: None).tasks[0]
    assert not any(spot.is_marked for spot in part.hotspots)


def test_every_moment_and_attempt_has_the_link_that_was_made_for_it() -> None:
    view = report_view(built_analysis(), {}, lambda session, t_s: f"{session}@{t_s}")
    part = view.tasks[0]
    assert part.attempts[0][0] == "s1@12.0"
    assert part.hotspots[0].moments[0][0] == "s1@31.4"
    assert view.sessions[0][:2] == ("s1@None", "s1@0.0")


def test_rules_tell_how_often_and_for_how_many_they_applied() -> None:
    rules = {
        part.rule.kind: part for part in report_view(built_analysis(), {}, lambda *_: None).rules
    }
    assert (rules["dead_click"].found, rules["dead_click"].people) == (15, 6)
    assert (rules["rage_click"].found, rules["rage_click"].people) == (0, 0)


def test_times_of_all_tasks_share_one_scale() -> None:
    analysis = built_analysis()
    slowest = max(
        attempt.wall_s or 0
        for task in analysis.tasks
        for attempt in task.attempts
        if attempt.outcome == "success"
    )
    assert report_view(analysis, {}, lambda *_: None).longest_s == slowest
    nobody = msgspec.structs.replace(analysis, tasks=())
    assert report_view(nobody, {}, lambda *_: None).longest_s > 0


def test_the_scale_of_times_and_their_plot_leave_pauses_out() -> None:
    analysis = built_analysis()
    tasks = tuple(
        msgspec.structs.replace(
            task, attempts=tuple(msgspec.structs.replace(a, task_s=7.0) for a in task.attempts)
        )
        for task in analysis.tasks
    )
    view = report_view(msgspec.structs.replace(analysis, tasks=tasks), {}, lambda *_: None)
    assert view.longest_s == 7
    chart = view.tasks[0].time_chart
    assert chart is not None
    assert "Success, 7.0" in chart.wide.replace("success", "Success")


def test_a_task_shows_as_many_screens_as_the_style_sheet_has_places() -> None:
    pictures, _ = built_pictures()
    many = {"task-1": pictures["task-1"] * 20}
    part = report_view(built_analysis(), many, lambda *_: None).tasks[0]
    assert len(part.screens) == MAX_SCREENS
