import pytest

from analyzer.deeds import busy, waiting
from fixtures.synthetic import Recording, element


def test_clicks_scrolls_and_typing_are_deeds() -> None:
    told = Recording().page(0).click(2).scroll(3, 100).input(5, element("mail", tag="input"))
    assert busy(told.session()).tolist() == [[2, 2], [3, 3], [pytest.approx(4.2), 5]]


def test_a_click_of_a_script_is_none() -> None:
    assert len(busy(Recording().page(0).click(2, is_trusted=False).session())) == 0


def test_a_page_is_waited_for_until_its_first_paint() -> None:
    told = Recording().page(1).timing(2, "FCP", 700)
    assert waiting(told.session()).tolist() == [[1, pytest.approx(1.7)]]


def test_a_request_is_waited_for_if_somebody_caused_it() -> None:
    told = Recording().page(0).click(2).request(2.2, "/buy", 1_000).request(9, "/poll", 1_000)
    assert waiting(told.session()).tolist() == [[2.2, pytest.approx(3.2)]]


def test_requests_at_the_same_time_are_waited_for_once() -> None:
    told = Recording().page(0).click(2).request(2.1, "/a", 1_000).request(2.2, "/b", 1_000)
    assert waiting(told.session()).tolist() == [[2.1, pytest.approx(3.2)]]


def test_nothing_happened_nobody_waited() -> None:
    assert len(busy(Recording().session())) == len(waiting(Recording().session())) == 0
