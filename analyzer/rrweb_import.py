"""A file of rrweb events as a session: the events of each window, and the recording itself."""

from __future__ import annotations

from pathlib import Path

from analyzer.rrweb_file import read_events
from analyzer.rrweb_session import Telling
from recorder.errors import ArchiveError
from recorder.protocol import PageEvent
from recorder.session_importing import ToldSession


def told_session(path: Path) -> ToldSession:
    """Read a file of rrweb events.

    Parameters
    ----------
    path
        The file, in any of the forms that `rrweb_file` knows.

    Returns
    -------
    ToldSession
        Clicks, scrolls, inputs, pointer, pages, and the recording for replay and pictures.

    Raises
    ------
    ArchiveError
        If it cannot be understood, or shows no page.
    """
    windows = read_events(path)
    origin_ms = min(float(events[0]["timestamp"]) for events in windows.values())
    told = ToldSession(source=f"rrweb ({path.name})", origin_ms=origin_ms)
    unknown = 0
    for number, events in enumerate(windows.values()):
        tab = f"w{number}"
        telling = Telling(tab, origin_ms)
        found = telling.tell(events)
        unknown += telling.unknown
        if found:
            told.events[tab] = found
            told.replay[tab] = events
    views = [
        event for events in told.events.values() for event in events if isinstance(event, PageEvent)
    ]
    if not views:
        raise ArchiveError(
            f"{path.name} shows no page: it has neither a meta event nor a snapshot."
        )
    told.width, told.height = views[0].width, views[0].height
    if unknown:
        told.remarks.append(f"{unknown} clicks hit something that the recording does not show.")
    return told
