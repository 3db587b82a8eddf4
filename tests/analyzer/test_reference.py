from __future__ import annotations

import math
from dataclasses import replace

import pytest

from analyzer.reference import Moment, best_first, clicked_moments, settled_moments
from fixtures.synthetic import Recording


def moments(recording: Recording) -> list[Moment]:
    return settled_moments(recording.session())


def test_a_session_that_told_of_no_screen_has_no_moment() -> None:
    assert moments(Recording().page(0, "/")) == []


def test_a_settled_screen_holds_until_the_next_click_screen_or_page_of_its_tab() -> None:
    told = Recording().page(0, "/").screen(1, "/").click(4).screen(6, "/+dialog(#a)").page(9, "/b")
    first, second = moments(told)
    assert (first.screen, first.t_s, first.until_s) == ("/", 1, 4)
    assert (second.screen, second.t_s, second.until_s) == ("/+dialog(#a)", 6, 9)


def test_the_last_screen_of_a_session_holds_to_its_end() -> None:
    (moment,) = moments(Recording().page(0, "/").screen(1, "/"))
    assert math.isinf(moment.until_s)


def test_another_tab_does_not_end_a_screen() -> None:
    told = Recording().page(0, "/").screen(1, "/").tab("tabB").page(2, "/b").click(3)
    (moment,) = moments(told)
    assert math.isinf(moment.until_s)
    assert moment.tab == "tabA"


def test_a_route_change_keeps_the_document_and_a_load_begins_another() -> None:
    told = Recording().page(1, "/").page(5, "/a", "push").screen(6, "/a")
    assert moments(told)[0].since_s == 1
    told = Recording().page(1, "/").page(5, "/a", "load").screen(6, "/a")
    assert moments(told)[0].since_s == 5


@pytest.mark.parametrize(
    ("width", "expected"), [(390, "phone"), (800, "tablet"), (1280, "desktop")]
)
def test_a_moment_belongs_to_its_sessions_viewport_class(width: float, expected: str) -> None:
    (moment,) = moments(Recording().page(0, "/", width=width).screen(1, "/"))
    assert moment.viewport_class == expected


def test_the_highest_page_stands_for_a_screen_then_the_first_participant_then_the_first_time() -> (
    None
):
    (plain,) = moments(Recording("P02", "b").page(0, "/").screen(3, "/"))
    higher = replace(plain, height_px=plain.height_px + 1, participant="P09")
    other = replace(plain, participant="P01", session="a")
    earlier = replace(plain, t_s=2)
    expected = [higher, other, earlier, plain]
    assert best_first([plain, earlier, other, higher], 16_000) == expected
    assert best_first([higher, other, plain, earlier], 16_000) == expected


def test_beyond_the_cut_a_higher_page_is_not_better() -> None:
    (plain,) = moments(Recording("P02").page(0, "/").screen(3, "/"))
    endless = replace(plain, height_px=90_000, participant="P03")
    long = replace(plain, height_px=17_000, participant="P01")
    assert best_first([endless, long], 16_000) == [long, endless]


def test_before_each_click_there_is_a_moment_that_shows_what_was_clicked() -> None:
    told = Recording().page(0, "/").click(4).page(9, "/b").click(12)
    (name, first), (_, second) = clicked_moments(told.session())
    assert name == "#buy"
    assert (first.screen, first.t_s, first.until_s) == ("/", pytest.approx(3.98), 4)
    assert (second.screen, second.since_s) == ("/b", 9)
