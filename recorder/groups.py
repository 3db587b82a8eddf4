"""Which variant a participant meets, and which segment of people they belong to."""

from __future__ import annotations

from recorder.errors import StudyError
from recorder.models import Participant
from recorder.people import still_there
from recorder.store import Store

MAX_CHARS = 60


def checked(kind: str, name: str | None) -> str | None:
    """Check the name of a variant or segment; nothing but spaces is none.

    Raises
    ------
    StudyError
        If it is too long, or holds what a list of names or a terminal could not show.
    """
    plain = (name or "").strip()
    if len(plain) > MAX_CHARS or "," in plain or not plain.isprintable():
        raise StudyError(f"A {kind} is a name of up to {MAX_CHARS} characters without a comma.")
    return plain or None


def assign(
    store: Store, participant: Participant, *, variant: str | None, segment: str | None
) -> Participant:
    """Put a participant into a variant and a segment, or take them out.

    Parameters
    ----------
    store
        Where the participant is.
    participant
        Also of one who has taken part: figures are calculated anew.
    variant, segment
        Names; None or spaces alone: none.

    Returns
    -------
    Participant
        As it is now.
    """
    names = checked("variant", variant), checked("segment", segment)
    with store.transaction() as orm:
        row = still_there(orm, Participant, participant.id)
        row.variant, row.segment = names
    return row
