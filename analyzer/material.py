"""A stored study as material for the tables."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.events import SessionEvents
from analyzer.load import load_session, open_study
from analyzer.results import StudyAnalysis
from analyzer.tables import Material
from recorder.notes import notes
from recorder.store import Store


def material_of(store: Store, slug: str, analysis: StudyAnalysis) -> Material:
    """Put together what the tables of a study are made of.

    Parameters
    ----------
    store
        Where it lies; the tables read the sessions from it while they are written.
    slug
        Its short name.
    analysis
        Of the study as it is stored now.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    study = open_study(store, slug)

    def sessions() -> Iterator[SessionEvents]:
        for row in study.sessions:
            person = study.people[row.participant_id]
            yield load_session(store, row, person, study.frame.definition.screens)

    return Material(
        analysis=analysis,
        definition=study.frame.definition,
        people=tuple(study.people.values()),
        notes=tuple(
            (study.people[row.participant_id].code, note)
            for row in study.sessions
            for note in notes(store, row.id)
        ),
        sessions=sessions,
    )
