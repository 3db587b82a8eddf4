from pathlib import Path

from fixtures.synthetic import Recording, definition, keep
from recorder.marks import NOTHING, marks
from recorder.store import Store


def _told(name: str, second: float) -> Recording:
    return Recording(name).page(0).task(1, "buy").click(second).task(20, "buy", "done")


def test_equal_recordings_have_equal_marks_and_others_do_not(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        same, also, other = keep(store, _told("P01", 4), _told("P02", 4), _told("P03", 5))
        found = marks(store, store.study("shop"))
    assert found[same] == found[also] != found[other]
    assert NOTHING not in found.values()


def test_one_more_batch_changes_the_mark_of_its_session_alone(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study = store.add_study(definition())
        told = _told("P01", 4)
        sessions = [
            store.open_session(store.invite(study, code), "yes", 1) for code in ("P01", "P02")
        ]
        batches = list(zip(told.batches(2), told.rows(2), strict=True))
        for session in sessions:
            store.add_batch(session, batches[0][0], batches[0][1].body, "gzip", 1)
        before = marks(store, study)
        store.add_batch(sessions[0], batches[1][0], batches[1][1].body, "gzip", 1)
        after = marks(store, study)
    assert before[sessions[0].id] != after[sessions[0].id]
    assert before[sessions[1].id] == after[sessions[1].id]


def test_a_session_without_batches_has_no_mark(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study = store.add_study(definition())
        store.open_session(store.invite(study), "yes", 1)
        assert marks(store, study) == {}
