from pathlib import Path

from fixtures.synthetic import Recording, keep
from recorder.bodies import bodies
from recorder.store import Store


def test_bodies_come_in_order_and_as_they_were_stored(tmp_path: Path) -> None:
    told = Recording("P01").page(0, "/")
    for second in range(40):
        told.move(second, [(1, second), (2, second)])
    with Store.open(tmp_path) as store:
        (session,) = keep(store, told)
        found = bodies(store, session)
        rows = list(store.batches(session, "events"))
    assert [(one.tab, one.seq, one.digest, one.body) for one in found] == [
        (row.tab, row.seq, row.digest, row.body) for row in rows
    ]
    assert found


def test_a_session_without_batches_has_none(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert bodies(store, "nobody") == []
