import pytest

from analyzer.signals.unresponsive_click import detector
from fixtures.scenes import found
from fixtures.synthetic import BUTTON, NOTHING, PICTURE, Recording, element


@pytest.mark.parametrize(
    "at", [BUTTON, element("size", tag="div", role="tab", interactive=False)], ids=["button", "tab"]
)
def test_a_control_that_does_nothing_is_unresponsive(at) -> None:
    (episode,) = found(detector, Recording().page(0).click(2, at, NOTHING))
    assert episode.detail == "nothing answered within 2.5 s"


def test_a_control_that_answers_just_in_time_is_not() -> None:
    assert found(detector, Recording().page(0).click(2, BUTTON, {"mutation": 2_500})) == []


def test_what_only_looks_like_a_control_is_a_dead_click() -> None:
    told = Recording().page(0).click(2, PICTURE, NOTHING, cursor="pointer")
    assert found(detector, told) == []
