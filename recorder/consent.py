"""What a participant has agreed to beside the test itself, kept in the receipt of the consent.

The receipt is the text that was read. Its last line names the scopes that were asked for, each
with the answer, in the same words whatever the language: a person and a program read the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recorder.definition import Capture

_LINE = re.compile(r"\nscopes: screen=(yes|no|-), audio=(yes|no|-)\Z")


@dataclass(frozen=True, slots=True)
class Scopes:
    """What may be captured beside clicks, pages and times: only what was asked and answered yes."""

    screen: bool = False
    audio: bool = False


NEITHER = Scopes()


def with_scopes(text: str, capture: Capture, agreed: Scopes) -> str:
    """Put the answers under a receipt; a study that asks for neither has none.

    Parameters
    ----------
    text
        What the participant has read.
    capture
        What the study asks for.
    agreed
        What the participant said yes to.
    """
    if not (capture.screen or capture.audio):
        return text
    screen, audio = (
        ("yes" if said else "no") if asked else "-"
        for asked, said in ((capture.screen, agreed.screen), (capture.audio, agreed.audio))
    )
    return f"{text}\n\nscopes: screen={screen}, audio={audio}"


def scopes_of(receipt: str) -> Scopes:
    """Read from a receipt what was agreed to; without the line, nothing was."""
    found = _LINE.search(receipt)
    return Scopes(found[1] == "yes", found[2] == "yes") if found else NEITHER
