"""What limits the figures of a questionnaire, in words."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.answer_results import Answer
from analyzer.questionnaire_results import WordingUsed

FEW = 5  # as for tasks: below, an interval spans most of the scale; see docs/measures.md


def survey_notes(
    given: Sequence[Answer],
    scored: Sequence[Answer],
    earlier: Sequence[Answer],
    left: Sequence[str],
    wordings: Sequence[WordingUsed],
) -> tuple[str, ...]:
    """Say what a reader should hold against the figures.

    Parameters
    ----------
    given
        Forms that were given back, each participant's last one.
    scored
        Those of them that make the score.
    earlier
        Forms that were given back again later.
    left
        Participants who came to the form and gave nothing back.
    wordings
        Languages in which it was shown.
    """
    notes = [*_size(len(scored))]
    if len(given) > len(scored):
        lacking = [one.participant for one in given if one.score is None]
        verb = "form lacks" if len(lacking) == 1 else "forms lack"
        notes.append(f"{len(lacking)} {verb} an item ({', '.join(lacking)}): in no score.")
    if left:
        came = "participant" if len(left) == 1 else "participants"
        names = ", ".join(left)
        notes.append(
            f"{len(left)} {came} came to it and gave back no form that can be counted ({names})."
        )
    if earlier:
        before = ", ".join(f"{one.participant} at {one.t_s:.1f} s" for one in earlier)
        notes.append(f"Given back more than once; the last form counts, earlier ones: {before}.")
    return (*notes, *_languages(wordings))


def _size(n: int) -> list[str]:
    if n == 0:
        return ["n = 0: nobody has answered it, there is no data."]
    if n == 1:
        return ["n = 1: not enough data; one answer says little about other people."]
    if n < FEW:
        return [f"n = {n}: not enough data for firm figures; read the interval."]
    return []


def _languages(wordings: Sequence[WordingUsed]) -> list[str]:
    notes = []
    if len(wordings) > 1:
        names = ", ".join(one.locale for one in wordings)
        notes.append(f"Answers in {names} are put together, as if the wordings asked the same.")
    plain = [one.locale for one in wordings if one.is_validated is False]
    if plain:
        notes.append(
            f"The wording in {', '.join(plain)} was translated, not validated: compare its scores "
            "with published ones with care."
        )
    return notes
