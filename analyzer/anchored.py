"""The elements that participants dealt with on each screen, as anchors to find them again."""

from __future__ import annotations

from typing import Any

from analyzer.events import Location, SessionEvents


def anchored_elements(session: SessionEvents) -> dict[str, dict[str, dict[str, Any]]]:
    """Collect a session's elements.

    Parameters
    ----------
    session
        What was recorded.

    Returns
    -------
    dict
        Screen key -> location id -> anchor, as `find` in the tracker's `anchors.js` takes it.
    """
    screens: dict[str, dict[str, dict[str, Any]]] = {}
    families = (
        session.clicks,
        session.inputs,
        session.focuses,
        session.validations,
        session.scrolls,
        session.keys,
    )
    for family in families:
        for screen, index in zip(family.screen.tolist(), family.location.tolist(), strict=True):
            if screen >= 0 and index >= 0:
                location = session.locations[index]
                found = screens.setdefault(session.screen_keys[screen], {})
                found.setdefault(location.id, anchor_of(location))
    return screens


def anchor_of(location: Location) -> dict[str, Any]:
    """Take an element's anchor back from its id, the reverse of `events.location_id`."""
    anchor: dict[str, Any] = {"tag": location.tag, "path": location.path, "box": [0, 0, 0, 0]}
    before = f"{location.path}~"
    if not location.id.startswith(before):
        anchor["key"] = location.id
    elif location.id != before:
        anchor["text"] = location.id.removeprefix(before)
    return anchor
