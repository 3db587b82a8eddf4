"""The store: one data folder with the database and the blobs. All SQL stands here."""

from __future__ import annotations

import difflib
import hashlib
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from sqlalchemy import Engine, delete, func
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session as Orm
from sqlmodel import SQLModel, col, select

from recorder import ingest, protocol
from recorder.attempts import Span, progress_of
from recorder.blobs import Blobs
from recorder.database import open_engine
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError, StoreError, StudyError
from recorder.models import Asset, Attempt, Batch, Participant, Screen, Session, Study

TOKEN_LIFE_MS = int(protocol.MAX_T_MS)  # no event of an older session could be valid
Row = TypeVar("Row", bound=SQLModel)

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")


class Store:
    """Studies, participants, sessions and their recordings.

    Parameters
    ----------
    data
        The data folder.
    engine
        The database, its tables up to date; `Store.open` gets both ready.
    """

    def __init__(self, data: Path, engine: Engine) -> None:
        self.data = data
        self.blobs = Blobs(data / "blobs")
        self._engine = engine
        self._writer = engine.execution_options(is_writer=True)

    @classmethod
    def open(cls, data: Path, url: str | None = None) -> Store:
        """Open a data folder, making it and its tables where they are not there yet.

        Raises
        ------
        StoreError
            If the folder or the database cannot be used.
        """
        try:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreError(f"{data} cannot be a data folder: {error.strerror}.") from error
        return cls(data, open_engine(data, url))

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Studies

    def studies(self) -> list[Study]:
        """Return all studies, the newest first."""
        with self._read() as orm:
            return list(orm.exec(select(Study).order_by(col(Study.id).desc())))

    def study(self, slug: str) -> Study:
        """Return a study by its short name; a wrong one is answered with close matches."""
        with self._read() as orm:
            found = orm.exec(select(Study).where(Study.slug == slug)).first()
            if found is not None:
                return found
            slugs = list(orm.exec(select(Study.slug)))
        close = difflib.get_close_matches(slug, slugs) or sorted(slugs)[:5]
        hint = f"Did you mean {' or '.join(close)}?" if close else "There is no study yet."
        raise NotFoundError(f"There is no study `{slug}`. {hint}")

    def definition(self, study: Study) -> StudyDefinition:
        """Return what the researcher wrote."""
        return _definition(study.definition)

    def add_study(self, definition: StudyDefinition, *, is_simulated: bool = False) -> Study:
        """Keep a new study; a slug that is taken raises a StudyError."""
        study = Study(
            slug=definition.slug, title=definition.title, definition=_json(definition),
            created_ms=_now_ms(), is_simulated=is_simulated,
        )  # fmt: skip
        try:
            return self._add(study)
        except IntegrityError:
            raise StudyError(
                f"There is a study `{definition.slug}` already; choose another slug."
            ) from None

    def update_study(self, definition: StudyDefinition) -> Study:
        """Make a definition the study's next version; an equal one changes nothing."""
        self.study(definition.slug)
        with self._write() as orm:
            study = orm.exec(select(Study).where(Study.slug == definition.slug)).one()
            if study.definition != _json(definition):
                study.definition, study.title = _json(definition), definition.title
                study.version += 1
            return study

    def set_prototype(self, slug: str, where: str, url: str) -> Study:
        """Note which folder or site is under test, and the address where it is reached."""
        self.study(slug)
        with self._write() as orm:
            study = orm.exec(select(Study).where(Study.slug == slug)).one()
            study.prototype, study.prototype_url = where, url
            return study

    # Participants and sessions

    def participants(self, study: Study) -> list[Participant]:
        """Return a study's participants in the order of their invitation."""
        query = select(Participant).where(Participant.study_id == study.id)
        with self._read() as orm:
            return list(orm.exec(query.order_by(col(Participant.id))))

    def invite(
        self,
        study: Study,
        code: str | None = None,
        variant: str | None = None,
        *,
        is_simulated: bool = False,
    ) -> Participant:
        """Make a participant; a code that is known gives the invitation it has.

        Without a code the next of P01, P02 … is taken.
        """
        if code is not None and _CODE.fullmatch(code) is None:
            raise StudyError(f"`{code}` is no code: use up to 40 letters, digits and . _ - only.")
        for _ in range(9):  # another process may take the same free code first
            known = {person.code: person for person in self.participants(study)}
            if code is not None and code in known:
                return known[code]
            person = Participant(
                study_id=_id(study), code=code or _free_code(known), variant=variant,
                join_token=secrets.token_urlsafe(18), created_ms=_now_ms(),
                is_simulated=is_simulated,
            )  # fmt: skip
            try:
                return self._add(person)
            except IntegrityError:
                continue
        raise StoreError("Too many invitations at once; try again.")

    def participant_by_join(self, token: str) -> Participant:
        """Return who a join link belongs to."""
        query = select(Participant).where(Participant.join_token == _checked(token))
        with self._read() as orm:
            found = orm.exec(query).first()
        if found is None:
            raise NotFoundError("This invitation is not known; ask for a new link.")
        return found

    def open_session(self, participant: Participant, consent_text: str, now_ms: int) -> Session:
        """Open a sitting upon consent, or go on with the open one."""
        query = select(Session).where(
            Session.participant_id == participant.id,
            Session.state == "open",
            Session.created_ms > now_ms - TOKEN_LIFE_MS,
        )
        with self._write() as orm:
            found = orm.exec(query).first()
            if found is not None:
                return found
            study = _known(orm, Study, participant.study_id)
            _known(orm, Participant, participant.id).state = "active"
            session = Session(
                id=secrets.token_hex(8), study_id=_id(study), participant_id=_id(participant),
                token=secrets.token_urlsafe(24), created_ms=now_ms, consent_ms=now_ms,
                consent_text=consent_text, definition_version=study.version,
            )  # fmt: skip
            orm.add(session)
            return session

    def decline(self, participant: Participant) -> None:
        """Note that a participant said no; nothing else is kept of them."""
        with self._write() as orm:
            _known(orm, Participant, participant.id).state = "declined"

    def session_by_token(self, token: str) -> tuple[Session, Study]:
        """Return the session that a tracker speaks for, and its study."""
        query = select(Session, Study).where(
            Session.token == _checked(token), Session.study_id == Study.id
        )
        with self._read() as orm:
            found = orm.exec(query).first()
        if found is None:
            raise NotFoundError("This session is not known.")
        return found[0], found[1]

    def session(self, session_id: str) -> Session:
        """Return a session by its id."""
        with self._read() as orm:
            found = orm.get(Session, _checked(session_id))
        if found is None:
            raise NotFoundError(f"There is no session `{session_id}`.")
        return found

    def sessions(self, study: Study) -> list[Session]:
        """Return a study's sessions, the oldest first, but for those withdrawn."""
        query = select(Session).where(Session.study_id == study.id, Session.state != "withdrawn")
        with self._read() as orm:
            return list(orm.exec(query.order_by(col(Session.created_ms), col(Session.id))))

    def greet(
        self, session: Session, hello: protocol.Hello, user_agent: str | None = None
    ) -> Session:
        """Note what the tracker says of its browser; the first origin that was told stays."""
        with self._write() as orm:
            known = _known(orm, Session, session.id)
            if known.state == "open":
                known.origin_ms = hello.origin_ms if known.origin_ms is None else known.origin_ms
                known.tracker, known.user_agent = hello.tracker, user_agent
                known.width, known.height, known.dpr = hello.width, hello.height, hello.dpr
            return known

    def close_session(self, session: Session, now_ms: int) -> None:
        """End a sitting; more batches are refused from here on. Twice is the same as once."""
        with self._write() as orm:
            known = _known(orm, Session, session.id)
            if known.state == "open":
                known.state, known.closed_ms = "closed", now_ms
                _known(orm, Participant, known.participant_id).state = "done"

    def withdraw(self, session: Session) -> None:
        """Stop a session and erase what was stored of it; its consent is kept as a receipt."""
        with self._write() as orm:
            digests = ingest.wipe(orm.connection(), [session.id])
            known = _known(orm, Session, session.id)
            known.state = "withdrawn"
            known.tracker = known.user_agent = known.origin_ms = None
            known.width = known.height = known.dpr = None
            _known(orm, Participant, known.participant_id).state = "withdrawn"
        self._sweep(digests)

    def erase(self, participant: Participant) -> None:
        """Erase a participant with all that was stored of them."""
        with self._write() as orm:
            mine = col(Session.participant_id) == participant.id
            digests = ingest.wipe(orm.connection(), list(orm.exec(select(Session.id).where(mine))))
            orm.exec(delete(Session).where(mine))
            orm.exec(delete(Participant).where(col(Participant.id) == participant.id))
        self._sweep(digests)

    # Recordings

    def add_batch(
        self,
        session: Session,
        decoded: protocol.Batch | protocol.ReplayBatch,
        body: bytes,
        codec: str,
        now_ms: int,
        *,
        digest: str | None = None,
    ) -> bool:
        """Keep a batch; when this returns it is committed, and attempts are up to date.

        Parameters
        ----------
        session
            Whose it is.
        decoded
            The batch as `recorder.wire.decode_batch` read it.
        body
            Its bytes as they came.
        codec
            How `body` is packed: gzip or plain.
        now_ms
            When it came, epoch ms.
        digest
            SHA-256 of the unfolded body where the caller has it already.

        Returns
        -------
        bool
            True if the same batch was stored before: nothing has changed.

        Raises
        ------
        RefusedError
            `session_closed`, `no_consent` or `seq_conflict`.
        """
        row = ingest.row_of(session.id, decoded, body, codec, now_ms, digest=digest)
        try:
            with self._writer.begin() as connection:
                is_new = ingest.put(connection, row)
                if is_new and row["task_events"]:
                    ingest.refresh_attempts(connection, session.id)
        except IntegrityError:
            is_new = False
        except OperationalError as error:
            raise _unusable(error) from error
        if not is_new:
            with self._read() as orm:
                ingest.check_repeat(orm.connection(), row, decoded)
        return not is_new

    def batches(self, session_id: str, stream: Literal["events", "replay"]) -> Iterator[Batch]:
        """Yield a session's rows of one stream in the order of (tab, seq)."""
        query = select(Batch).where(Batch.session_id == session_id, Batch.stream == stream)
        query = query.order_by(col(Batch.tab), col(Batch.seq)).execution_options(yield_per=50)
        with self._read() as orm:
            yield from orm.exec(query)

    def state(self, study: Study) -> str:
        """Tell in a short text what an analysis of the study would rest on.

        It changes with the definition, with every batch that arrives or goes, and with every
        verdict; equal texts mean equal analyses.
        """
        sessions = select(Session.id).where(Session.study_id == study.id)
        counts = select(col(Batch.session_id), func.count(), func.max(col(Batch.id))).where(
            col(Batch.session_id).in_(sessions)
        )
        verdicts = select(Attempt.session_id, Attempt.task, Attempt.number, Attempt.verdict).where(
            col(Attempt.session_id).in_(sessions), col(Attempt.verdict).is_not(None)
        )
        with self._read() as orm:
            parts = [
                (study.version, study.title, study.is_simulated),
                sorted(tuple(row) for row in orm.exec(counts.group_by(col(Batch.session_id)))),
                sorted(tuple(row) for row in orm.exec(verdicts)),
                sorted(orm.exec(sessions)),
            ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def attempts(self, session_id: str) -> list[Attempt]:
        """Return a session's tries at tasks in the order of their starts."""
        query = select(Attempt).where(Attempt.session_id == session_id)
        with self._read() as orm:
            return list(orm.exec(query.order_by(col(Attempt.start_t), col(Attempt.id))))

    def judge(
        self, session_id: str, task: str, number: int, verdict: Literal["success", "fail"] | None
    ) -> Attempt:
        """Keep a moderator's verdict on a try, or take it back."""
        query = select(Attempt).where(
            Attempt.session_id == session_id, Attempt.task == task, Attempt.number == number
        )
        with self._write() as orm:
            found = orm.exec(query).first()
            if found is None:
                raise NotFoundError(f"Session {session_id} has no try {number} at task `{task}`.")
            found.verdict, found.verdict_ms = verdict, _now_ms() if verdict else None
            return found

    def progress(self, session: Session, definition: StudyDefinition) -> protocol.Progress:
        """Tell which task is at hand for a participant, and whether it runs."""
        spans = [
            Span(row.task, row.number, row.start_t, row.end_t, row.end_action)
            for row in self.attempts(session.id)
        ]
        return progress_of(spans, definition)

    # Assets and screens

    def asset(self, study_id: int, url: str) -> Asset | None:
        """Return what was last archived from an address; None where nothing was."""
        query = select(Asset).where(Asset.study_id == study_id, Asset.url == url)
        with self._read() as orm:
            return orm.exec(query.order_by(col(Asset.id).desc())).first()

    def assets(self, study_id: int) -> list[Asset]:
        """Return all that was archived for a study, in the order of its coming."""
        query = select(Asset).where(Asset.study_id == study_id).order_by(col(Asset.id))
        with self._read() as orm:
            return list(orm.exec(query))

    def add_asset(self, study_id: int, url: str, data: bytes, content_type: str) -> Asset:
        """Archive a file that recorded pages use; the same one again changes nothing."""
        digest = self.blobs.put(data)
        query = select(Asset).where(
            Asset.study_id == study_id, Asset.url == url, Asset.digest == digest
        )
        with self._read() as orm:
            found = orm.exec(query).first()
        if found is not None:
            return found
        asset = Asset(
            study_id=study_id, url=url, digest=digest, content_type=content_type, size=len(data)
        )
        try:
            return self._add(asset)
        except IntegrityError:
            with self._read() as orm:
                return orm.exec(query).one()

    def screens(self, study_id: int) -> list[Screen]:
        """Return a study's screens, by key and viewport class."""
        query = select(Screen).where(Screen.study_id == study_id)
        with self._read() as orm:
            return list(orm.exec(query.order_by(col(Screen.key), col(Screen.viewport_class))))

    def put_screen(self, screen: Screen) -> Screen:
        """Keep a screen's picture, in the place of the one that it had."""
        with self._write() as orm:
            known = orm.exec(
                select(Screen).where(
                    Screen.study_id == screen.study_id, Screen.key == screen.key,
                    Screen.viewport_class == screen.viewport_class,
                )
            ).first()  # fmt: skip
            screen.id = known.id if known else None
            replaced = [known.digest] if known else []
            kept = orm.merge(screen)
        self._sweep([digest for digest in replaced if digest != kept.digest])
        return kept

    @contextmanager
    def _read(self) -> Iterator[Orm]:
        with Orm(self._engine, expire_on_commit=False) as orm, _told():
            yield orm

    @contextmanager
    def _write(self) -> Iterator[Orm]:
        with _told(), Orm(self._writer, expire_on_commit=False) as orm, orm.begin():
            yield orm

    def _add(self, row: Row) -> Row:
        with self._write() as orm:
            orm.add(row)
        return row

    def _sweep(self, digests: list[str]) -> None:
        """Remove blobs that no row refers to any more."""
        with self._read() as orm:
            used = ingest.used_digests(orm.connection(), digests)
        for digest in set(digests) - used:
            self.blobs.remove(digest)


@contextmanager
def _told() -> Iterator[None]:
    """Say in a person's words that the database does not answer."""
    try:
        yield
    except OperationalError as error:
        raise _unusable(error) from error


def _known(orm: Orm, kind: type[Row], key: int | str | None) -> Row:
    """Return a row that was there a moment ago; another process may have erased it since."""
    found = orm.get(kind, key)
    if found is None:
        raise NotFoundError(f"This {kind.__name__.lower()} was erased.")
    return found


def _unusable(error: OperationalError) -> StoreError:
    return StoreError(f"The database cannot be used: {error.orig}. Try again.")


@lru_cache(maxsize=64)
def _definition(text: str) -> StudyDefinition:
    return msgspec.json.decode(text, type=StudyDefinition)


def _json(definition: StudyDefinition) -> str:
    return msgspec.json.encode(definition).decode()


def _id(row: Study | Participant) -> int:
    if row.id is None:
        raise ValueError(f"This {type(row).__name__} was never stored.")
    return row.id


def _free_code(known: dict[str, Participant]) -> str:
    numbers = range(1, len(known) + 2)
    return next(code for number in numbers if (code := f"P{number:02}") not in known)


def _checked(token: str) -> str:
    # PostgreSQL refuses a text with a NUL in it: what cannot be a token is not asked for.
    return token if _TOKEN.fullmatch(token) else ""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
