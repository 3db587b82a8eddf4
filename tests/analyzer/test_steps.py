import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sessionize import PageView
from analyzer.steps import pages_of, step_of, steps_of
from fixtures.scenes import scene
from fixtures.synthetic import Recording, definition, task

PATHS = [["/", "/lamps", "/lamps/*"]]
STUDY = definition(task("buy", paths=PATHS))


def _pages(told: Recording) -> list[str]:
    at = scene(told, STUDY)
    return pages_of(at.timeline, at.attempts[0], PATHS)


def test_pages_are_named_by_the_step_that_they_match() -> None:
    told = Recording().page(0, "/").task(1, "buy").page(2, "/lamps?sort=price").page(4, "/lamps/7")
    told.page(6, "/about").task(8, "buy", "done")
    assert _pages(told) == ["/", "/lamps", "/lamps/*", "/about"]
    at = scene(told, STUDY)
    assert [one.is_accepted for one in steps_of(at.timeline, at.attempts[0], PATHS)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_what_was_seen_before_the_task_is_no_part_of_it() -> None:
    told = Recording().page(0, "/about").page(2, "/").task(3, "buy").page(4, "/lamps")
    assert _pages(told.task(8, "buy", "done").page(9, "/later")) == ["/", "/lamps"]


def test_the_same_page_twice_running_counts_once() -> None:
    told = Recording().page(0, "/").task(1, "buy").page(2, "/lamps").page(4, "/lamps", "reload")
    assert _pages(told.task(8, "buy", "done")) == ["/", "/lamps"]


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/lamps/", "/lamps"), ("/lamps?x=1", "/lamps"), ("/lamps/7", "/lamps/*"),
        ("/lampshade", None), ("/", "/"), ("", "/"), ("/lamps/7/photos", "/lamps/*"),
    ],
)  # fmt: skip
def test_a_page_matches_the_most_exact_step(path: str, step: str | None) -> None:
    assert step_of(path, ["/", "/lamps", "/lamps/*", "/*/x"]) == step


def test_a_step_may_be_a_whole_address() -> None:
    assert step_of("/pay", ["https://shop.test/pay"]) == "https://shop.test/pay"


def test_where_the_task_before_had_ended_is_no_part_of_one_that_opens_its_own_page() -> None:
    told = Recording().page(0, "/about").task(1, "buy").page(1.4, "/").page(4, "/lamps")
    assert _pages(told.task(8, "buy", "done")) == ["/", "/lamps"]
    late = Recording().page(0, "/about").task(1, "buy").page(7, "/").page(9, "/lamps")
    assert _pages(late.task(12, "buy", "done")) == ["/about", "/", "/lamps"]


def _views_by_looking_at_all(views: tuple[PageView, ...], start_s: float, end_s: float) -> object:
    return [view for view in views if view.start_s <= end_s and view.end_s >= start_s]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abc")), min_size=1, max_size=25),
    st.integers(0, 40), st.integers(0, 10),
)  # fmt: skip
def test_views_that_are_searched_are_those_that_a_look_at_all_finds(
    opened: list[tuple[int, str]], start_s: int, lasted_s: int
) -> None:
    told = Recording()
    for at, (t_s, tab) in enumerate(sorted(opened)):
        told.tab(tab).page(t_s, f"/p{at % 4}")
    told.task(start_s, "buy").task(start_s + lasted_s, "buy", "done")
    timeline = scene(told, STUDY).timeline
    found = timeline.viewed(start_s, start_s + lasted_s)
    assert found == _views_by_looking_at_all(timeline.views, start_s, start_s + lasted_s)
