"""A session's pauses as the replay viewer is told of them; times are ms since its start."""

from __future__ import annotations

import msgspec

from recorder.models import Pause
from recorder.pauses import REASONS, session_pauses
from recorder.store import Store


class PauseSpan(msgspec.Struct, frozen=True):
    """A stretch that is no part of any time on task, its reason as a name and in words."""

    id: int
    from_: float = msgspec.field(name="from")
    until: float
    reason: str
    label: str
    note: str
    author: str | None


def as_told(pause: Pause) -> PauseSpan:
    """Give a stored pause as the viewer takes it."""
    return PauseSpan(
        id=pause.id or 0, from_=pause.start_t, until=pause.end_t, reason=pause.reason,
        label=reasons().get(pause.reason, pause.reason), note=pause.note, author=pause.author,
    )  # fmt: skip


def pause_spans(store: Store, session_id: str) -> list[PauseSpan]:
    """Return a session's pauses by their starts; an unknown session has none."""
    return [as_told(pause) for pause in session_pauses(store, session_id)]


def reasons() -> dict[str, str]:
    """Return what a pause may be for, in words, by name; in the order of the form."""
    return {name: words.capitalize() for name, words in REASONS.items()}
