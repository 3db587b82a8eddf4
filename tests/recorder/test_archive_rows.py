from pathlib import Path

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
