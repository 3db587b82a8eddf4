from __future__ import annotations

import msgspec
import numpy as np

from analyzer.heat_points import Part, View, clicked, during, join, screen_index, visitors
from analyzer.pipeline import analyze
from fixtures.pictures import shoppers
from fixtures.synthetic import Recording, study


def part(participant: str, *elements: str) -> Part:
    n = len(elements)
    return Part(participant, elements, np.full((n, 2), 0.5), np.zeros((n, 2)))


def test_sessions_of_one_participant_are_one_owner() -> None:
    found = join(["P02", "P01", "P02"], [part("P02", "#a"), part("P01", "#b"), part("P02", "#a")])
    assert found.participants == ("P01", "P02")
    assert found.owner.tolist() == [1, 0, 1]
    assert [found.elements[index] for index in found.element] == ["#a", "#b", "#a"]


def test_no_parts_make_no_points() -> None:
    found = join(["P01"], [])
    assert found.participants == ("P01",)
    assert (found.owner.shape, found.inside.shape, found.page_xy.shape) == ((0,), (0, 2), (0, 2))


def test_visitors_were_on_the_screen_during_the_task() -> None:
    events = study(
        Recording("P01").page(0, "/").task(1, "buy").click(2).task(3, "buy", "done").page(4, "/b"),
        Recording("P02").page(0, "/b").task(1, "buy").click(2),
    )
    analysis = analyze(events)

    def who(view: View) -> list[str]:
        return [session.info.participant for session in visitors(events, analysis, view)]

    assert who(View("/b", "desktop")) == ["P01", "P02"]
    assert who(View("/b", "desktop", "buy")) == ["P02"]
    assert who(View("/", "phone")) == []


def test_both_ends_of_an_attempt_belong_to_it_and_an_open_one_lasts() -> None:
    analysis = analyze(shoppers())
    times = np.array([0.9, 1.0, 20.0, 20.1])
    assert during("s-P01", times, analysis, "buy").tolist() == [False, True, True, False]
    replace = msgspec.structs.replace
    task = analysis.tasks[0]
    task = replace(task, attempts=tuple(replace(one, end_s=None) for one in task.attempts))
    lasting = replace(analysis, tasks=(task,))
    assert during("s-P01", np.array([999.0]), lasting, "buy").tolist() == [True]
    assert during("s-P01", times, analysis, None).all()
    assert not during("another", times, analysis, "buy").any()


def test_a_screen_that_was_never_seen_matches_no_event() -> None:
    session = shoppers().sessions[0]
    assert not (session.stamp_screen == screen_index(session, "/nowhere")).any()
    assert (session.stamp_screen == screen_index(session, "/")).all()


def test_clicks_keep_their_element_and_their_place() -> None:
    session = shoppers().sessions[1]
    found = clicked(session, np.array([0, 1], dtype=np.int64))
    assert found.elements == ("#hero", "#buy")
    assert found.page_xy[0].tolist() == [200, 100]
