"""What a study has stored in words: every distinct text, by page and element, for an ethics board.

The texts are gathered in a temporary database of SQLite, which moves to the disk by itself when it
grows: memory stays flat however much was recorded. It has no name and is gone with its connection.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

import msgspec
from sqlmodel import col, select

from recorder.models import Media, Note, Participant, Pause, Review, Session, Study
from recorder.protocol import ReplayBatch
from recorder.store import Store
from recorder.stored_texts import Found, of_event, of_replay
from recorder.suspicion import suspicion
from recorder.wire import decode_batch, join_replay, mended, unfold

_SCHEMA = """
CREATE TABLE seen (
    route TEXT, place TEXT, element TEXT, text TEXT, session TEXT, n INTEGER, reason TEXT,
    PRIMARY KEY (route, place, element, text, session)
) WITHOUT ROWID
"""
_ADD = """
INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET n = n + excluded.n
"""
_LISTED = """
SELECT route, place, element, text, sum(n), count(DISTINCT session), max(reason)
FROM seen {where} GROUP BY route, place, element, text
ORDER BY max(reason) IS NULL, max(reason), route, place, element, text LIMIT ? OFFSET ?
"""
_COUNTED = """
SELECT count(*), coalesce(sum(reason IS NOT NULL), 0) FROM (
    SELECT max(reason) AS reason FROM seen {where} GROUP BY route, place, element, text
)
"""
_NAMES = {
    "route": "SELECT DISTINCT route FROM seen ORDER BY 1",
    "place": "SELECT DISTINCT place FROM seen ORDER BY 1",
}
_AT_ONCE = 2_000  # texts in memory before they are written
_CHARS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One distinct text at one place."""

    route: str
    place: str
    element: str
    text: str
    count: int
    sessions: int
    reason: str | None  # why a person should look at it; none: nothing is suspicious


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines are asked for: all, unless something is named."""

    search: str = ""
    route: str | None = None
    place: str | None = None
    is_suspicious: bool = False


_ALL = Choice()


@dataclass(frozen=True, slots=True)
class Pieces:
    """Media of one kind: they are listed as pieces, since nobody can read them."""

    kind: str
    count: int
    size: int  # bytes
    sessions: int


class Audit:
    """The texts of a study. Close it when it is read, or use it as a context."""

    def __init__(self) -> None:
        # The page that shows it may be served by another thread; `web/audit.py` has a lock.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA cache_size = -20000")  # kB; beyond, it lies on the disk
        self._db.execute(_SCHEMA)
        self.media: list[Pieces] = []
        self.consents: Counter[str] = Counter()

    def __enter__(self) -> Audit:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def add(self, session: str, texts: Iterator[Found]) -> None:
        """Count the texts of a session; what was masked as a whole says nothing and is left out."""
        counted: Counter[Found] = Counter()
        chars = 0
        for found in texts:
            if found.text.strip("* \n\t"):
                counted[found] += 1
                chars += len(found.text)
            if len(counted) >= _AT_ONCE or chars >= _CHARS_AT_ONCE:
                self._write(session, counted)
                chars = 0
        self._write(session, counted)

    def lines(self, choice: Choice = _ALL, limit: int = -1, offset: int = 0) -> Iterator[Line]:
        """Yield the texts, suspicious ones first, then by page and element."""
        where, values = _where(choice)
        rows = self._db.execute(_LISTED.format(where=where), [*values, limit, offset])
        yield from (Line(*row) for row in rows)

    def count(self, choice: Choice = _ALL) -> tuple[int, int]:
        """Return how many lines there are, and how many of them are suspicious."""
        where, values = _where(choice)
        lines, suspicious = self._db.execute(_COUNTED.format(where=where), values).fetchone()
        return lines, suspicious

    def names(self, column: str) -> list[str]:
        """Return all routes ("route") or places ("place"), for a choice."""
        rows = self._db.execute(_NAMES[column])
        return [row[0] for row in rows]

    def _write(self, session: str, counted: Counter[Found]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(
            _ADD,
            (
                (*_clean(found), session, n, suspicion(found.text, found.place))
                for found, n in counted.items()
            ),
        )
        self._db.execute("COMMIT")
        counted.clear()


def audit(store: Store, slug: str) -> Audit:
    """Gather every distinct text of a study.

    Parameters
    ----------
    store
        Where it is.
    slug
        The study's short name.

    Returns
    -------
    Audit
        Its lines; media as pieces and consent texts apart.
    """
    study = store.study(slug)
    found = Audit()
    try:
        for session in store.sessions(study):
            found.consents[session.consent_text] += 1
            found.add(session.id, _of_session(store, session))
        found.add("", (Found("", "asset", "", row.url) for row in store.assets(study.id or 0)))
        found.add("", _of_people(store, study))
        found.media = _media(store, study)
    except BaseException:
        found.close()
        raise
    return found


def as_record(line: Line) -> dict[str, Any]:
    """Return a line as JSON and CSV have it."""
    return asdict(line)


def _of_session(store: Store, session: Session) -> Iterator[Found]:
    if session.user_agent:
        yield Found("", "browser", "", session.user_agent)
    for row in store.batches(session.id, "events"):
        # As plain JSON: also what a field's name is, and whatever a newer tracker added.
        batch = msgspec.json.decode(mended(unfold(row.body)))
        for event in batch.get("events", []):
            yield from of_event(event)
    slices = (decode_batch(unfold(row.body)) for row in store.batches(session.id, "replay"))
    yield from of_replay(join_replay(one for one in slices if isinstance(one, ReplayBatch)))
    with store.reading() as orm:
        for note in orm.exec(select(Note).where(Note.session_id == session.id)):
            yield Found("", "note", note.author or "", note.text)
        for review in orm.exec(select(Review).where(Review.session_id == session.id)):
            yield Found("", "review", review.location, review.reason)
        for pause in orm.exec(select(Pause).where(Pause.session_id == session.id)):
            yield Found("", "pause", pause.author or "", pause.note)


def _of_people(store: Store, study: Study) -> Iterator[Found]:
    people: list[Participant] = store.participants(study)
    for person in people:
        yield Found("", "participant code", "", person.code)
        yield Found("", "participant segment", "", person.segment or "")
        yield Found("", "participant variant", "", person.variant or "")


def _media(store: Store, study: Study) -> list[Pieces]:
    query = select(Media).join(Session, col(Session.id) == Media.session_id)
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    sessions: dict[str, set[str]] = {}
    with store.reading() as orm:
        for row in orm.exec(query.where(Session.study_id == study.id)):
            counts[row.kind] += 1
            sizes[row.kind] += row.size
            sessions.setdefault(row.kind, set()).add(row.session_id)
    return [Pieces(kind, counts[kind], sizes[kind], len(sessions[kind])) for kind in sorted(counts)]


def _clean(found: Found) -> tuple[str, ...]:
    """Replace halves of emoji, which SQLite does not take."""
    return tuple(each.encode("utf-8", "replace").decode() for each in found)


def _where(choice: Choice) -> tuple[str, list[str]]:
    rules: list[str] = []
    values: list[str] = []
    if choice.search:
        # `instr` on both in lower case: a search for "100%" has no wildcards in it.
        rules.append("(instr(lower(text), lower(?)) OR instr(lower(element), lower(?)))")
        values += [choice.search, choice.search]
    for column, value in (("route", choice.route), ("place", choice.place)):
        if value is not None:
            rules.append(f"{column} = ?")
            values.append(value)
    if choice.is_suspicious:
        rules.append("reason IS NOT NULL")
    return (f"WHERE {' AND '.join(rules)}" if rules else ""), values
