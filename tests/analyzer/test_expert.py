import pytest

from analyzer.expert import expert_s, operators_of, spells_of
from fixtures.synthetic import Recording, element

MAIL = element("mail", tag="input")


def test_a_click_is_thought_of_pointed_at_and_pressed() -> None:
    assert operators_of(Recording().page(0).click(2).session(), 0, 9) == "MPK"


def test_the_hand_changes_to_the_keyboard_and_back() -> None:
    told = Recording().page(0).click(2).input(5, MAIL, keys=3).key(6, "enter").click(8)
    assert operators_of(told.session(), 0, 9) == "MPK" + "HMKKK" + "K" + "HMPK"


def test_what_was_not_done_by_hand_or_in_the_attempt_does_not_count() -> None:
    told = Recording().page(0).click(2, is_trusted=False).click(3, pointer="keyboard").click(20)
    assert operators_of(told.session(), 0, 9) == ""
    assert expert_s(told.session(), 0, 9, 1.0) is None


def test_expert_time_is_the_sum_of_operators_and_waiting() -> None:
    told = Recording().page(0).click(2).session()
    # Card, Moran & Newell (1980): M 1.35, P 1.10, K .28.
    assert expert_s(told, 0, 9, 0.5) == pytest.approx(2.73 + 0.5)


def test_spells_that_were_looked_up_before_give_the_same_operators() -> None:
    told = Recording().page(0)
    for at in range(6):  # told when they end, the longest first to begin
        told.input(10 + at, element(f"f{at}", tag="input"))
    events = told.click(4).session()
    spells = spells_of(events)
    assert spells.begun_s.tolist() == sorted(spells.begun_s.tolist())
    for end_s in (3, 11, 20):
        assert operators_of(events, 0, end_s, spells) == operators_of(events, 0, end_s)
