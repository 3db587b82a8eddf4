from analyzer.signals.dead_click import detector
from fixtures.scenes import found
from fixtures.synthetic import BUTTON, NOTHING, PICTURE, Recording


def test_a_picture_that_looks_like_a_control_is_a_dead_click() -> None:
    told = Recording().page(0).click(2, PICTURE, NOTHING, cursor="pointer")
    (episode,) = found(detector, told)
    assert (episode.t_s, episode.count) == (2, 1)
    assert episode.detail == "nothing answered within 2.5 s"


def test_a_control_is_another_signal() -> None:
    assert found(detector, Recording().page(0).click(2, BUTTON, NOTHING)) == []


def test_a_plain_picture_promises_nothing() -> None:
    assert found(detector, Recording().page(0).click(2, PICTURE, NOTHING)) == []


def test_a_picture_that_answers_is_alive() -> None:
    told = Recording().page(0).click(2, PICTURE, {"mutation": 90}, cursor="pointer")
    assert found(detector, told) == []
