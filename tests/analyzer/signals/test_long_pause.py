import pytest

from analyzer.signals.long_pause import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, element


def _told(*clicks_s: float, end_s: float = 30) -> Recording:
    told = Recording().page(0).task(1, "buy")
    for t_s in clicks_s:
        told.click(t_s)
    return told.task(end_s, "buy", "done")


@pytest.mark.parametrize(("until_s", "is_pause"), [(9, True), (8.999, False)])
def test_five_seconds_without_a_deed_are_a_pause(until_s: float, is_pause: bool) -> None:
    told = _told(4, until_s, end_s=12)
    assert [one.t_s for one in found(detector, told)] == ([pytest.approx(4)] if is_pause else [])


def test_reading_before_the_first_deed_is_none() -> None:
    assert found(detector, _told(20, 22, end_s=24)) == []


def test_typing_is_a_deed_for_as_long_as_it_lasts() -> None:
    told = _told(4, 13, end_s=15).input(8.5, element("mail", tag="input"))
    assert found(detector, told) == []


def test_hidden_time_is_no_pause() -> None:
    told = _told(4, 12, end_s=14).visibility(4.5, "hidden").visibility(11, "visible")
    assert found(detector, told) == []


def test_waiting_for_the_server_is_no_pause() -> None:
    told = _told(4, 12, end_s=14).request(4.1, "/buy", 6_500)
    assert found(detector, told) == []


def test_outside_of_tasks_nobody_is_timed() -> None:
    assert found(detector, Recording().page(0).click(2).click(20)) == []
