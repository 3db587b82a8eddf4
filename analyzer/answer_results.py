"""What participants answered to questionnaires, one value an answered form."""

from __future__ import annotations

from analyzer.estimates import Result


class Answer(Result, frozen=True):
    """One form as one participant gave it back."""

    questionnaire: str
    session: str
    participant: str
    task: str | None  # after which; None: of the whole study
    t_s: float
    ratings: tuple[float | None, ...]  # one an item, None where it was left out
    score: float | None  # None: passed over, or an item is missing
    is_skipped: bool
    reason: str  # in own words; empty: none
    choices: tuple[str, ...]  # reasons that were ticked
    locale: str  # of the wording
    duration_s: float  # from the form's showing to its sending
