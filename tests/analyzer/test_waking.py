import pytest

from analyzer.events import SessionEvents
from analyzer.waking import woke
from fixtures.synthetic import Recording


def _events() -> SessionEvents:
    told = Recording().page(0).visibility(5, "hidden").visibility(9, "visible")
    return told.visibility(20, "blurred").page(30, "/other").click(31).session()


@pytest.mark.parametrize(
    ("t_s", "is_woken"), [(8.5, True), (9.5, True), (8.4, False), (9.6, False), (5, False)]
)
def test_a_page_wakes_around_the_moment_that_it_comes_to_sight(t_s: float, is_woken: bool) -> None:
    assert woke(_events(), t_s, 0, 0.5) == is_woken


def test_a_window_that_goes_to_the_back_or_is_another_page_wakes_nothing() -> None:
    assert not woke(_events(), 20, 0, 0.5)
    assert not woke(_events(), 9, 1, 0.5)
    assert not woke(Recording().page(0).click(1).session(), 1, 0, 0.5)
