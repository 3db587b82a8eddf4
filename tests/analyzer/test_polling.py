from analyzer.polling import polled, sends_only
from fixtures.synthetic import Recording


def _told(polls: int) -> Recording:
    told = Recording().page(0)
    for at in range(polls):
        told.request(at + 0.7, "/status?n=1")
    return told


def test_what_is_asked_again_and_again_without_a_click_is_polled() -> None:
    assert polled(_told(3).session()) == {"GET /status"}


def test_twice_is_no_habit() -> None:
    assert polled(_told(2).session()) == frozenset()


def test_what_clicks_ask_for_more_often_is_not() -> None:
    told = _told(3)
    for at in range(4):
        told.click(20 + at).request(20.1 + at, "/status?n=1")
    assert polled(told.session()) == frozenset()


def test_a_click_with_polls_alone_behind_it_sent_nothing() -> None:
    told = _told(10).click(4)
    assert sends_only(told.session(), 0, frozenset({"GET /status"}))
    assert not sends_only(told.request(4.1, "/buy").session(), 0, frozenset({"GET /status"}))
    assert not sends_only(Recording().page(0).click(4).session(), 0, frozenset({"GET /status"}))
