from __future__ import annotations

import pytest

from fixtures.batches import click
from fixtures.replayed import event_batch, keep, replay_slice
from recorder.models import Batch, Session, Study
from recorder.store import Store
from web import live_tail
from web.live_tail import Tail, backlog, priming, recent_rows, states


@pytest.fixture
def other(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "yes", 1)


def batch(seq: int, tab: str = "t1") -> dict[str, object]:
    return event_batch(seq, [click(100.0 * seq)], tab=tab)


def numbers(rows: list[Batch]) -> list[int]:
    return [row.seq for row in rows]


def test_what_comes_is_told_once_and_in_order(store: Store, session: Session) -> None:
    keep(store, session, batch(0))
    tail = Tail(store)
    keep(store, session, batch(1), batch(2))
    assert numbers(tail.news([session.id]))[-2:] == [1, 2]
    assert tail.news([session.id]) == []
    keep(store, session, batch(3))
    assert numbers(tail.news([session.id])) == [3]


def test_sessions_that_nobody_watches_are_left_out(
    store: Store, session: Session, other: Session
) -> None:
    tail = Tail(store)
    keep(store, other, batch(0))
    keep(store, session, batch(0))
    assert [row.session_id for row in tail.news([session.id])] == [session.id]


def test_a_row_that_is_committed_after_a_later_one_is_told(store: Store, session: Session) -> None:
    # On PostgreSQL numbers are given before the commit.
    tail = Tail(store)
    keep(store, session, batch(0), batch(1))
    with store.transaction() as orm:
        first, second = orm.exec(live_tail.select(Batch).order_by(Batch.id)).all()  # type: ignore[arg-type]  # a column
        first_values = first.model_dump()
        orm.delete(first)
    assert numbers(tail.news([session.id])) == [second.seq]
    with store.transaction() as orm:
        orm.add(Batch(**first_values))
    assert numbers(tail.news([session.id])) == [0]


def test_a_number_that_is_given_again_after_an_erasure_is_told(
    store: Store, session: Session, other: Session
) -> None:
    keep(store, session, batch(0))
    tail = Tail(store)
    keep(store, other, batch(0), batch(1))
    tail.news([session.id, other.id])
    store.withdraw(other)
    keep(store, session, batch(1))
    assert numbers(tail.news([session.id]))[-1:] == [1]


def test_a_backlog_comes_in_portions_and_begins_after_a_row(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "PORTION", 2)
    keep(store, session, *(batch(seq) for seq in range(6)))
    portions = list(backlog(store, session.id, 1))
    assert [numbers(rows) for rows in portions] == [[1, 2], [3, 4], [5]]
    assert list(backlog(store, session.id, 6)) == []


def test_the_last_batches_of_each_tab_and_stream_prime_what_comes(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "PRIMING", 1)
    keep(store, session, batch(0), batch(0, "t2"), replay_slice(0, []), batch(1), batch(2))
    primed = priming(store, session.id, 4)
    assert [(row.tab, row.stream, row.seq) for row in primed] == [
        ("t2", "events", 0), ("t1", "replay", 0), ("t1", "events", 1),
    ]  # fmt: skip


def test_an_index_names_the_rows_that_it_covers(store: Store, session: Session) -> None:
    keep(store, session, batch(0), batch(1), batch(2))
    assert recent_rows(store, session.id, 2) == [1, 2]


def test_an_erased_session_has_no_state(store: Store, session: Session, other: Session) -> None:
    store.close_session(session, 5)
    store.withdraw(other)
    assert states(store, [session.id, other.id, "none"]) == {
        session.id: "closed", other.id: "withdrawn"
    }  # fmt: skip
