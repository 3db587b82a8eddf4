from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.batches import gather
from analyzer.columns import columns
from analyzer.compact import encode
from fixtures.synthetic import BUTTON, Recording, Row, element, stored
from recorder.protocol import MAX_T_MS, Batch, ErrorEvent, HealthEvent


def _recording() -> Recording:
    told = Recording().page(0, "/").task(1, "buy")
    for second in range(2, 40):
        told.click(second, element(f"e{second % 5}"))
    told.tab("tabB").page(20.5, "/cart").click(21, BUTTON).click(21.2, element("x"))
    return told


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_order_of_arrival_and_size_of_batches_change_nothing(seed: int, size: int) -> None:
    told = _recording()
    rows = told.rows(size)
    Random(seed).shuffle(rows)
    assert gather(rows).events == gather(told.rows(20)).events


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_runs_parsed_at_once_give_the_same_arrays(seed: int, size: int) -> None:
    told = _recording().move(3, [(1, 2), (-3, 4)]).move(3, [(9, 9)]).move(1, [(0, 0)] * 9)
    rows = told.rows(size)
    Random(seed).shuffle(rows)
    at_once, one_by_one = (gather([*rows, rows[0]], packed=packed) for packed in (True, False))
    assert at_once.samples is not None
    assert encode(columns(at_once, told.info())) == encode(columns(one_by_one, told.info()))


def test_gzip_and_plain_bodies_say_the_same() -> None:
    told = _recording()
    assert gather(told.rows(packed=False)).events == gather(told.rows()).events


def test_events_come_in_the_order_of_their_time() -> None:
    times = [event.t for event in gather(_recording().rows()).events]
    assert times == sorted(times)


def test_a_batch_that_came_twice_counts_once() -> None:
    rows = _recording().rows()
    twice = gather([*rows, rows[0]])
    assert twice.events == gather(rows).events
    assert twice.intake.duplicate_batches == 1


def test_an_event_sent_again_under_another_tab_counts_once() -> None:
    told = _recording()
    first = told.batches()[0]
    again = stored(Batch(v=1, tab="tabC", seq=0, sent_t=first.sent_t, events=first.events))
    gathered = gather([*told.rows(), again])
    assert gathered.events == gather(told.rows()).events
    assert gathered.intake.duplicate_events == len(first.events)


def test_equal_events_of_one_batch_are_two_events() -> None:
    rows = Recording().page(0).click(1, answers=None).click(1, answers=None).rows()
    assert gather(rows).intake.events == 3


def test_a_gap_in_a_tabs_numbers_is_counted() -> None:
    rows = [row for row in _recording().rows(10) if row.seq != 1]
    assert gather(rows).intake.missing_batches == 1


def test_a_damaged_batch_is_named_and_the_rest_is_read() -> None:
    rows = _recording().rows(10)
    damaged = [Row(rows[0].tab, rows[0].seq, rows[0].body[:40]), *rows[1:]]
    gathered = gather(damaged)
    assert gathered.intake.missing_batches == 0
    assert gathered.intake.excluded == ("tab tabA, batch 0: The gzip data is cut short.",)
    assert len(gathered.events) == len(gather(rows).events) - 10


def test_what_is_no_batch_of_events_is_named() -> None:
    rows = [Row("tabA", 0, b"nonsense"), Row("tabA", 1, msgspec.json.encode({"v": 1}))]
    intake = gather(rows).intake
    assert intake.events == 0
    assert len(intake.excluded) == 2


def test_a_page_belongs_to_the_tab_that_told_of_its_beginning() -> None:
    told = Recording().page(0).click(1)
    left = told.batches(1)
    # The click was left unsent and went out with the next page of another tab.
    late = Batch(v=1, tab="aaaa", seq=0, sent_t=2_000.0, events=left[1].events)
    gathered = gather([stored(left[0]), stored(late)])
    assert gathered.tab_of_page == {"page1": "tabA"}


def test_no_batches_give_no_events() -> None:
    gathered = gather([])
    assert (gathered.events, gathered.intake.batches) == ([], 0)


def test_times_at_the_limits_are_kept() -> None:
    rows = Recording().page(0).click(MAX_T_MS / 1_000, answers=None).rows()
    assert [event.t for event in gather(rows).events] == [0.0, MAX_T_MS]


def test_a_gap_covers_the_time_between_the_batches_around_it() -> None:
    rows = [row for row in _recording().rows(10) if (row.tab, row.seq) != ("tabA", 1)]
    ((start_s, end_s),) = gather(rows).intake.gaps_s
    whole = [event.t / 1_000 for event in gather(_recording().rows()).events]
    lost = [t for t in whole if start_s < t < end_s]
    assert lost
    assert end_s - start_s < 15


def test_a_damaged_batch_is_a_gap_too() -> None:
    rows = _recording().rows(10)
    damaged = [Row(row.tab, row.seq, b"{" if row.seq == 1 else row.body) for row in rows]
    assert len(gather(damaged).intake.gaps_s) == 1


def test_a_tail_that_was_numbered_and_never_came_is_a_gap_once_the_session_is_closed() -> None:
    told = _recording()
    said = HealthEvent(t=39_000, page="page1", screen="/", batches=99)
    told.tab("tabA").add(said)
    assert len(gather(told.rows()).intake.gaps_s) == 1
    assert gather(told.rows(), is_closed=False).intake.gaps_s == ()


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sets(st.integers(1, 6)))
def test_order_and_repeats_change_no_gap(seed: int, lost: set[int]) -> None:
    rows = [row for row in _recording().rows(8) if row.seq not in lost]
    mixed = [*rows, *rows[::2]]
    Random(seed).shuffle(mixed)
    assert gather(mixed).intake.gaps_s == gather(rows).intake.gaps_s


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 3), max_size=5), max_size=5))
def test_repeats_are_those_that_another_batch_has_said_before(said: list[list[int]]) -> None:
    batches = [
        Batch(v=1, tab=f"t{at}", seq=0, sent_t=9.0,
              events=[ErrorEvent(t=5.0, page="p", screen="/", kind="uncaught", message=str(one))
                      for one in each])
        for at, each in enumerate(said)
    ]  # fmt: skip
    every = [(at, one) for at, each in enumerate(said) for one in each]
    repeats = [
        (at, one) for row, (at, one) in enumerate(every)
        if any(other == one and before != at for before, other in every[:row])
    ]  # fmt: skip
    gathered = gather([stored(batch) for batch in batches])
    assert gathered.intake.duplicate_events == len(repeats)


def test_a_moment_with_very_many_events_takes_no_longer_than_as_many_moments() -> None:
    # Of one moment each would once be held against all before it: 20,000 took minutes.
    events = [
        ErrorEvent(t=5.0, page="p", screen="/", kind="uncaught", message=str(at % 9_000))
        for at in range(20_000)
    ]
    halves = [
        stored(Batch(v=1, tab=f"t{start}", seq=0, sent_t=9.0, events=events[start : start + 2_000]))
        for start in range(0, len(events), 2_000)
    ]
    assert gather(halves).intake.duplicate_events == 11_000
