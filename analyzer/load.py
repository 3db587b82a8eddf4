"""The one door from the store into the analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analyzer.batches import gather
from analyzer.columns import columns
from analyzer.events import SessionEvents, SessionInfo, StudyEvents
from analyzer.garbage import unswept
from analyzer.pauses import MarkedPause
from analyzer.reviewing import SignalReview
from recorder.bodies import bodies
from recorder.data_folder import existing
from recorder.definition import ScreenRules
from recorder.health import session_health
from recorder.health_reading import note
from recorder.models import Attempt, Participant, Pause, Review, Session, Study
from recorder.pauses import session_pauses
from recorder.reviews import session_reviews
from recorder.store import Store


@dataclass(frozen=True, slots=True)
class StudyFrame:
    """A study before its sessions are read: `frame` has none yet."""

    frame: StudyEvents
    sessions: tuple[Session, ...]
    people: dict[int, Participant]  # by row id
    where: Store | Path

    def tables(self) -> dict[str, Any]:
        """Analyse the study as it is stored now, and give its tidy tables by name.

        Returns
        -------
        dict
            pandas DataFrames where pandas is installed, else dicts of columns (lists, None where
            there is no value). `docs/exports.md` names tables and columns.
        """
        # The tables rest on the whole analysis, which comes in by this very door.
        from analyzer.notebook import tables  # noqa: PLC0415

        return tables(self.where, self.frame.definition.slug)


def open_study(store: Store | Path | str, slug: str) -> StudyFrame:
    """Look a study up, without reading its recordings.

    Parameters
    ----------
    store
        The store, or a data folder, which is open only while it is read.
    slug
        The study's short name.

    Raises
    ------
    NotFoundError
        If there is no such study; its text names the nearest ones.
    StoreError
        If the folder is no data folder.
    """
    if isinstance(store, Store):
        return _frame(store, store.study(slug), store)
    folder = existing(Path(store))
    with Store.open(folder) as opened:
        return _frame(opened, opened.study(slug), folder)


def open_session(store: Store, session_id: str) -> tuple[StudyFrame, Session]:
    """Look a session up with its study.

    Raises
    ------
    NotFoundError
        If there is no such session.
    """
    session = store.session(session_id)
    study = next(study for study in store.studies() if study.id == session.study_id)
    return _frame(store, study, store), session


@unswept()
def load_session(
    store: Store,
    session: Session,
    person: Participant | None = None,
    rules: ScreenRules | None = None,
    info: SessionInfo | None = None,
    *,
    has_replay: bool | None = None,
) -> SessionEvents:
    """Read one session's events.

    Parameters
    ----------
    store
        Where it lies.
    session
        Its row.
    person
        Whose it is; looked up where it is not given.
    rules
        Which screens are merged and split, instead of the study's own rules.
    info
        What is known of it beside its recording; read where it is not given.
    has_replay
        Whether its study captures the DOM; likewise.

    Returns
    -------
    SessionEvents
        Times in seconds, screens as the researcher merged and split them; what could not be
        read is named in `intake.excluded`.
    """
    is_closed = session.state != "open"
    rows = bodies(store, session.id)
    gathered = gather(rows, is_closed=is_closed, packed=True)
    for row in rows:
        batch = gathered.decoded.get((row.tab, row.seq))
        if batch is not None:
            note(row.digest, batch)  # so that its health needs no second reading
    if person is None or rules is None:
        study = next(row for row in store.studies() if row.id == session.study_id)
        person = next(row for row in store.participants(study) if row.id == session.participant_id)
        rules = store.definition(study).screens if rules is None else rules
    known = info_of(store, session, person) if info is None else info
    told = replace(known, health=session_health(store, session, has_replay=has_replay))
    # Before anything is grouped: figures, hotspots, heatmaps and pictures see the same screens.
    return columns(gathered, told, rules)


def load_study(store: Store, slug: str) -> StudyEvents:
    """Read a study with all its sessions at once.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    found = open_study(store, slug)
    frame = found.frame
    return StudyEvents(
        definition=frame.definition,
        version=frame.version,
        is_simulated=frame.is_simulated,
        sessions=tuple(
            load_session(
                store, session, found.people[session.participant_id], frame.definition.screens
            )
            for session in found.sessions
        ),
        excluded=frame.excluded,
        pictured=frame.pictured,
    )


def _frame(store: Store, study: Study, where: Store | Path) -> StudyFrame:
    pictures = store.screens(study.id) if study.id is not None else []
    frame = StudyEvents(
        definition=store.definition(study),
        version=study.version,
        is_simulated=study.is_simulated,
        sessions=(),
        pictured=frozenset((screen.key, screen.viewport_class) for screen in pictures),
    )
    people = {person.id: person for person in store.participants(study) if person.id is not None}
    return StudyFrame(frame, tuple(store.sessions(study)), people, where)


def info_of(store: Store, session: Session, person: Participant) -> SessionInfo:
    """Read what is known of a session beside its recording: `health` is left out."""
    attempts, reviews = store.attempts(session.id), session_reviews(store, session.id)
    return info_from(session, person, attempts, reviews, session_pauses(store, session.id))


def info_from(
    session: Session,
    person: Participant,
    attempts: Sequence[Attempt],
    reviews: Sequence[Review],
    pauses: Sequence[Pause],
) -> SessionInfo:
    """Put together what is known of a session, from its rows in the order of the store."""
    verdicts = {
        (attempt.task, attempt.number): attempt.verdict
        for attempt in attempts
        if attempt.verdict is not None
    }
    return SessionInfo(
        id=session.id,
        participant=person.code,
        is_simulated=person.is_simulated,
        started_ms=session.created_ms if session.origin_ms is None else round(session.origin_ms),
        is_closed=session.state != "open",
        width_px=session.width,
        height_px=session.height,
        variant=person.variant,
        segment=person.segment,
        definition_version=session.definition_version,
        verdicts=verdicts,
        reviews=tuple(
            SignalReview(row.kind, row.t / 1_000, row.location, row.verdict, row.reason)
            for row in reviews
        ),
        pauses=tuple(
            MarkedPause(row.start_t / 1_000, row.end_t / 1_000, row.reason) for row in pauses
        ),
    )
