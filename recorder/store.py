"""The store: one data folder with the database and the blobs.

All transactions begin and end here; what happens inside them stands in `catalogue` (studies),
`people` (participants, sessions), `ingest` (batches) and `library` (assets, screens).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder import catalogue, ingest, library, people, protocol
from recorder.attempts import Span, progress_of
from recorder.blobs import Blobs
from recorder.database import open_engine, overwrite_erased, told
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError, StoreError, StudyError
from recorder.handshake import Hello, Progress
from recorder.models import Asset, Attempt, Batch, Participant, Screen, Session, Study
from recorder.people import Row


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
        self._intake = ingest.Intake(self._writer)

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
        self._intake.close()
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Studies

    def studies(self) -> list[Study]:
        """Return all studies, the newest first."""
        with self.reading() as orm:
            return list(orm.exec(select(Study).order_by(col(Study.id).desc())))

    def study(self, slug: str) -> Study:
        """Return a study by its short name; a wrong one is answered with close matches."""
        with self.reading() as orm:
            return catalogue.study(orm, slug)

    def definition(self, study: Study) -> StudyDefinition:
        """Return what the researcher wrote."""
        return catalogue.definition(study.definition)

    def add_study(self, definition: StudyDefinition, *, is_simulated: bool = False) -> Study:
        """Keep a new study; a slug that is taken raises a StudyError."""
        try:
            with self.transaction() as orm:
                return catalogue.add(orm, definition, _now_ms(), is_simulated=is_simulated)
        except IntegrityError:
            taken = f"There is a study `{definition.slug}` already; choose another slug."
            raise StudyError(taken) from None

    def update_study(self, definition: StudyDefinition) -> Study:
        """Make a definition the study's next version; an equal one changes nothing."""
        with self.transaction() as orm:
            return catalogue.update(orm, definition)

    def set_prototype(self, slug: str, where: str, url: str) -> Study:
        """Note which folder or site is under test, and the address where it is reached."""
        with self.transaction() as orm:
            study = catalogue.study(orm, slug)
            study.prototype, study.prototype_url = where, url
            return study

    # Participants and sessions

    def participants(self, study: Study) -> list[Participant]:
        """Return a study's participants in the order of their invitation."""
        query = select(Participant).where(Participant.study_id == study.id)
        with self.reading() as orm:
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
        for _ in range(9):
            try:
                with self.transaction() as orm:
                    return people.invite(
                        orm, study, code, variant, _now_ms(), is_simulated=is_simulated
                    )
            except IntegrityError:
                continue  # another process took the same free code first
        raise StoreError("Too many invitations at once; try again.")

    def participant_by_join(self, token: str) -> Participant:
        """Return who a join link belongs to."""
        with self.reading() as orm:
            return people.participant_by_join(orm, token)

    def open_session(self, participant: Participant, consent_text: str, now_ms: int) -> Session:
        """Open a sitting upon consent, or go on with the open one."""
        with self.transaction() as orm:
            return people.open_session(orm, participant, consent_text, now_ms)

    def decline(self, participant: Participant) -> None:
        """Note that a participant said no; nothing else is kept of them."""
        with self.transaction() as orm:
            people.still_there(orm, Participant, participant.id).state = "declined"

    def session_by_token(self, token: str) -> tuple[Session, Study]:
        """Return the session that a tracker speaks for, and its study."""
        with self.reading() as orm:
            return people.session_by_token(orm, token)

    def session(self, session_id: str) -> Session:
        """Return a session by its id."""
        with self.reading() as orm:
            return people.session(orm, session_id)

    def sessions(self, study: Study) -> list[Session]:
        """Return a study's sessions, the oldest first, but for those withdrawn."""
        query = select(Session).where(Session.study_id == study.id, Session.state != "withdrawn")
        with self.reading() as orm:
            return list(orm.exec(query.order_by(col(Session.created_ms), col(Session.id))))

    def greet(self, session: Session, hello: Hello, user_agent: str | None = None) -> Session:
        """Note what the tracker says of its browser; the first origin that was told stays."""
        with self.transaction() as orm:
            return people.greet(orm, session.id, hello, user_agent)

    def close_session(self, session: Session, now_ms: int) -> None:
        """End a sitting; more batches are refused from here on. Twice is the same as once."""
        with self.transaction() as orm:
            people.close(orm, session.id, now_ms)

    def withdraw(self, session: Session) -> None:
        """Stop a session and erase what was stored of it; its consent is kept as a receipt."""
        with self.transaction() as orm:
            digests = people.withdraw(orm, session.id)
        self._forget(session.study_id, digests)

    def erase(self, participant: Participant) -> None:
        """Erase a participant with all that was stored of them."""
        with self.transaction() as orm:
            digests = people.erase(orm, participant)
        self._forget(participant.study_id, digests)

    # Recordings

    def add_batch(
        self,
        session: Session,
        decoded: protocol.Batch | protocol.ReplayBatch,
        body: bytes,
        codec: str,
        now_ms: int,
    ) -> bool:
        """Keep a batch; when this returns it is committed, and attempts are up to date.

        Parameters
        ----------
        decoded, body, codec
            The batch as `recorder.wire.decode_batch` read it, its bytes as they came, and how
            those are packed: gzip or plain.

        Returns
        -------
        bool
            True if the same batch was stored before: nothing has changed.

        Raises
        ------
        RefusedError
            `session_closed`, `no_consent` or `seq_conflict`.
        """
        row = ingest.row_of(session.id, decoded, body, codec, now_ms)
        is_new = self._intake.put(row)
        if not is_new:
            with self.reading() as orm:
                ingest.check_repeat(orm.connection(), row, decoded)
        return not is_new

    def batches(self, session_id: str, stream: Literal["events", "replay"]) -> Iterator[Batch]:
        """Yield a session's rows of one stream in the order of (tab, seq)."""
        query = select(Batch).where(Batch.session_id == session_id, Batch.stream == stream)
        query = query.order_by(col(Batch.tab), col(Batch.seq)).execution_options(yield_per=50)
        with self.reading() as orm:
            yield from orm.exec(query)

    def state(self, study: Study) -> str:
        """Tell in a short text what an analysis of the study would rest on.

        It changes with the definition, with every batch that arrives or goes, and with every
        verdict; equal texts mean equal analyses.
        """
        with self.reading() as orm:
            return catalogue.state(orm, study)

    def attempts(self, session_id: str) -> list[Attempt]:
        """Return a session's tries at tasks in the order of their starts."""
        query = select(Attempt).where(Attempt.session_id == session_id)
        with self.reading() as orm:
            return list(orm.exec(query.order_by(col(Attempt.start_t), col(Attempt.id))))

    def judge(
        self, session_id: str, task: str, number: int, verdict: Literal["success", "fail"] | None
    ) -> Attempt:
        """Keep a moderator's verdict on a try, or take it back."""
        query = select(Attempt).where(
            Attempt.session_id == session_id, Attempt.task == task, Attempt.number == number
        )
        with self.transaction() as orm:
            found = orm.exec(query).first()
            if found is None:
                raise NotFoundError(f"Session {session_id} has no try {number} at task `{task}`.")
            found.verdict, found.verdict_ms = verdict, _now_ms() if verdict else None
            return found

    def progress(self, session: Session, definition: StudyDefinition) -> Progress:
        """Tell which task is at hand for a participant, and whether it runs."""
        spans = [
            Span(row.task, row.number, row.start_t, row.end_t, row.end_action)
            for row in self.attempts(session.id)
        ]
        return progress_of(spans, definition)

    # Assets and screens

    def asset(self, study_id: int, url: str) -> Asset | None:
        """Return what was last archived from an address; None where nothing was."""
        with self.reading() as orm:
            return library.asset(orm, study_id, url)

    def assets(self, study_id: int) -> list[Asset]:
        """Return all that was archived for a study, in the order of its coming."""
        with self.reading() as orm:
            return library.assets(orm, study_id)

    def add_asset(self, study_id: int, url: str, data: bytes, content_type: str) -> Asset:
        """Archive a file that recorded pages use; the same one again changes nothing."""
        digest = self.blobs.put(data)
        asset = Asset(
            study_id=study_id, url=url, digest=digest, content_type=content_type, size=len(data)
        )
        for _ in range(2):  # another process may archive the same file first
            with self.reading() as orm:
                found = library.asset(orm, study_id, url, digest)
            if found is not None:
                return found
            try:
                return self._add(asset)
            except IntegrityError:
                continue
        raise StoreError(f"{url} could not be archived.")

    def screens(self, study_id: int) -> list[Screen]:
        """Return a study's screens, by key and viewport class."""
        with self.reading() as orm:
            return library.screens(orm, study_id)

    def put_screen(self, screen: Screen) -> Screen:
        """Keep a screen's picture, in the place of the one that it had."""
        with self.transaction() as orm:
            kept, replaced = library.put_screen(orm, screen)
        self.sweep(replaced)
        return kept

    @contextmanager
    def reading(self) -> Iterator[Orm]:
        """Give a session of the database that only reads."""
        with Orm(self._engine, expire_on_commit=False) as orm, told():
            yield orm

    @contextmanager
    def transaction(self) -> Iterator[Orm]:
        """Give a session of the database that writes; all of it is kept, or nothing."""
        with told(), Orm(self._writer, expire_on_commit=False) as orm, orm.begin():
            yield orm

    def _add(self, row: Row) -> Row:
        with self.transaction() as orm:
            orm.add(row)
        return row

    def _forget(self, study_id: int, digests: list[str]) -> None:
        """Remove what was made of erased recordings: pictures, and the study's results."""
        self.sweep(digests)
        with self.reading() as orm:
            library.remove_results(orm, self.data, people.still_there(orm, Study, study_id).slug)
        overwrite_erased(self._engine)

    def sweep(self, digests: list[str]) -> None:
        """Remove blobs that no row refers to any more."""
        with self.reading() as orm:
            used = library.used_digests(orm, digests)
        for digest in set(digests) - used:
            self.blobs.remove(digest)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
