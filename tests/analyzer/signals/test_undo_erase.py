import pytest

from analyzer.signals.undo_erase import detector
from fixtures.scenes import found
from fixtures.synthetic import PICTURE, Recording, element

MAIL = element("mail", tag="input")


@pytest.mark.parametrize(
    "label", ["Undo", "Remove item", "Clear all", "Entfernen", "Rimuovi", "Hapus", "删除", "復原"]
)
def test_a_click_that_takes_something_back_is_told(label: str) -> None:
    (episode,) = found(detector, Recording().page(0).click(2, element("x", label=label)))
    assert episode.detail == f"clicked {label}"


@pytest.mark.parametrize("label", ["Clearance sale", "Removable cover", "Buy"])
def test_other_words_are_not(label: str) -> None:
    assert found(detector, Recording().page(0).click(2, element("x", label=label))) == []


def test_what_is_no_control_takes_nothing_back() -> None:
    told = Recording().page(0).click(2, element("x", tag="p", label="Undo", interactive=False))
    assert found(detector, told.click(4, PICTURE)) == []


def test_the_keys_for_undo_are_told() -> None:
    (episode,) = found(detector, Recording().page(0).key(2, "undo").key(3, "enter"))
    assert episode.detail == "pressed the keys for undo"


def test_a_field_that_is_emptied_by_hand_is_told() -> None:
    told = Recording().page(0).input(3, MAIL, keys=4, deletions=4, length=0)
    assert [one.detail for one in found(detector, told)] == ["emptied the field with 4 deletions"]
    assert found(detector, Recording().page(0).input(3, MAIL, keys=2, deletions=2, length=0)) == []
    assert found(detector, Recording().page(0).input(3, MAIL, keys=9, deletions=4)) == []
