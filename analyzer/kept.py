"""What was read and calculated of single sessions, kept so that it need not be done again.

In the data folder stands `columns/<session>/`, with two files at most of each closed session:
its events as columns (`compact.py`), and its `SessionAnalysis`. Their names say what they were
made of, so a stale one is never read. Both are made anew at will, and gone when the session is
erased: see `recorder/library.py`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar, overload

import msgspec
import sqlalchemy as sa
from sqlmodel import SQLModel

from analyzer.compact import NotColumnsError, decode, encode
from analyzer.edition import edition
from analyzer.events import SessionEvents, SessionInfo
from analyzer.load import info_from, load_session, open_study
from analyzer.session_results import SessionAnalysis, analyze_session
from recorder import library
from recorder.errors import ThinkaloudError
from recorder.marks import NOTHING, marks
from recorder.models import Session
from recorder.pauses import pauses
from recorder.reviews import judged, reviews
from recorder.store import Store

HELD_BYTES = 256 * 1024 * 1024  # of events at once, where somebody looks at all of a study's

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_SESSION = SQLModel.metadata.tables["session"].c
_STATE = sa.select(_SESSION.state).where(_SESSION.id == sa.bindparam("of"))
_ANALYSIS: msgspec.msgpack.Decoder[SessionAnalysis] = msgspec.msgpack.Decoder(SessionAnalysis)


class Shelf:
    """A study's sessions, read and calculated once.

    Parameters
    ----------
    store
        Where it lies.
    slug
        The study's short name.
    """

    def __init__(self, store: Store, slug: str) -> None:
        self.store, self.slug = store, slug
        study = store.study(slug)
        # First: what arrives from here on makes another mark, and is looked at the next time.
        self._marks = marks(store, study)
        self.study = open_study(store, slug)
        self.rows = {session.id: session for session in self.study.sessions}
        # At once: asked for one by one they took a third of the time of short sessions.
        self._verdicts = _by_session(judged(store, study))
        self._reviews = _by_session(reviews(store, study))
        self._pauses = _by_session(pauses(store, study))
        definition = self.study.frame.definition
        self._told = hashlib.sha256(msgspec.json.encode(definition)).hexdigest()
        self._screens = msgspec.json.encode(definition.screens)

    def events(self, session: Session) -> SessionEvents:
        """Read a session's events, from its columns where there are any.

        Parameters
        ----------
        session
            Closed ones leave columns behind; of an open one the batches are read.
        """
        events, is_new = self._events(session, self._info(session))
        if is_new:
            self._look_back(session)
        return events

    def begun(self) -> set[str]:
        """Name the sessions of which anything is kept: of all others nothing need be looked for."""
        with suppress(FileNotFoundError):
            return set(os.listdir(self.store.data / library.COLUMNS))
        return set()

    def known(self, session: Session) -> SessionAnalysis | None:
        """Return a session's analysis if it was calculated before and nothing has changed."""
        return _read(self._path_of_analysis(session, self._info(session)))

    def analysis(self, session: Session) -> SessionAnalysis | str:
        """Analyse a session, or take what was calculated before.

        Returns
        -------
        SessionAnalysis or str
            In words why there is none, where its events are such that a rule fails: one
            session shall not take all others with it.
        """
        info = self._info(session)
        path = self._path_of_analysis(session, info)
        known = _read(path)
        if known is not None:
            return known
        try:
            events, is_new = self._events(session, info)
            found = analyze_session(events, self.study.frame.definition)
        except ThinkaloudError:
            raise  # the store does not answer: that concerns all of them
        except Exception as error:  # the edge between one session and the study
            logging.getLogger("thinkaloud").exception("analysis of session %s", session.id)
            person = self.study.people[session.participant_id].code
            reason = f"{type(error).__name__}: {error}"
            return f"session {session.id} ({person}) could not be analysed: {reason}"
        if path is not None:
            self._keep(path, msgspec.msgpack.encode(found))
        if path is not None or is_new:
            self._look_back(session)
        return found

    def _events(self, session: Session, info: SessionInfo) -> tuple[SessionEvents, bool]:
        """Read a session's events, and tell whether columns of them were written."""
        kept = self._path(session, "events", self._rests_on(session))
        if kept is None:
            return self._decoded(session, info), False
        with suppress(OSError, NotColumnsError):
            return decode(kept.read_bytes(), info), False
        events = self._decoded(session, info)
        self._keep(kept, encode(events))
        return events, True

    def _info(self, session: Session) -> SessionInfo:
        person = self.study.people[session.participant_id]
        of = session.id
        verdicts, reviewed = self._verdicts.get(of, []), self._reviews.get(of, [])
        return info_from(session, person, verdicts, reviewed, self._pauses.get(of, []))

    def _decoded(self, session: Session, info: SessionInfo) -> SessionEvents:
        person = self.study.people[session.participant_id]
        definition = self.study.frame.definition
        return load_session(
            self.store, session, person, definition.screens, info, has_replay=definition.capture.dom
        )

    def _rests_on(self, session: Session) -> tuple[object, ...]:
        """List what a session's columns are made of."""
        definition = self.study.frame.definition
        return (
            self._marks.get(session.id, NOTHING), session.state, session.tracker,
            self._screens, definition.capture.dom,
        )  # fmt: skip

    def _path_of_analysis(self, session: Session, info: SessionInfo) -> Path | None:
        """Name the file of a session's analysis, by all that it follows from."""
        return self._path(session, "analysis", (*self._rests_on(session), info, self._told))

    def _path(self, session: Session, kind: str, made_of: tuple[object, ...]) -> Path | None:
        """Name the file of what is made of something; None for a session that goes on."""
        if session.state == "open":
            return None
        key = hashlib.sha256(repr((edition(), made_of)).encode()).hexdigest()[:32]
        return library.session_folder(self.store.data, session.id) / f"{key}.{kind}"

    def _keep(self, path: Path, data: bytes) -> None:
        """Write a file in one step, in the place of older ones; a full disk only costs time."""
        # Each call to the file system counts: two processes that write wait for its locks.
        part = path.with_name(f"part-{os.getpid()}-{threading.get_ident()}")
        try:
            try:
                is_first = _write(part, data)
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            for name in () if is_first else os.listdir(path.parent):
                if name.endswith(path.suffix) and name != path.name:
                    path.with_name(name).unlink(missing_ok=True)
        except OSError as error:
            logging.getLogger("thinkaloud").warning("%s cannot be kept: %s", path, error)

    def _look_back(self, session: Session) -> None:
        """Remove what was kept of a session if it was erased meanwhile."""
        # Looked at last: whoever erases it from here on removes the files as well.
        with self.store.reading() as orm:
            state = orm.connection().execute(_STATE, {"of": session.id}).scalar()
        if state in (None, "withdrawn"):
            folder = library.session_folder(self.store.data, session.id)
            shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path | None) -> SessionAnalysis | None:
    """Read an analysis that was kept; None if there is none, or a damaged one."""
    if path is not None:
        with suppress(OSError, msgspec.MsgspecError):
            return _ANALYSIS.decode(path.read_bytes())
    return None


def _write(path: Path, data: bytes) -> bool:
    """Write a file that nobody else may read; tell whether its folder was made for it."""
    is_first = False
    try:
        file = os.open(path, _ANEW, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, _ANEW, 0o600)
        is_first = True
    with os.fdopen(file, "wb") as written:
        written.write(data)
    return is_first


class KeptSessions(Sequence[SessionEvents]):
    """The events of all sessions of a study, of which only so many are in memory at once.

    Parameters
    ----------
    shelf
        Where they are read.
    held_bytes
        How much is held; what is looked at beyond that is read again the next time.
    """

    def __init__(self, shelf: Shelf, held_bytes: int = HELD_BYTES) -> None:
        self._shelf = shelf
        self._room = held_bytes
        self._held: dict[int, SessionEvents] = {}

    def __len__(self) -> int:
        return len(self._shelf.study.sessions)

    @overload
    def __getitem__(self, at: int) -> SessionEvents: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[SessionEvents]: ...
    def __getitem__(self, at: int | slice) -> SessionEvents | Sequence[SessionEvents]:
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self)))]
        number = range(len(self))[at]
        if number in self._held:
            return self._held[number]
        events = self._shelf.events(self._shelf.study.sessions[number])
        size = _size(events)
        if size <= self._room:
            self._room -= size
            self._held[number] = events
        return events


def _size(events: SessionEvents) -> int:
    """Estimate what a session's events take in memory, bytes."""
    return 100_000 + 200 * events.stamp_t_s.size + 60 * events.pointers.t_s.size


class _OfSession(Protocol):
    session_id: str


_Row = TypeVar("_Row", bound=_OfSession)


def _by_session(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return found
