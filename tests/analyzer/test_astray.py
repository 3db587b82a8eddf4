from analyzer.astray import opening_click
from fixtures.scenes import scene
from fixtures.synthetic import BUTTON, NOTHING, Recording, element


def _opened(told: Recording, window_s: float = 5.0) -> int | None:
    at = scene(told)
    return opening_click(at, at.timeline.views[-1], window_s)


def test_the_last_click_before_a_page_opened_it() -> None:
    told = Recording().page(0).click(1).click(2, element("link")).page(2.5, "/next")
    assert _opened(told) == 1


def test_a_click_that_nothing_answered_opened_nothing() -> None:
    told = Recording().page(0).click(1).click(2, BUTTON, NOTHING).page(2.5, "/next")
    assert _opened(told) == 0


def test_a_click_long_ago_did_not() -> None:
    assert _opened(Recording().page(0).click(1).page(9, "/next")) is None


def test_a_click_in_another_tab_did_not() -> None:
    told = Recording().page(0).click(1).tab("tabB").page(2, "/next")
    assert _opened(told) is None
