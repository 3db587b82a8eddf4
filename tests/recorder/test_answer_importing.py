from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.survey import answer
from recorder.answer_importing import keep_answers, takers
from recorder.definition import parse_study
from recorder.errors import NotFoundError
from recorder.notes import notes
from recorder.store import Store

YAML = "{title: Lamps, slug: lamps, tasks: [{id: buy, title: Buy, instructions: Buy one.}]}"
NOW_MS = 1_795_330_000_000


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "data") as opened:
        study = opened.add_study(parse_study(YAML, "lamps"))
        opened.invite(study, "P01")
        opened.invite(study, "P02")
        yield opened


def test_forms_become_a_closed_session_of_their_participant_with_a_note(store: Store) -> None:
    kept = keep_answers(store, "lamps", {"P01": [answer(0, "nps", [9])]}, "a.csv", NOW_MS)
    (session,) = store.sessions(store.study("lamps"))
    assert session.id == kept[0].id
    assert session.state == "closed"
    assert "Consent was asked for where they were given" in session.consent_text
    assert [note.text for note in notes(store, session.id)] == ["Imported answers from a.csv."]
    assert [batch.n for batch in store.batches(session.id, "events")] == [1]


def test_who_is_still_to_take_part_can_do_so_afterwards(store: Store) -> None:
    before = {one.code: one.state for one in store.participants(store.study("lamps"))}
    keep_answers(store, "lamps", {"P01": [answer(0, "nps", [9])]}, "a.csv", NOW_MS)
    assert {one.code: one.state for one in store.participants(store.study("lamps"))} == before


def test_one_unknown_participant_and_nothing_is_kept(store: Store) -> None:
    told = {"P01": [answer(0, "nps", [9])], "P99": [answer(0, "nps", [9])]}
    with pytest.raises(NotFoundError, match="P99"):
        keep_answers(store, "lamps", told, "a.csv", NOW_MS)
    assert store.sessions(store.study("lamps")) == []


def test_of_who_withdrew_nothing_is_kept(store: Store) -> None:
    person = store.invite(store.study("lamps"), "P02")
    store.withdraw(store.open_session(person, "yes", NOW_MS))
    assert takers(store, "lamps") == ["P01"]
    with pytest.raises(NotFoundError, match="P02"):
        keep_answers(store, "lamps", {"P02": [answer(0, "nps", [9])]}, "a.csv", NOW_MS)
