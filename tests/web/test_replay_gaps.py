from __future__ import annotations

from dataclasses import dataclass

import msgspec

from analyzer.batches import Gathered, gather
from fixtures.replayed import event, event_batch
from web.replay_gaps import Number, gaps
from web.replay_segments import Stretch


@dataclass
class Row:
    tab: str
    seq: int
    body: bytes


NOTHING = gather([])


def numbers(stream: str, *seqs: int) -> list[Number]:
    return [Number("t1", stream, seq, seq * 1_000.0, seq * 1_000.0 + 900) for seq in seqs]


def told(**counts: int) -> Gathered:
    health = event("health", 100, **counts)
    return gather([Row("t1", 0, msgspec.json.encode(event_batch(0, [health])))])


def spans(found: list[object]) -> list[tuple[float, float]]:
    return [(gap.from_, gap.until) for gap in found]  # type: ignore[attr-defined]  # gaps


def test_a_recording_without_holes_has_no_gaps() -> None:
    whole = [*numbers("events", 0, 1, 2), *numbers("replay", 0, 1)]
    assert gaps(whole, told(batches=3, replay_batches=2), [], "closed", 3_000) == []


def test_missing_numbers_are_a_gap_between_their_neighbours() -> None:
    found = gaps(numbers("events", 0, 3), NOTHING, [], "closed", 9_000)
    assert spans(list(found)) == [(900, 3_000)]
    assert found[0].why == "2 batches of events never arrived"


def test_a_beginning_that_is_missing_is_a_gap() -> None:
    assert spans(list(gaps(numbers("events", 1), NOTHING, [], "closed", 9_000))) == [(0, 1_000)]


def test_what_is_missing_at_the_end_is_told_by_the_trackers_own_count() -> None:
    counted = told(batches=4)
    found = gaps(numbers("events", 0, 1), counted, [], "closed", 9_000)
    assert spans(list(found)) == [(1_900, 9_000)]
    assert gaps(numbers("events", 0, 1), counted, [], "open", 9_000) == []


def test_after_a_hole_a_recording_is_trusted_from_its_next_snapshot() -> None:
    stretches = [Stretch("t1", 0, 100), Stretch("t2", 3_000, 3_100), Stretch("t1", 5_000, 5_100)]
    found = gaps(numbers("replay", 0, 2), NOTHING, stretches, "closed", 9_000)
    assert spans(list(found)) == [(900, 5_000)]
    assert spans(list(gaps(numbers("replay", 0, 2), NOTHING, [], "closed", 9_000))) == [
        (900, 9_000)
    ]


def test_forged_numbers_and_times_do_no_harm() -> None:
    forged = [Number("t1", "events", 0, 500, 400), Number("t1", "events", 10**9, 100, 50)]
    (gap,) = gaps(forged, NOTHING, [], "closed", 9_000)
    assert (gap.from_, gap.until) == (100, 400)
