from analyzer.signals.repeated_focus import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, element

MAIL, NAME = element("mail", tag="input"), element("name", tag="input")


def _told(*times_s: float) -> Recording:
    told = Recording().page(0)
    for t_s in times_s:
        told.focus(t_s, MAIL).focus(t_s + 1, MAIL, gained=False)
    return told


def test_the_third_time_in_one_field_is_repeated_focus() -> None:
    (episode,) = found(detector, _told(2, 6, 12))
    assert (episode.t_s, episode.end_s, episode.count) == (2, 12, 3)
    assert episode.detail == "entered 3 times"


def test_twice_is_not() -> None:
    assert found(detector, _told(2, 6)) == []


def test_three_fields_once_each_are_not() -> None:
    told = Recording().page(0).focus(2, MAIL).focus(3, NAME).focus(4, element("zip", tag="input"))
    assert found(detector, told) == []


def test_a_window_that_comes_back_is_not_counted() -> None:
    told = _told(2, 6).visibility(12, "focused").focus(12.1, MAIL)
    assert found(detector, told) == []


def test_another_view_of_the_page_begins_anew() -> None:
    told = _told(2, 6).page(10).focus(12, MAIL)
    assert found(detector, told) == []


def test_times_far_apart_are_not_one_struggle() -> None:
    assert found(detector, _told(2, 100, 200)) == []
