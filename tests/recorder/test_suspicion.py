import pytest

from recorder.suspicion import suspicion


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Dear Anna,", "salutation"),
        ("Welcome back, Zora!", "salutation"),
        ("Liebe Zora", "salutation"),
        ("尊敬的王小明", "salutation"),
        ("Order 4711081512", "long number"),
        ("write to anna(at)example.org", "address"),
        ("anna@", "address"),
        ("DE89 3704", "account"),
        ("a@b.org", "form of personal data"),
    ],
)
def test_what_comes_near_to_personal_data_is_suspicious(text: str, reason: str) -> None:
    assert reason in (suspicion(text, "text") or "")


@pytest.mark.parametrize(
    "text", ["Dear customer", "Dear ***", "Hello", "Page 12 of 300", "Welcome to our shop", "***"]
)
def test_what_tells_of_nobody_is_not(text: str) -> None:
    assert suspicion(text, "text") is None


def test_what_a_study_unmasks_is_marked_and_stars_are_not() -> None:
    assert suspicion("Turin", "typed") is not None
    assert suspicion("*****", "typed") is None


def test_numbers_in_names_of_the_markup_are_no_telephone() -> None:
    assert suspicion("row-12345678", "attribute id") is None
