"""The store's hot road: a batch becomes a row. Only `recorder/store.py` calls this."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from recorder.attempts import Span, attempts_of
from recorder.database import told
from recorder.decoding import decoder
from recorder.definition import StudyDefinition
from recorder.errors import RefusedError
from recorder.group_commit import GroupCommit
from recorder.models import Batch as _Filled  # noqa: F401  # fills the metadata
from recorder.protocol import AnswerEvent, Batch, ReplayBatch, TaskEvent
from recorder.wire import decode_batch, times_of, unfold

_TABLES = SQLModel.metadata.tables
STUDY, SESSION, BATCH = _TABLES["study"], _TABLES["session"], _TABLES["batch"]
ATTEMPT, SCREEN = _TABLES["attempt"], _TABLES["screen"]
MEDIA, NOTE, REVIEW = _TABLES["media"], _TABLES["note"], _TABLES["review"]
PAUSE = _TABLES["pause"]

_COURSE = {TaskEvent, AnswerEvent}  # by these it is known where a participant stands
_UNJUDGED: dict[str, Any] = {"verdict": None, "verdict_ms": None}
_COLUMNS = [column.name for column in BATCH.columns if column.name != "id"]
# One statement checks and writes: a session that another process closes meanwhile takes nothing.
_INSERT = (
    insert(BATCH)
    .from_select(
        _COLUMNS,
        select(*(bindparam(name, type_=BATCH.c[name].type) for name in _COLUMNS)).where(
            exists(literal_column("1")).where(
                SESSION.c.id == bindparam("session_id"), SESSION.c.state == "open"
            )
        ),
    )
    .execution_options(preserve_rowcount=True)
)


def row_of(
    session_id: str,
    decoded: Batch | ReplayBatch,
    body: bytes,
    codec: str,
    now_ms: int,
) -> dict[str, Any]:
    """Return the columns of a batch's row."""
    first_t, last_t = times_of(decoded)
    is_events = isinstance(decoded, Batch)
    return {
        "session_id": session_id,
        "tab": decoded.tab,
        "stream": "events" if is_events else "replay",
        "seq": decoded.seq,
        "first_t": first_t,
        "last_t": last_t,
        "n": len(decoded.events),
        "task_events": sum(type(one) in _COURSE for one in decoded.events) if is_events else 0,
        "codec": codec,
        "digest": hashlib.sha256(body).hexdigest(),
        "received_ms": now_ms,
        "body": body,
    }


class Intake:
    """Writes rows of batches: on SQLite in groups, on PostgreSQL each by itself.

    Parameters
    ----------
    writer
        The database, with the options of a writer.
    """

    def __init__(self, writer: Engine) -> None:
        self._writer = writer
        compiled = _INSERT.compile(dialect=writer.dialect)
        self._order = list(compiled.positiontup or ())
        self._fixed = {name: compiled.params[name] for name in {*self._order} - {*_COLUMNS}}
        is_sqlite = writer.dialect.name == "sqlite"
        self._group = GroupCommit(writer, str(compiled)) if is_sqlite else None

    def put(self, row: dict[str, Any]) -> bool:
        """Commit a row; False if the session takes none, or the number is taken."""
        if self._group is not None and not row["task_events"]:
            known = row | self._fixed
            return self._group.insert([known[name] for name in self._order])
        try:
            with told(), self._writer.begin() as connection:
                is_new = put(connection, row)
                if is_new and row["task_events"]:
                    refresh_attempts(connection, row["session_id"])
                return is_new
        except IntegrityError:
            return False

    def close(self) -> None:
        """Give the group's connection back."""
        if self._group is not None:
            self._group.close()


def put(connection: Connection, row: dict[str, Any]) -> bool:
    """Write a row; False if the session takes none. A number that is taken raises."""
    return connection.execute(_INSERT, row).rowcount == 1


def check_repeat(connection: Connection, row: dict[str, Any], decoded: Batch | ReplayBatch) -> None:
    """Return if a batch that was not inserted is stored already, else say why it is refused."""
    state = connection.execute(
        select(SESSION.c.state).where(SESSION.c.id == row["session_id"])
    ).scalar()
    if state in {None, "withdrawn"}:
        raise RefusedError("no_consent", 403, "The participant has withdrawn; nothing is kept.")
    name = [BATCH.c[column] == row[column] for column in ("session_id", "tab", "stream", "seq")]
    known = connection.execute(select(BATCH.c.digest, BATCH.c.body).where(*name)).first()
    if known is None:
        raise RefusedError("session_closed", 409, "The session is closed and takes nothing more.")
    if known.digest == row["digest"]:
        return
    if _content(decode_batch(unfold(known.body))) != _content(decoded):
        raise RefusedError(
            "seq_conflict",
            409,
            f"Number {decoded.seq} of tab {decoded.tab} holds something else; use a new tab id.",
        )


def _content(batch: Batch | ReplayBatch) -> tuple[Any, ...]:
    """Give what counts of a batch: a repeat may be packed otherwise and be sent at another time."""
    if isinstance(batch, Batch):
        return (batch.events,)
    # A slice in parts has no events, but a piece of their text.
    return batch.events, batch.part, batch.parts, batch.text


def refresh_attempts(connection: Connection, session_id: str) -> None:
    """Make the attempts of a session anew from its task events; verdicts stay."""
    # The lock makes two collectors on PostgreSQL take turns: each sees the other's task events.
    definition = connection.execute(
        select(STUDY.c.definition)
        .where(STUDY.c.id == SESSION.c.study_id, SESSION.c.id == session_id)
        .with_for_update(of=SESSION)
    ).scalar_one()
    bodies = connection.execute(
        select(BATCH.c.body).where(BATCH.c.session_id == session_id, BATCH.c.task_events > 0)
    ).scalars()
    events = [event for body in bodies for event in _task_events(decode_batch(unfold(body)))]
    query = select(ATTEMPT).where(ATTEMPT.c.session_id == session_id)
    known = list(connection.execute(query).mappings())
    spans = attempts_of(events, decoder(StudyDefinition).decode(definition))
    verdicts = _verdicts(known, spans)
    left = {(row["task"], row["number"]): row for row in known}
    for span in spans:
        found = left.pop((span.task, span.number), None)
        verdict = verdicts.get(span, _UNJUDGED)
        _put_attempt(connection, session_id, span, verdict, None if found is None else found["id"])
    carried = {(span.task, span.start_t) for span in spans}
    gone = [
        row["id"]
        for row in left.values()
        if row["verdict"] is None or (row["task"], row["start_t"]) in carried
    ]
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.id.in_(gone)))


def _verdicts(known: Sequence[RowMapping], spans: Sequence[Span]) -> dict[Span, dict[str, Any]]:
    """Match verdicts with tries: by the start, else by the number.

    A try that is told late, by another tab, takes the number of one that was judged already.
    """
    judged = [row for row in known if row["verdict"] is not None]
    by_start = {(row["task"], row["start_t"]): row for row in judged}
    starts = {(span.task, span.start_t) for span in spans}
    # An earlier start of the same try may have been told late: then the number is what stays.
    moved = [row for row in judged if (row["task"], row["start_t"]) not in starts]
    by_number = {(row["task"], row["number"]): row for row in moved}
    found = {
        span: by_start.get((span.task, span.start_t)) or by_number.get((span.task, span.number))
        for span in spans
    }
    return {
        span: {name: row[name] for name in _UNJUDGED}
        for span, row in found.items()
        if row is not None
    }


def wipe(connection: Connection, session_ids: Sequence[str]) -> list[str]:
    """Delete what sessions recorded; return the digests of its media and pictures."""
    pictures = SCREEN.c.session_id.in_(session_ids)
    digests = list(connection.execute(select(SCREEN.c.digest).where(pictures)).scalars())
    connection.execute(delete(SCREEN).where(pictures))
    pieces = MEDIA.c.session_id.in_(session_ids)
    digests += connection.execute(select(MEDIA.c.digest).where(pieces)).scalars()
    for table in (MEDIA, NOTE, REVIEW, PAUSE):
        connection.execute(delete(table).where(table.c.session_id.in_(session_ids)))
    connection.execute(delete(BATCH).where(BATCH.c.session_id.in_(session_ids)))
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.session_id.in_(session_ids)))
    return digests


def _task_events(batch: Batch | ReplayBatch) -> list[TaskEvent]:
    return [event for event in batch.events if type(event) is TaskEvent]


def _put_attempt(
    connection: Connection,
    session_id: str,
    span: Span,
    verdict: dict[str, Any],
    known_id: int | None,
) -> None:
    values = {"start_t": span.start_t, "end_t": span.end_t, "end_action": span.end_action}
    values |= verdict
    if known_id is not None:
        connection.execute(update(ATTEMPT).where(ATTEMPT.c.id == known_id).values(values))
    else:
        name = {"session_id": session_id, "task": span.task, "number": span.number}
        connection.execute(insert(ATTEMPT).values(name | values))
