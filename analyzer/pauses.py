"""What of a session a researcher marked as a pause: it is no part of any time on task."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarkedPause:
    """A stretch that somebody marked; they may overlap, and reach beyond the recording."""

    start_s: float
    end_s: float
    reason: str = "moderator"  # technical, break, other
