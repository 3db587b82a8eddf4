"""Equal strings of many sessions, held once."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import force_setattr

from analyzer.results import Attempt, Signal
from analyzer.session_results import SessionAnalysis

_OF_SIGNAL = ("kind", "session", "participant", "task", "screen", "location", "label", "detail")
_OF_ATTEMPT = ("task", "session", "participant", "end_reason", "outcome", "decided_by")


def intern_names(one: SessionAnalysis, known: dict[str, str]) -> None:
    """Let a session's signals and attempts share the strings of those before.

    What is read from a file has strings of its own everywhere: they were four fifths of what a
    session took in memory.

    Parameters
    ----------
    one
        The session; it stays equal to what it was.
    known
        Each string that was met before, and is now.
    """
    _share(one.signals, _OF_SIGNAL, known)
    _share(one.rejected, _OF_SIGNAL, known)
    _share(one.attempts, _OF_ATTEMPT, known)


def _share(
    parts: Iterable[Signal | Attempt], names: tuple[str, ...], known: dict[str, str]
) -> None:
    for part in parts:
        for name in names:
            text = getattr(part, name)
            if text is not None:
                # An equal string takes the place of another: nobody can tell them apart.
                force_setattr(part, name, known.setdefault(text, text))
