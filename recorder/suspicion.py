"""Texts that a person should look at before others: they may tell who took part.

What has the full form of personal data was masked before it was stored; these rules find what
came near it. They are ours, and meant to find too much rather than too little.
"""

from __future__ import annotations

import re

from recorder.redact import MASK, mask_patterns

_GAP = "[ \u00a0().-]"
_NUMBER = re.compile(rf"\d(?:{_GAP}{{0,2}}\d){{6,}}")
_ADDRESS = re.compile(r"\S@|%40|\w ?[\[(](?:at|ät|et)[\])] ?\w")
_HINT = re.compile(r"\d\d|@|%40")  # most texts hold neither; this is all that they cost
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2} ?(?:\d{4}|[A-Z]{4})")
# A salutation in the six languages of our participants, then a name.
_GREETED = re.compile(
    r"(?:\b(?:[Dd]ear|[Hh]ello|[Hh]i|[Ww]elcome(?: back)?|[Ss]igned in as|[Ll]ogged in as|Mrs?\.?"
    r"|Ms\.?|Dr\.?|[Ll]ieber?|hallo|Hallo|[Ww]illkommen|Herrn?|Frau|[Cc]iao|[Gg]entile|[Cc]ar[oa]|[Ee]gregio"
    r"|[Kk]epada|halo|Halo|Bapak|Ibu),? +|(?:尊敬的|亲爱的|親愛的|您好|你好)[,， ]?)"
    r"(?:(?!\*)[^\W\d_][\w'’-]+)"
)
_LOWER = re.compile(r"[a-zà-ÿ]")


def suspicion(text: str, place: str) -> str | None:
    """Say why a stored text may be personal.

    Parameters
    ----------
    text
        As it is stored.
    place
        Where it was found, as in `Found.place`.

    Returns
    -------
    str | None
        A reason for a person to read; None where there is none.
    """
    near = text.replace(MASK, "")
    is_name = place in {"attribute id", "attribute class"}
    rules = (
        ("typed text that the study unmasks", place == "typed" and text.strip("*")),
        ("has the form of personal data", not is_name and _has_form(text)),
        ("looks like an address", _ADDRESS.search(near)),
        ("looks like an account", _ACCOUNT.search(near)),
        ("a long number", not is_name and _NUMBER.search(near)),
        ("a name after a salutation", _greets(text)),
    )
    return next((reason for reason, applies in rules if applies), None)


def _has_form(text: str) -> bool:
    return _HINT.search(text) is not None and mask_patterns(text) != text


def _greets(text: str) -> bool:
    """Say whether somebody is greeted by what is written as a name; Chinese has no capitals."""
    greeted = _GREETED.search(text)
    return greeted is not None and _LOWER.match(greeted[0].replace(",", " ").split()[-1]) is None
