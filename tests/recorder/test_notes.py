from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from recorder import notes
from recorder.definition import parse_study
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session
from recorder.store import Store

NOW_MS = 1_795_330_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def session(store: Store) -> Session:
    yaml = "title: T\ntasks: [{id: a, title: A, instructions: A}]"
    study = store.add_study(parse_study(yaml, "t"))
    return store.open_session(store.invite(study), "I agree.", NOW_MS)


def texts(store: Store, session: Session) -> list[str]:
    return [note.text for note in notes.notes(store, session.id)]


def test_notes_stand_in_the_order_of_their_moments(store: Store, session: Session) -> None:
    notes.add_note(store, session.id, 900.0, "later", NOW_MS)
    first = notes.add_note(
        store, session.id, 100.0, " first \n", NOW_MS, code="Problem", author="Ada"
    )
    assert texts(store, session) == ["first", "later"]
    assert (first.code, first.author, first.created_ms) == ("Problem", "Ada", NOW_MS)


def test_a_note_can_be_changed_and_removed(store: Store, session: Session) -> None:
    note = notes.add_note(store, session.id, 1.0, "one", NOW_MS)
    changed = notes.change_note(store, session.id, note.id or 0, t=2.0, text="two")
    assert (changed.t, changed.text) == (2.0, "two")
    notes.remove_note(store, session.id, note.id or 0)
    assert texts(store, session) == []
    with pytest.raises(NotFoundError):
        notes.remove_note(store, session.id, note.id or 0)


def test_a_note_of_another_session_is_not_found(store: Store, session: Session) -> None:
    note = notes.add_note(store, session.id, 1.0, "one", NOW_MS)
    with pytest.raises(NotFoundError):
        notes.change_note(store, "another", note.id or 0, t=1.0, text="x")


@pytest.mark.parametrize("t", [-1.0, math.nan, math.inf, 1e12])
def test_a_moment_that_is_none_is_refused(store: Store, session: Session, t: float) -> None:
    with pytest.raises(RefusedError):
        notes.add_note(store, session.id, t, "x", NOW_MS)


def test_nothing_said_and_too_much_said_are_refused(store: Store, session: Session) -> None:
    for text in ("", " \0 ", "x" * (notes.MAX_CHARS + 1)):
        with pytest.raises(RefusedError):
            notes.add_note(store, session.id, 1.0, text, NOW_MS)
    assert notes.add_note(store, session.id, 1.0, "", NOW_MS, code="Quote").text == ""


def test_a_session_holds_a_bounded_number_of_notes(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MAX_NOTES", 1)
    notes.add_note(store, session.id, 1.0, "one", NOW_MS)
    with pytest.raises(RefusedError, match="at most 1 notes"):
        notes.add_note(store, session.id, 1.0, "two", NOW_MS)


def test_notes_go_with_a_session_that_is_withdrawn(store: Store, session: Session) -> None:
    notes.add_note(store, session.id, 1.0, "one", NOW_MS)
    store.withdraw(session)
    assert texts(store, session) == []
