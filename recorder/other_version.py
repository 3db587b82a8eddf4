"""A page whose script is of another release: refused, and noted where the researcher sees it."""

from __future__ import annotations

from recorder.health_light import OTHER_VERSION
from recorder.models import Session
from recorder.people import still_there
from recorder.protocol import VERSION
from recorder.store import Store

MAX_VERSION = 1_000_000  # what is no version is not noted


def note_version(store: Store, session: Session, tracker: str | None, version: int) -> None:
    """Note that a session's page speaks a version of the protocol that is not ours.

    It stands in the session's `tracker` until a page of ours says hello, and its health tells of
    it. Noted once, however often such a page knocks.

    Parameters
    ----------
    tracker
        Its name and version, where it said so.
    version
        Of the protocol.
    """
    if version == VERSION or not 0 <= version <= MAX_VERSION or session.state != "open":
        return
    noted = f"{tracker or 'the script'}{OTHER_VERSION}{version}"
    with store.reading() as orm:
        if OTHER_VERSION in (still_there(orm, Session, session.id).tracker or ""):
            return
    with store.transaction() as orm:
        still_there(orm, Session, session.id).tracker = noted
