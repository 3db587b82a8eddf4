from analyzer.signals.scroll_oscillation import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording


def _told(*heights: float, step_s: float = 1.0) -> Recording:
    told = Recording().page(0)
    for at, y in enumerate(heights):
        told.scroll(1 + at * step_s, y)
    return told


def _returned(*heights: float) -> Recording:
    told = Recording().page(0, kind="back_forward")
    for at, y in enumerate(heights):
        told.scroll(2 + at, y)
    return told


def test_three_turns_of_half_a_viewport_within_ten_seconds_are_oscillation() -> None:
    (episode,) = found(detector, _told(0, 800, 200, 900, 100))
    assert (episode.t_s, episode.end_s, episode.count) == (2, 4, 3)
    assert episode.detail == "3 turns in 2.0 s"


def test_two_turns_are_not() -> None:
    assert found(detector, _told(0, 800, 200, 900)) == []


def test_corrections_of_less_than_half_a_viewport_are_no_turns() -> None:
    assert found(detector, _told(0, 390, 0, 390, 0, 390)) == []
    assert found(detector, _told(0, 800, 500, 900, 600, 1_000)) == []


def test_the_first_way_begins_at_the_top_of_a_page_that_was_loaded() -> None:
    (episode,) = found(detector, _told(800, 0, 800, 0))
    assert (episode.t_s, episode.count) == (1, 3)


def test_where_the_browser_itself_went_is_no_way() -> None:
    assert found(detector, _returned(800, 0, 800, 0)) == []
    jumped = Recording().page(0).scroll(0.2, 800).scroll(2, 0).scroll(3, 800).scroll(4, 0)
    assert found(detector, jumped) == []


def test_slow_reading_up_and_down_is_not() -> None:
    assert found(detector, _told(0, 800, 200, 900, 100, step_s=6)) == []


def test_steps_of_one_way_are_added_up() -> None:
    assert len(found(detector, _told(0, 300, 600, 300, 0, 300, 600, 200, 0, step_s=0.5))) == 1


def test_a_page_that_was_not_scrolled_has_none() -> None:
    assert found(detector, Recording().page(0)) == []
