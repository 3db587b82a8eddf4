from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.klm import KEYSTROKE_S, expert_ratio, expert_time


def test_ticking_a_checkbox_takes_an_expert_2_73_s() -> None:
    assert expert_time("PMK", 0.28) == pytest.approx(2.73)


def test_dragging_a_scroll_bar_takes_an_expert_3_79_s() -> None:
    assert expert_time("PMKD", 0.28, segments=1, length_cm=1) == pytest.approx(3.79)


def test_waiting_for_the_system_counts_at_each_wait() -> None:
    assert expert_time("R K R", 0.2, response_s=1.5) == pytest.approx(3.2)


@given(st.text("KPHM"), st.text("KPHM"))
def test_the_times_of_two_sequences_add_up(first: str, second: str) -> None:
    whole = expert_time(first + second)
    assert whole == pytest.approx(expert_time(first) + expert_time(second))


def test_signs_between_the_operators_are_free() -> None:
    assert expert_time("P + M, K") == expert_time("PMK")
    assert expert_time("") == 0


def test_an_unknown_operator_is_named() -> None:
    with pytest.raises(ValueError, match="no operator X"):
        expert_time("PXK")


def test_better_typists_are_faster() -> None:
    seconds = list(KEYSTROKE_S.values())
    assert seconds == sorted(seconds)


def test_participants_are_compared_with_the_expert() -> None:
    assert expert_ratio(30, 10) == 3
    assert expert_ratio(30, 0) is None
