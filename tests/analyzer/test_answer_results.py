"""One answered form, as results carry it."""

from __future__ import annotations

import msgspec

from analyzer.answer_results import Answer


def test_a_form_that_was_passed_over_is_told_from_one_with_an_item_left_out():
    passed = Answer(
        questionnaire="sus", session="s", participant="P1", task=None, t_s=1.0,
        ratings=(None,) * 10, score=None, is_skipped=True, reason="", choices=(), locale="en",
        duration_s=2.0,
    )  # fmt: skip
    incomplete = msgspec.structs.replace(passed, is_skipped=False, ratings=(5.0,) + (None,) * 9)
    again = msgspec.json.decode(msgspec.json.encode([passed, incomplete]), type=list[Answer])
    assert again == [passed, incomplete]
    assert [one.is_skipped for one in again] == [True, False]
