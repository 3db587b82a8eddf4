import pytest

from analyzer.sessionize import path_of, sessionize, viewport_class
from analyzer.spans import length_s
from fixtures.synthetic import Recording


@pytest.mark.parametrize(
    ("width_px", "expected"),
    [(639, "phone"), (640, "tablet"), (1_023, "tablet"), (1_024, "desktop"), (None, "desktop")],
)
def test_the_viewports_width_gives_its_class(width_px: float | None, expected: str) -> None:
    assert viewport_class(width_px) == expected


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://shop.test", "/"),
        ("http://shop.test/cart/", "/cart"),
        ("http://shop.test/cart?x=1#sizes", "/cart"),
        ("http://shop.test/app#/orders", "/app#/orders"),
        ("http://[shop", "http://[shop"),
    ],
)
def test_a_page_is_its_path_with_a_fragment_only_where_it_routes(url: str, path: str) -> None:
    assert path_of(url) == path


def test_a_page_view_ends_where_the_next_of_its_tab_begins() -> None:
    told = Recording().page(0, "/").click(1, answers=None).page(4, "/cart").click(9, answers=None)
    views = sessionize(told.session()).views
    assert [(view.path, view.start_s, view.end_s) for view in views] == [
        ("/", 0, 4),
        ("/cart", 4, 9),
    ]


def test_page_views_of_two_tabs_overlap() -> None:
    told = Recording().page(0, "/").tab("tabB").page(3, "/help").click(6, answers=None)
    views = sessionize(told.tab("tabA").click(8, answers=None).session()).views
    assert [(view.path, view.tab, view.end_s) for view in views] == [
        ("/", "tabA", 8),
        ("/help", "tabB", 6),
    ]


def test_a_page_whose_beginning_is_missing_starts_with_its_first_event() -> None:
    told = Recording().click(2, answers=None).click(5, answers=None)
    (view,) = sessionize(told.session()).views
    assert (view.start_s, view.end_s, view.url, view.path) == (2, 5, "", "/")


def test_a_screen_is_shown_until_the_next() -> None:
    told = Recording().page(0, "/").screen(2, "/ [dialog]").click(3, answers=None)
    told.screen(5, "/").click(7, answers=None)
    events = told.session()
    visits = sessionize(events).visits
    assert [(events.screen_keys[v.screen], v.start_s, v.end_s) for v in visits] == [
        ("/", 0, 2),
        ("/ [dialog]", 2, 5),
        ("/", 5, 7),
    ]


def test_a_hidden_tab_is_hidden_until_it_is_shown() -> None:
    told = Recording().page(0).visibility(2, "hidden").visibility(5, "visible").click(9)
    assert sessionize(told.session()).hidden.tolist() == [[2, 5]]


def test_a_tab_hidden_to_the_end_is_hidden_to_the_end() -> None:
    told = Recording().page(0).visibility(2, "hidden").timing(6, "INP", 10)
    assert sessionize(told.session()).hidden.tolist() == [[2, 6]]


def test_a_page_on_its_way_out_is_not_hidden() -> None:
    told = Recording().page(0).visibility(2, "hidden").page(2.4, "/next").click(5)
    assert length_s(sessionize(told.session()).hidden) == 0


def test_a_tab_behind_another_one_is_not_time_away() -> None:
    told = Recording().page(0).visibility(2, "hidden")
    told.tab("tabB").page(2, "/help").visibility(6, "hidden")
    told.tab("tabA").visibility(6, "visible").click(8)
    assert length_s(sessionize(told.session()).hidden) == 0


def test_hidden_twice_without_being_shown_is_one_interval() -> None:
    told = Recording().page(0).visibility(2, "hidden").visibility(3, "hidden")
    told.visibility(5, "visible").click(9)
    assert sessionize(told.session()).hidden.tolist() == [[2, 5]]


def test_the_class_is_that_of_most_page_views() -> None:
    told = Recording().page(0, width=390).page(1, width=390).page(2, width=1280)
    assert sessionize(told.session()).viewport_class == "phone"


def test_a_session_without_events_has_no_course() -> None:
    timeline = sessionize(Recording().session())
    assert (timeline.views, timeline.visits, timeline.end_s) == ((), (), 0.0)
    assert timeline.viewport_class == "desktop"


def test_a_session_of_one_event_lasts_until_it() -> None:
    timeline = sessionize(Recording().click(3, answers=None).session())
    assert timeline.end_s == 3
    assert len(timeline.views) == 1


def test_visits_are_found_by_the_time_they_touch() -> None:
    events = Recording().page(0, "/").page(5, "/a").page(9, "/b").click(12).session()
    timeline = sessionize(events)
    found = [
        [events.screen_keys[visit.screen] for visit in timeline.shown(*span)]
        for span in ((1, 2), (5, 8), (6, 8), (2, 20), (20, 30))
    ]
    assert found == [["/"], ["/", "/a"], ["/a"], ["/", "/a", "/b"], []]


def test_a_visit_of_another_tab_that_goes_on_is_found_behind_shorter_ones() -> None:
    told = Recording().page(0, "/long").tab("tabB").page(1, "/a").page(2, "/b").key(3)
    timeline = sessionize(told.tab("tabA").key(9).session())
    assert [visit.start_s for visit in timeline.shown(5, 6)] == [0]


def test_the_visit_that_began_last_may_have_ended() -> None:
    timeline = sessionize(Recording().page(1, "/").page(5, "/a").session())
    began = [timeline.begun_last(t_s) for t_s in (0.5, 1, 4, 5, 90)]
    assert [visit and visit.start_s for visit in began] == [None, 1, 1, 5, 5]
