from __future__ import annotations

import math

import pytest

from fixtures import batches
from fixtures.collecting import NOW
from recorder import pauses
from recorder.definition import parse_study
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session, Study
from recorder.pauses import add_pause, remove_pause, session_pauses
from recorder.protocol import MAX_T_MS
from recorder.store import Store


def _session(store: Store) -> tuple[Study, Session]:
    study = store.add_study(parse_study(batches.STUDY, "checkout"))
    return study, store.open_session(store.invite(study), "I agree.", NOW)


def test_pauses_stand_in_the_order_of_their_starts_on_both_databases(any_store: Store) -> None:
    study, session = _session(any_store)
    add_pause(any_store, session.id, 900, 1_000, "break", now_ms=NOW)
    add_pause(any_store, session.id, 100, 2_000, "moderator", note=" Why? \0", author="Ada",
              now_ms=NOW)  # fmt: skip
    found = session_pauses(any_store, session.id)
    assert found == pauses.pauses(any_store, study)
    assert [(one.start_t, one.end_t, one.reason) for one in found] == [
        (100, 2_000, "moderator"), (900, 1_000, "break"),
    ]  # fmt: skip
    assert (found[0].note, found[0].author, found[0].created_ms) == ("Why?", "Ada", NOW)
    assert found[1].author is None


def test_a_pause_can_be_removed_once(store: Store) -> None:
    _, session = _session(store)
    kept = add_pause(store, session.id, 1, 2, "other", note="x", now_ms=NOW)
    gone = remove_pause(store, session.id, kept.id or 0)
    assert (gone.start_t, gone.end_t, gone.reason, gone.note) == (1, 2, "other", "x")
    assert session_pauses(store, session.id) == []
    with pytest.raises(NotFoundError):
        remove_pause(store, session.id, kept.id or 0)


def test_a_pause_of_another_session_is_not_found(store: Store) -> None:
    _, session = _session(store)
    kept = add_pause(store, session.id, 1, 2, "other", now_ms=NOW)
    with pytest.raises(NotFoundError):
        remove_pause(store, "another", kept.id or 0)
    assert len(session_pauses(store, session.id)) == 1


@pytest.mark.parametrize(
    ("start_ms", "end_ms"),
    [(-1, 5), (5, 5), (6, 5), (0, MAX_T_MS + 1), (math.nan, 5), (0, math.nan), (0, math.inf)],
)
def test_what_is_no_stretch_of_a_session_is_refused(
    store: Store, start_ms: float, end_ms: float
) -> None:
    _, session = _session(store)
    with pytest.raises(RefusedError, match="change From or To"):
        add_pause(store, session.id, start_ms, end_ms, "break", now_ms=NOW)


def test_an_unknown_reason_and_a_note_too_long_are_refused(store: Store) -> None:
    _, session = _session(store)
    with pytest.raises(RefusedError, match="moderator, technical, break, other"):
        add_pause(store, session.id, 1, 2, "lunch", now_ms=NOW)
    with pytest.raises(RefusedError, match="shorten it"):
        add_pause(store, session.id, 1, 2, "break", note="x" * 501, now_ms=NOW)


def test_a_session_holds_a_bounded_number_of_pauses(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "MAX_PAUSES", 1)
    _, session = _session(store)
    add_pause(store, session.id, 1, 2, "break", now_ms=NOW)
    with pytest.raises(RefusedError, match="at most 1 pauses"):
        add_pause(store, session.id, 3, 4, "break", now_ms=NOW)


def test_pauses_go_with_a_session_that_is_withdrawn_and_none_comes_after(any_store: Store) -> None:
    _, session = _session(any_store)
    add_pause(any_store, session.id, 1, 2, "break", note="Ada rang", now_ms=NOW)
    any_store.withdraw(session)
    assert session_pauses(any_store, session.id) == []
    with pytest.raises(RefusedError, match="withdrawn"):
        add_pause(any_store, session.id, 1, 2, "break", now_ms=NOW)


def test_pauses_go_with_a_participant_who_is_erased(store: Store) -> None:
    study, session = _session(store)
    add_pause(store, session.id, 1, 2, "break", now_ms=NOW)
    (person,) = store.participants(study)
    store.erase(person)
    assert session_pauses(store, session.id) == []
