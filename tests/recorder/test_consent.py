import pytest

from recorder.consent import Scopes, scopes_of, with_scopes
from recorder.definition import Capture


@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("audio", [True, False])
def test_the_receipt_keeps_each_answer(screen: bool, audio: bool) -> None:
    agreed = Scopes(screen=screen, audio=audio)
    receipt = with_scopes("Ich mache mit.", Capture(screen=True, audio=True), agreed)
    assert scopes_of(receipt) == agreed
    assert receipt.startswith("Ich mache mit.\n\n")


def test_what_was_not_asked_is_not_agreed_to() -> None:
    receipt = with_scopes("Yes", Capture(audio=True), Scopes(screen=True, audio=True))
    assert scopes_of(receipt) == Scopes(audio=True)
    assert receipt.endswith("screen=-, audio=yes")


def test_a_study_that_asks_for_neither_has_a_plain_receipt() -> None:
    assert with_scopes("Yes", Capture(), Scopes(screen=True)) == "Yes"
    assert scopes_of("Yes") == Scopes()


def test_a_line_in_the_middle_of_the_text_agrees_to_nothing() -> None:
    assert scopes_of("Hello\nscopes: screen=yes, audio=yes\nbye") == Scopes()
