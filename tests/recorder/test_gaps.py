from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from recorder.gaps import Gap, gaps


@dataclass(frozen=True)
class Slot:
    seq: int
    first_t: float
    last_t: float
    tab: str = "t1"
    stream: str = "events"


def _row(count: int, tab: str = "t1", stream: str = "events") -> list[Slot]:
    return [Slot(seq, seq * 1_000.0, seq * 1_000.0 + 900, tab, stream) for seq in range(count)]


def test_a_whole_numbering_has_no_gap() -> None:
    assert gaps(_row(5)) == []


def test_no_batches_have_no_gap() -> None:
    assert gaps([]) == []


def test_a_gap_reaches_from_the_last_time_before_to_the_first_after() -> None:
    slots = _row(6)
    assert gaps([slots[0], slots[1], slots[4], slots[5]]) == [
        Gap("t1", "events", 2, 2, 1_900.0, 4_000.0)
    ]


def test_a_missing_beginning_reaches_back_to_the_start() -> None:
    assert gaps(_row(3)[1:]) == [Gap("t1", "events", 0, 1, 0.0, 1_000.0)]


def test_the_missing_beginning_of_a_later_tab_reaches_back_to_what_the_first_one_told() -> None:
    later = [Slot(1, 5_500.0, 5_900.0, "t2")]
    assert gaps([*_row(5), *later]) == [Gap("t2", "events", 0, 1, 4_900.0, 5_500.0)]


def test_a_tail_that_never_came_is_known_from_what_the_tab_has_numbered() -> None:
    made = {("t1", "events"): 4, ("t1", "replay"): 3}
    slots = [*_row(3), *_row(3, stream="replay")]
    assert gaps(slots, made) == [Gap("t1", "events", 3, 1, 2_900.0, 2_900.0, is_tail=True)]


def test_a_stream_of_which_nothing_came_is_missing_as_a_whole() -> None:
    assert gaps(_row(2), {("t1", "replay"): 3}) == [
        Gap("t1", "replay", 0, 3, 0.0, 1_900.0, is_tail=True)
    ]


def test_events_told_late_do_not_turn_a_gap_round() -> None:
    # A click's reaction is told seconds later, with the time of the watch's end.
    slots = [Slot(0, 0, 5_000), Slot(2, 3_000, 6_000)]
    assert gaps(slots) == [Gap("t1", "events", 1, 1, 3_000, 5_000)]


@given(st.sets(st.integers(0, 30), min_size=1), st.integers(0, 2**32), st.integers(0, 35))
def test_order_and_repeats_change_nothing_and_counts_add_up(
    there: set[int], seed: int, made: int
) -> None:
    slots = [Slot(seq, seq * 10.0, seq * 10.0 + 9) for seq in there]
    twice = slots * 2
    Random(seed).shuffle(twice)
    told = {("t1", "events"): made}
    found = gaps(twice, told)
    assert found == gaps(slots, told)
    assert sum(gap.batches for gap in found) == max(max(there) + 1, made) - len(there)
    assert all(gap.start_t <= gap.end_t for gap in found)
