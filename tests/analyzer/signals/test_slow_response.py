import pytest

from analyzer.signals.slow_response import detector
from fixtures.scenes import found
from fixtures.synthetic import BUTTON, Recording, element


@pytest.mark.parametrize(("after_ms", "is_slow"), [(1_000, False), (1_001, True), (2_400, True)])
def test_an_answer_after_more_than_a_second_is_slow(after_ms: float, is_slow: bool) -> None:
    told = Recording().page(0).click(2, BUTTON, {"mutation": after_ms})
    assert bool(found(detector, told)) is is_slow


def test_it_lasts_until_the_answer() -> None:
    (episode,) = found(detector, Recording().page(0).click(2, BUTTON, {"mutation": 1_500}))
    assert (episode.t_s, episode.end_s, episode.detail) == (2, 3.5, "answered after 1.5 s")


def test_the_next_page_answers_when_it_is_painted() -> None:
    told = Recording().page(0).click(2, BUTTON, {"navigation": 20}).page(2.5, "/next")
    assert found(detector, told) == []
    (episode,) = found(detector, told.timing(3.42, "FCP", 1_400))
    assert episode.end_s == pytest.approx(3.42)


def test_the_paint_counts_from_when_the_browser_set_out_for_the_page() -> None:
    told = Recording().page(0).click(2, BUTTON, {"navigation": 20}).page(2.5, "/next")
    assert found(detector, told.timing(2.92, "FCP", 900)) == []


def test_a_request_that_takes_long_is_a_slow_answer() -> None:
    told = Recording().page(0).click(2, BUTTON, {"request": 10}).request(2.01, "/buy", 1_800)
    assert [round(one.end_s, 2) for one in found(detector, told)] == [3.81]


def test_what_showed_at_once_hides_the_slow_request_behind_it() -> None:
    told = Recording().page(0).click(2, BUTTON, {"mutation": 30, "request": 10})
    assert found(detector, told.request(2.01, "/buy", 1_800)) == []


def test_a_click_that_nothing_answered_is_not_slow() -> None:
    assert found(detector, Recording().page(0).click(2, BUTTON, {})) == []


def test_a_change_long_after_a_click_on_plain_text_is_no_answer_to_it() -> None:
    text = element("text", tag="p", interactive=False)
    told = Recording().page(0).click(2, text, {"mutation": 2_000})
    assert found(detector, told) == []
    told = Recording().page(0).click(2, text, {"mutation": 2_000}, cursor="pointer")
    assert len(found(detector, told)) == 1


def test_a_text_field_is_ignored() -> None:
    told = Recording().page(0).click(2, element("mail", tag="textarea"), {"mutation": 1_500})
    assert found(detector, told) == []
