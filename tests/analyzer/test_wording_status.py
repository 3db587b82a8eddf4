from __future__ import annotations

from analyzer.wording_status import is_validated, item_texts


def test_of_a_questionnaire_without_a_wording_nothing_is_claimed() -> None:
    assert is_validated("no_such_form", "en") is None
    assert item_texts("no_such_form", "") == ()
