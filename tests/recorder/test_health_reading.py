import json
from typing import Any

from fixtures import batches
from fixtures.collecting import NOW
from recorder.health_reading import facts, facts_of, lines
from recorder.models import Session
from recorder.store import Store
from recorder.wire import decode_batch, unfold

HEALTH = {"type": "health", "t": 9, "page": "p1", "screen": "/", "emitted": 4}


def _keep(store: Store, session: Session, message: dict[str, Any]) -> None:
    body = batches.packed(message)
    store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)


def test_only_what_tells_of_the_recording_is_read() -> None:
    found = facts_of("events", batches.packed(batches.batch(0, [batches.click(), HEALTH])))
    assert [health.emitted for health in found.healths] == [4]
    assert (found.views, found.damage) == ((), None)


def test_a_text_that_looks_like_a_health_event_is_none() -> None:
    sly = batches.click() | {"anchor": batches.anchor(label='"type":"health"')}
    assert facts_of("events", batches.packed(batches.batch(0, [sly]))).healths == ()


def test_a_batch_that_was_cut_short_is_damaged() -> None:
    body = batches.packed(batches.batch())
    assert facts_of("events", body[:-9]).damage == "The gzip data is cut short."
    assert facts_of("events", b"{").damage is not None
    assert facts_of("replay", json.dumps({"v": 1}).encode()).damage is not None


def test_a_batch_of_a_newer_protocol_says_what_to_do() -> None:
    found = facts_of("events", batches.packed(batches.batch(v=2)))
    assert found.damage is not None
    assert "version 2" in found.damage
    assert "upgrade" in found.damage


def test_half_an_emoji_is_no_damage() -> None:
    text = batches.plain(
        batches.batch(0, [batches.click() | {"anchor": batches.anchor(label="x")}])
    )
    assert facts_of("events", text.replace(b'"x"', b'"\\ud83d"')).damage is None


def test_a_full_snapshot_is_told_with_its_page() -> None:
    event = {"type": 2, "data": {"node": {"type": 0}, "initialOffset": {}}, "timestamp": NOW}
    assert facts_of("replay", batches.packed(batches.replay(events=[event]))).snapshot_of == "p1"
    # An element node of a change has a type 2 too.
    change = {"type": 3, "data": {"adds": [{"node": {"type": 2}}]}, "timestamp": NOW}
    assert facts_of("replay", batches.packed(batches.replay(events=[change]))).snapshot_of is None


def test_the_index_has_a_line_for_each_batch(store: Store, session: Session) -> None:
    _keep(store, session, batches.batch(0, [batches.click(5), batches.click(9)]))
    _keep(store, session, batches.replay(0))
    told = [
        (line.stream, line.seq, line.first_t, line.last_t, line.n)
        for line in lines(store, session.id)
    ]
    assert told == [("events", 0, 5, 9, 2), ("replay", 0, 500, 500, 1)]


def test_each_batch_is_read_once(store: Store, session: Session) -> None:
    _keep(store, session, batches.batch(0, [HEALTH | {"emitted": 77}]))
    index = lines(store, session.id)
    first = facts(store, index)
    with store.transaction() as orm:
        from sqlalchemy import text

        orm.connection().execute(text("UPDATE batch SET body = x'00'"))
    assert facts(store, index) == first
