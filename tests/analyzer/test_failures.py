from analyzer.failures import ambient, blamed
from fixtures.synthetic import Recording


def test_a_failure_belongs_to_the_last_click_within_the_window() -> None:
    events = Recording().page(0, "/").click(1).click(1.5).error(1.6).error(3).session()
    assert blamed(events, 1.0) == {0: 1, 1: -1}


def test_a_failure_on_another_page_belongs_to_no_click() -> None:
    events = Recording().page(0, "/").click(1).page(1.2, "/other").error(1.4).session()
    assert blamed(events, 1.0) == {0: -1}


def test_a_missing_picture_is_no_failure_of_a_click() -> None:
    assert (
        blamed(Recording().page(0, "/").click(1).error(1.1, kind="resource").session(), 1.0) == {}
    )


def test_what_fails_as_often_without_a_click_is_caused_by_none() -> None:
    recording = Recording().page(0, "/").click(1).error(1.1, "poll").error(5, "poll")
    events = recording.click(8).error(8.1, "click").session()
    assert ambient(events, blamed(events, 1.0)) == {(0, "poll")}


def test_without_errors_nothing_is_blamed() -> None:
    events = Recording().page(0, "/").click(1).session()
    assert ambient(events, blamed(events, 1.0)) == frozenset()
