import gc

import pytest

from analyzer.unswept import unswept


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
