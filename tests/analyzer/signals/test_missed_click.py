import msgspec
import pytest

from analyzer.signals.missed_click import detector
from fixtures.scenes import found
from fixtures.synthetic import BUTTON, CHANGED, NOTHING, Recording, element
from recorder.protocol import ClickEvent

GROUND = element("main", tag="main", interactive=False, box=(0, 0, 1_280, 2_000))


def _told(x: float, answers=NOTHING, **options) -> Recording:
    # BUTTON stands from 100 to 220 px across and from 100 to 140 px down.
    told = Recording().page(0).click(2, GROUND, answers, xy=(x, 120), **options)
    return told.click(4, BUTTON, CHANGED)


@pytest.mark.parametrize(("x", "is_missed"), [(221, True), (244, True), (245, False), (76, True)])
def test_a_click_on_the_ground_near_a_control_is_missed(x: float, is_missed: bool) -> None:
    assert bool(found(detector, _told(x))) is is_missed


def test_it_is_told_at_the_control_that_was_missed() -> None:
    told = _told(230)
    (episode,) = found(detector, told)
    assert told.session().locations[episode.location].id == "#buy"
    assert episode.detail == "10 px beside buy"


def _beside(x: float, near=BUTTON) -> Recording:
    told = Recording().page(0).click(2, GROUND, NOTHING, xy=(x, 120))
    told.events = [
        (tab, msgspec.structs.replace(one, near=near) if isinstance(one, ClickEvent) else one)
        for tab, one in told.events
    ]
    return told


@pytest.mark.parametrize(("x", "is_missed"), [(221, True), (244, True), (245, False)])
def test_a_control_that_was_never_used_is_missed_too(x: float, is_missed: bool) -> None:
    episodes = found(detector, _beside(x))
    assert [episode.detail for episode in episodes] == [f"{x - 220:.0f} px beside buy"] * is_missed


def test_what_the_tracker_saw_beside_the_click_goes_before_what_is_known_from_elsewhere() -> None:
    told = _beside(230, element("near", box=(235, 100, 40, 40))).click(4, BUTTON, CHANGED)
    (episode,) = found(detector, told)
    assert told.session().locations[episode.location].id == "#near"


def test_what_answered_at_once_was_meant() -> None:
    assert found(detector, _told(230, {"mutation": 400})) == []
    assert len(found(detector, _told(230, {"mutation": 600}))) == 1


def test_a_click_that_selected_text_was_not_meant_for_the_control() -> None:
    assert found(detector, _told(230, selected_text=True)) == []


def test_a_control_of_another_screen_is_not_near() -> None:
    told = Recording().page(0).click(2, GROUND, NOTHING, xy=(230, 120)).page(3, "/other")
    assert found(detector, told.click(4, BUTTON)) == []


def test_the_ground_alone_has_nothing_to_miss() -> None:
    assert found(detector, Recording().page(0).click(2, GROUND, NOTHING)) == []


@pytest.mark.parametrize(("gap_s", "is_missed"), [(0.3, False), (0.9, True)])
def test_the_first_of_two_clicks_that_select_a_word_is_not_missed(
    gap_s: float, is_missed: bool
) -> None:
    told = _beside(230)
    told.click(2 + gap_s, GROUND, NOTHING, xy=(230, 120), selected_text=True)
    assert bool(found(detector, told)) is is_missed
