"""How the participant's browser asked pages to look: dark or light, with or without motion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.replay import Change

CUSTOM = 5  # rrweb's type of an event that a recorder added itself
TAG = "thinkaloud"


@dataclass(frozen=True, slots=True)
class Appearance:
    """What media queries of a recorded page answered.

    Attributes
    ----------
    color_scheme
        `prefers-color-scheme`.
    reduced_motion
        `prefers-reduced-motion: reduce`.
    """

    color_scheme: Literal["light", "dark"] = "light"
    reduced_motion: bool = False


def appearance_at(changes: Sequence[Change], t_s: float) -> Appearance:
    """Read how pages were to look at a moment.

    Parameters
    ----------
    changes
        Of a tab, in order of time.
    t_s
        The moment, seconds since the session's start.

    Returns
    -------
    Appearance
        What was told last until then; light and with motion where nothing was told, as
        recordings of older trackers do not.
    """
    for change in reversed(changes):
        if change.t_s > t_s or change.event.get("type") != CUSTOM:
            continue
        data = change.event.get("data")
        payload = data.get("payload") if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or data.get("tag") != TAG:
            continue
        if isinstance(payload, Mapping) and "color_scheme" in payload:
            return Appearance(
                "dark" if payload["color_scheme"] == "dark" else "light",
                payload.get("reduced_motion") is True,
            )
    return Appearance()
