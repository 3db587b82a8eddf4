import gc

import pytest

from analyzer.garbage import SELDOM, collected_seldom, unswept


def test_garbage_is_looked_for_less_often_and_then_as_before() -> None:
    before = gc.get_threshold()
    with collected_seldom():
        assert gc.get_threshold() == (SELDOM, *before[1:])
    assert gc.get_threshold() == before


def test_an_analysis_that_fails_leaves_it_as_before() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), collected_seldom():
        raise ZeroDivisionError
    assert gc.get_threshold() == before


def test_the_search_for_garbage_rests_until_the_work_is_done() -> None:
    with unswept():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_switches_it_on_again() -> None:
    @unswept()
    def fail() -> None:
        raise KeyError("any")

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_who_has_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with unswept():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
