from pathlib import Path

import msgspec

from fixtures import batches
from fixtures.collecting import NOW
from recorder.archive import export_study, import_study
from recorder.models import Session, Study
from recorder.store import Store
from recorder.wire import decode_batch, unfold


def test_an_open_session_comes_in_closed_and_with_new_tokens(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    body = batches.packed(batches.batch(0, [batches.task("start", 5)]))
    store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    (twin,) = store.sessions(copy)
    assert twin.state == "closed"
    assert twin.id != session.id
    assert twin.token != session.token
    (person,) = store.participants(copy)
    assert person.join_token != store.participants(study)[0].join_token
    assert [attempt.start_t for attempt in store.attempts(twin.id)] == [5]
    assert [row.received_ms for row in store.batches(twin.id, "events")] == [NOW]
    assert store.session(session.id).state == "open"


def test_a_simulated_study_stays_one(store: Store, tmp_path: Path) -> None:
    from recorder.definition import parse_study

    study = store.add_study(parse_study(batches.STUDY, "checkout"), is_simulated=True)
    store.invite(study, is_simulated=True)
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    assert copy.is_simulated
    assert store.participants(copy)[0].is_simulated


def test_a_verdict_on_a_try_that_is_none_any_more_keeps_no_archive_closed(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    def send(seq: int, *events: dict[str, object]) -> None:
        body = batches.packed(batches.batch(seq, list(events)))
        store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)

    send(0, batches.task("start", 5), batches.task("goal", 6), batches.task("start", 7))
    store.judge(session.id, "find", 2, "fail")
    definition = store.definition(study)
    first = msgspec.structs.replace(definition.tasks[0], ends_on_goal=False)
    tasks = [first, *definition.tasks[1:]]
    store.update_study(msgspec.structs.replace(definition, tasks=tasks))
    send(1, batches.task("done", 9))
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    (twin,) = store.sessions(copy)
    assert [(one.number, one.end_t) for one in store.attempts(twin.id)] == [(1, 9)]
