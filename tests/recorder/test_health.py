from typing import Any

import pytest

from fixtures import batches
from fixtures.collecting import NOW
from recorder.health import RecordingHealth, session_health, study_health
from recorder.models import Session, Study
from recorder.store import Store
from recorder.wire import decode_batch, unfold


def page(t: float, name: str = "p1", kind: str = "load") -> dict[str, Any]:
    size = {"width": 800, "height": 600, "page_width": 800, "page_height": 900}
    where = {"type": "page", "t": t, "page": name, "screen": "/", "url": "http://x/"}
    return where | size | {"kind": kind, "time_origin_ms": NOW}


def told(t: float, name: str = "p1", **said: Any) -> dict[str, Any]:
    return {"type": "health", "t": t, "page": name, "screen": "/"} | said


def whole(seq: int, name: str = "p1", kind: int = 2) -> dict[str, Any]:
    event = {"type": kind, "data": {"node": {}, "initialOffset": {}}, "timestamp": NOW + 500}
    return batches.replay(seq, page=name, events=[event], origin_ms=NOW)


class Desk:
    def __init__(self, store: Store, session: Session) -> None:
        self.store, self.session = store, session

    def keep(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            body = batches.packed(message)
            decoded = decode_batch(unfold(body))
            self.store.add_batch(self.session, decoded, body, "gzip", NOW)

    def close(self) -> RecordingHealth:
        self.store.close_session(self.session, NOW)
        return self.health()

    def health(self) -> RecordingHealth:
        return session_health(self.store, self.store.session(self.session.id))


@pytest.fixture
def desk(store: Store, session: Session) -> Desk:
    return Desk(store, session)


def kinds(health: RecordingHealth) -> list[str]:
    return [finding.kind for finding in health.findings]


def test_a_whole_recording_is_good(desk: Desk) -> None:
    said = told(900, emitted=3, batches=1, replay_batches=1, recorder="full", has_snapshot=True)
    desk.keep(batches.batch(0, [page(10), batches.click(), said]), whole(0))
    health = desk.close()
    assert (health.light, health.findings, health.gaps) == ("good", (), ())
    assert (health.emitted, health.stored, health.missing) == (3, 3, 0)
    assert (health.documents, health.snapshots) == (1, 1)
    assert health.sentence == "Nothing is missing."


def test_a_session_without_a_batch_is_no_recording(desk: Desk) -> None:
    health = desk.health()
    assert (health.light, health.stored, health.emitted) == ("none", 0, None)
    assert "doctor" in health.remedy


def test_a_gap_tells_the_time_that_it_covers(desk: Desk) -> None:
    for seq in (*range(4), *range(5, 40)):
        at = 1_000.0 * seq
        desk.keep(batches.batch(seq, [batches.click(at), batches.click(at + 500)]))
    desk.keep(batches.batch(40, [page(50_000)]), whole(0))
    health = desk.close()
    (gap,) = health.gaps
    assert (gap.seq, gap.start_t, gap.end_t) == (4, 3_500, 5_000)
    assert (health.light, health.missing) == ("gaps", 1)
    assert health.sentence == "1 of 41 batches of events is missing, 1.5 s of the session."


def test_a_tail_is_missing_once_the_session_is_closed_and_awaited_before(desk: Desk) -> None:
    said = told(900, batches=3, replay_batches=1, has_snapshot=True)
    desk.keep(batches.batch(0, [page(10), said]), batches.batch(1, [batches.click(1_000)]))
    desk.keep(whole(0))
    running = desk.health()
    assert (running.light, running.missing, running.awaited) == ("good", 0, 1)
    assert desk.close().missing == 1


def test_many_missing_batches_or_a_long_gap_are_poor(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10)]), batches.batch(2, [batches.click(500)]), whole(0))
    assert desk.close().light == "poor"


def test_events_that_never_came_are_told_without_a_gap_too(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), told(20, emitted=9, has_snapshot=True)]))
    health = desk.close()
    assert kinds(health) == ["lost"]
    assert "9 events, and 2 are stored" in health.sentence


def test_events_that_were_given_up_are_not_told_twice(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), told(20, emitted=9, dropped=7, has_snapshot=True)]))
    assert kinds(desk.close()) == ["dropped"]


def test_counts_are_those_of_the_last_word_of_each_page(desk: Desk) -> None:
    said = [told(20, dropped=1), told(30, dropped=2), told(90, "p2", dropped=4)]
    desk.keep(batches.batch(0, [page(10), page(50, "p2"), *said]))
    assert desk.close().dropped == 6


def test_a_snapshot_that_the_tracker_did_not_tell_of_is_found_in_the_replay(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), page(500, "p2"), page(600, "p3", "push")]))
    desk.keep(whole(0), whole(1, "p3"))
    health = desk.close()
    assert (health.documents, health.snapshots, health.light) == (2, 2, "good")


def test_a_page_without_a_snapshot_is_a_gap_and_none_at_all_is_poor(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), page(500, "p2")]), whole(0), whole(1, "p2", kind=3))
    health = desk.close()
    assert (health.snapshots, health.light, kinds(health)) == (1, "gaps", ["snapshot"])


def test_a_recording_without_any_snapshot_is_poor(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10)]))
    assert desk.close().light == "poor"


def test_a_page_that_was_just_opened_may_still_send_its_snapshot(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), page(500, "p2")]), whole(0))
    assert desk.health().light == "good"


def test_a_snapshot_in_pieces_is_one(desk: Desk) -> None:
    text = '[{"type":2,"data":{"node":{},"initialOffset":{"left":0}},"timestamp":1}]'
    pieces = [
        batches.replay(at, events=[], part=at, parts=2, text=piece)
        for at, piece in enumerate((text[:40], text[40:]))
    ]
    desk.keep(batches.batch(0, [page(10)]), *pieces)
    assert desk.close().snapshots == 1


def test_the_clock_is_that_of_the_shortest_round_trip(desk: Desk) -> None:
    slow = told(20, clock_offset_ms=900.0, clock_rtt_ms=400.0, has_snapshot=True)
    quick = told(30, clock_offset_ms=700.0, clock_rtt_ms=20.0)
    desk.keep(batches.batch(0, [page(10), slow, quick]))
    clock = desk.close().clock
    assert clock is not None
    assert (clock.offset_ms, clock.uncertainty_ms) == (700.0, 10.0)


def test_the_worst_recorder_is_told_with_its_place(desk: Desk) -> None:
    said = [told(20, recorder="full", has_snapshot=True), told(90, "p2", recorder="blocked")]
    desk.keep(batches.batch(0, [page(10), *said]))
    health = desk.close()
    assert (health.recorder, health.recorder_t, health.light) == ("blocked", 90, "gaps")


def test_what_gave_way_is_told(desk: Desk) -> None:
    desk.keep(batches.batch(0, [page(10), told(20, gave_way=3, has_snapshot=True)]))
    assert "3 of the replay's batches gave way" in desk.close().sentence


def test_a_batch_sent_again_under_another_tab_is_a_duplicate(desk: Desk) -> None:
    events = [page(10), batches.click(50)]
    desk.keep(batches.batch(0, events), batches.batch(0, events, tab="t2"), whole(0))
    assert desk.close().duplicates == 1


def test_a_damaged_batch_is_counted(desk: Desk) -> None:
    from sqlalchemy import text

    desk.keep(batches.batch(0, [page(10)]), whole(0), batches.batch(1, [batches.click(77)]))
    with desk.store.transaction() as orm:
        orm.connection().execute(text("UPDATE batch SET body = x'1f8b00', digest = 'bad' "
                                      "WHERE seq = 1"))  # fmt: skip
    health = desk.close()
    assert (health.damaged, health.light) == (1, "poor")


def test_a_study_that_records_no_replay_misses_none(store: Store, desk: Desk, study: Study) -> None:
    import msgspec

    definition = store.definition(study)
    capture = msgspec.structs.replace(definition.capture, dom=False)
    store.update_study(msgspec.structs.replace(definition, capture=capture))
    desk.keep(batches.batch(0, [page(10), told(20, recorder="off")]))
    assert desk.close().light == "good"


def test_a_study_tells_of_all_its_sessions(store: Store, desk: Desk, study: Study) -> None:
    desk.keep(batches.batch(0, [page(10)]), whole(0))
    other = store.open_session(store.invite(study), "I agree.", NOW)
    found = study_health(store, study)
    assert {id_: health.light for id_, health in found.items()} == {
        desk.session.id: "good",
        other.id: "none",
    }
