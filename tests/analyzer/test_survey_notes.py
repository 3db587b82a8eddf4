from __future__ import annotations

from analyzer.questionnaire_results import WordingUsed
from analyzer.survey_notes import survey_notes


def test_a_translation_that_nobody_validated_is_named() -> None:
    words = [
        WordingUsed(locale="en", forms=3, is_validated=True),
        WordingUsed(locale="it", forms=2, is_validated=False),
        WordingUsed(locale="xx", forms=1, is_validated=None),
    ]
    notes = survey_notes([], [], [], [], words)
    said = next(note for note in notes if "not validated" in note)
    assert said.startswith("The wording in it was translated")


def test_without_anything_there_is_only_that_there_is_nothing() -> None:
    assert survey_notes([], [], [], [], []) == ("n = 0: nobody has answered it, there is no data.",)


def test_who_gave_nothing_back_is_named() -> None:
    assert (
        "2 participants came to it and gave back no form that can be counted (P1, P2)."
        in survey_notes([], [], [], ["P1", "P2"], [])
    )
