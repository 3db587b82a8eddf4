from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import PAGE
from analyzer.opportunities import Exposure
from analyzer.session_results import analyze_session
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element, task
from recorder import protocol as wire

PICTURE = element("hero", tag="img", interactive=False, box=(500.0, 100.0, 200.0, 200.0))
MAIL = element("mail", tag="input")


def _told() -> Recording:
    return Recording().page(0, "/").task(1, "buy")


def _exposures(told: Recording, family: str) -> Sequence[Exposure]:
    every = analyze_session(told.session(), definition(task("buy"), task("find"))).exposures
    return [one for one in every if one.family == family]


def _counts(told: Recording, family: str = "click") -> dict[str, tuple[int, int]]:
    return {one.location: (one.episodes, one.signalled) for one in _exposures(told, family)}


def test_each_click_is_an_occasion_and_a_dead_one_carries_a_signal() -> None:
    told = _told().click(3).click(8).click(12, PICTURE, NOTHING, cursor="pointer").click(20)
    assert _counts(told) == {"#buy": (3, 0), "#hero": (1, 1)}


def test_a_burst_of_clicks_is_one_occasion_as_it_is_one_signal() -> None:
    told = _told()
    for at in range(6):
        told.click(3 + at * 0.4, BUTTON, NOTHING)
    assert _counts(told.click(20)) == {"#buy": (2, 1)}


def test_two_kinds_of_signal_on_one_click_are_one_occasion_gone_wrong() -> None:
    told = _told().click(3, BUTTON, NOTHING).error(3.2).click(10)
    assert _counts(told) == {"#buy": (2, 1)}


def test_a_backtrack_goes_to_the_click_that_had_led_astray() -> None:
    told = _told().click(3).page(4, "/cart").page(8, "/", "back_forward")
    told.click(12, element("menu")).click(15)
    assert _counts(told) == {"#buy": (2, 1), "#menu": (1, 0)}
    backtrack = _exposures(told, "click")[0]
    assert (backtrack.screen, backtrack.lost_s) == ("/", 4)  # from the return to the next click


def test_a_refused_field_is_one_of_the_fields_that_took_the_focus() -> None:
    told = _told()
    for at, place in ((3.0, MAIL), (6.0, element("name", tag="input"))):
        told.add(
            wire.FocusEvent(t=at * 1_000, page="page1", screen="/", anchor=place, gained=True)
        ).input(at + 1, place)
    assert _counts(told.invalid(9, MAIL), "field") == {"#mail": (1, 1), "#name": (1, 0)}


def test_a_signal_whose_occasion_was_not_recorded_is_one_itself() -> None:
    told = _told().key(2).invalid(9, MAIL)
    assert _counts(told, "field") == {"#mail": (1, 1)}


def test_screens_are_occasions_for_what_befalls_the_page_as_a_whole() -> None:
    told = _told().click(3).page(6, "/cart").click(7).task(10, "buy", "done")
    places = [(one.screen, one.signalled) for one in _exposures(told, "screen")]
    assert places == [("/", 0), ("/cart", 1)]  # claimed as done there, falsely
    assert {one.location for one in _exposures(told, "screen")} == {PAGE}


def test_rests_of_the_pointer_fall_on_known_elements_or_on_cells() -> None:
    told = _told().click(3, PICTURE)
    told.move(5, [(10, 10), (550, 150)], 100).move(8, [(90, 50)]).move(9, [(91, 51)])
    assert _counts(told, "hover") == {"#hero": (1, 0), "(cell 80,40)": (1, 0)}


def test_a_pointer_on_its_way_rests_nowhere() -> None:
    told = _told().move(5, [(at * 10, 10) for at in range(20)], 40)
    assert _counts(told, "hover") == {}


def test_scrolling_comes_to_rest_on_the_page_or_in_an_element() -> None:
    told = _told()
    for t_s, inside in ((3, None), (3.25, None), (9, element("list", tag="ul"))):
        told.add(
            wire.ScrollEvent(
                t=t_s * 1_000, page="page1", screen="/", x=0, y=300, width=1_280, height=800,
                full_width=1_280, full_height=2_000, element=inside,
            )
        )  # fmt: skip
    assert _counts(told, "scroll") == {PAGE: (1, 0), "#list": (1, 0)}


def test_tasks_are_kept_apart_and_what_lies_between_is_left_out() -> None:
    told = _told().click(3).task(5, "buy", "give_up").click(7).task(10, "find").click(12)
    assert [(one.task, one.episodes) for one in _exposures(told, "click")] == [
        ("buy", 1), ("find", 1),
    ]  # fmt: skip


def test_time_lost_ends_where_the_participant_goes_on_and_at_30_seconds() -> None:
    told = _told().click(3, PICTURE, NOTHING, cursor="pointer").click(9).click(80, PICTURE, NOTHING)
    told.click(200).task(210, "buy", "give_up")
    assert {one.location: one.lost_s for one in _exposures(told, "click")} == {
        "#hero": 6.0, "#buy": 0.0,
    }  # fmt: skip
    late = _told().click(3, PICTURE, NOTHING, cursor="pointer").click(100)
    assert {one.location: one.lost_s for one in _exposures(late, "click")}["#hero"] == 30


def test_clicks_of_the_pages_own_scripts_are_no_occasions() -> None:
    assert _counts(_told().click(3, is_trusted=False)) == {}


def test_without_a_task_or_events_there_are_none() -> None:
    assert _exposures(Recording().page(0).click(3), "click") == []
    assert _exposures(Recording(), "screen") == []


@given(
    st.lists(
        st.tuples(st.floats(0.1, 5), st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=25
    )
)
def test_never_do_more_occasions_go_wrong_than_there_were(
    steps: list[tuple[float, str, bool]],
) -> None:
    told, t_s = _told(), 1.0
    for pause_s, name, is_answered in steps:
        t_s += pause_s
        told.click(t_s, element(name), {"mutation": 20} if is_answered else NOTHING)
    found = _exposures(told, "click")
    assert sum(one.episodes for one in found) <= len(steps)
    for one in found:
        assert 0 <= one.signalled <= one.episodes
        assert 0 <= one.lost_s <= 30 * len(steps)
