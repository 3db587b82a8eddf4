import hashlib
from typing import Any

import pytest

from fixtures import batches
from recorder.errors import RefusedError
from recorder.ingest import row_of
from recorder.models import Session
from recorder.store import Store
from recorder.wire import decode_batch


def test_a_row_tells_what_a_batch_holds() -> None:
    message = batches.batch(4, [batches.task("start", 30), batches.click(10)])
    body = batches.packed(message)
    row = row_of("s", decode_batch(batches.plain(message)), body, "gzip", 99)
    assert (row["tab"], row["stream"], row["seq"], row["n"]) == ("t1", "events", 4, 2)
    assert (row["first_t"], row["last_t"], row["task_events"]) == (10, 30, 1)
    assert (row["body"], row["digest"]) == (body, hashlib.sha256(body).hexdigest())


def test_a_replay_slice_has_no_task_events() -> None:
    body = batches.plain(batches.replay(1))
    row = row_of("s", decode_batch(body), body, "plain", 99)
    assert (row["stream"], row["task_events"], row["first_t"]) == ("replay", 0, 500)


def test_what_a_page_calls_a_task_never_breaks_the_attempts(store: Store, session: Session) -> None:
    events = [batches.task("start", 1, name="unknown"), batches.task("done", 9, name="unknown")]
    body = batches.plain(batches.batch(0, events))
    store.add_batch(session, decode_batch(body), body, "plain", 1)
    assert [(row.task, row.end_action) for row in store.attempts(session.id)] == [
        ("unknown", "done")
    ]
    study = store.study("checkout")
    assert store.progress(session, store.definition(study)).task_index == 0


def send(store: Store, session: Session, message: dict[str, Any]) -> bool:
    body = batches.plain(message)
    return store.add_batch(session, decode_batch(body), body, "plain", 1)


def test_a_piece_of_a_slice_with_another_text_is_no_repeat(store: Store, session: Session) -> None:
    piece = {**batches.replay(0, part=0, parts=2, text="[{"), "events": []}
    assert send(store, session, piece) is False
    assert send(store, session, {**piece, "sent_t": 7_000}) is True
    with pytest.raises(RefusedError) as refused:
        send(store, session, {**piece, "text": "[["})
    assert refused.value.code == "seq_conflict"


def test_a_verdict_stays_with_its_try_when_an_earlier_one_is_told_late(
    store: Store, session: Session
) -> None:
    send(store, session, batches.batch(1, [batches.task("start", 100), batches.task("done", 200)]))
    store.judge(session.id, "find", 1, "success")
    late = [batches.task("start", 10), batches.task("give_up", 20)]
    send(store, session, batches.batch(0, late))
    told = [(one.number, one.start_t, one.verdict) for one in store.attempts(session.id)]
    assert told == [(1, 10, None), (2, 100, "success")]


def test_a_verdict_stays_when_its_trys_start_is_told_late(store: Store, session: Session) -> None:
    send(store, session, batches.batch(1, [batches.task("start", 100), batches.task("done", 200)]))
    store.judge(session.id, "find", 1, "fail")
    send(store, session, batches.batch(0, [batches.task("start", 90)]))
    told = [(one.number, one.start_t, one.verdict) for one in store.attempts(session.id)]
    assert told == [(1, 90, "fail")]
