from __future__ import annotations

from analyzer.wording_status import is_validated, item_texts


def test_of_a_questionnaire_without_a_wording_nothing_is_claimed() -> None:
    assert is_validated("no_such_form", "en") is None
    assert item_texts("no_such_form", "") == ()


def test_a_wording_is_validated_in_its_own_language_alone() -> None:
    assert is_validated("sus", "en") is True
    assert is_validated("sus", "de") is False
    assert is_validated("sus", "sw") is None


def test_items_stand_in_their_order_with_the_product_in_them() -> None:
    texts = item_texts("sus", "the lamp shop")
    assert len(texts) == 10
    assert "the lamp shop" in texts[1]
