import pytest

from analyzer.signals.form_reentry import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, element

MAIL, NAME = element("mail", tag="input"), element("name", tag="input")


def _left(at=MAIL, **typed) -> Recording:
    return Recording().page(0).focus(1, at).input(3, at, **typed).focus(3.5, at, gained=False)


def test_a_field_that_is_changed_after_it_was_left_is_reentered() -> None:
    (episode,) = found(detector, _left().focus(8, MAIL).input(10, MAIL))
    assert episode.t_s == pytest.approx(9.2)
    assert episode.detail == "changed again after it had been left"


def test_two_spells_without_leaving_are_one_piece_of_work() -> None:
    told = Recording().page(0).focus(1, MAIL).input(3, MAIL).input(7, MAIL)
    assert found(detector, told) == []


def test_another_field_in_between_means_it_was_left() -> None:
    told = Recording().page(0).focus(1, MAIL).input(3, MAIL).focus(4, NAME).input(7, MAIL)
    assert len(found(detector, told)) == 1


def test_a_field_that_was_left_empty_is_filled_for_the_first_time() -> None:
    assert found(detector, _left(keys=0, length=0).focus(8, MAIL).input(10, MAIL)) == []


@pytest.mark.parametrize(("deletions", "is_found"), [(3, True), (2, False)])
def test_much_erasing_is_told_at_once(deletions: int, is_found: bool) -> None:
    assert bool(found(detector, _left(keys=10, deletions=deletions))) is is_found


def test_a_slip_in_a_short_word_is_not_much_erasing() -> None:
    assert found(detector, _left(keys=5, deletions=4)) == []


def test_asking_a_search_field_again_is_its_use() -> None:
    search = element("q", tag="input", role="searchbox")
    assert found(detector, _left(search).focus(8, search).input(10, search)) == []


def test_boxes_to_tick_are_no_texts() -> None:
    told = _left(field="checkbox").focus(8, MAIL).input(10, MAIL, field="checkbox")
    assert found(detector, told) == []


def test_a_day_picked_anew_from_a_calendar_is_not_written_again() -> None:
    told = _left(keys=1, length=10).focus(8, MAIL).input(10, MAIL, keys=1, length=10)
    assert found(detector, told) == []
    typed = _left(keys=4, length=4).focus(8, MAIL).input(10, MAIL, keys=1, length=5)
    assert len(found(detector, typed)) == 1


def test_a_search_field_is_known_by_its_name_too() -> None:
    search = element("search", tag="input", label="Search lamps")
    assert found(detector, _left(search).focus(8, search).input(10, search)) == []
