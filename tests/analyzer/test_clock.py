"""Pages on one clock: shifts of the wall clock, order and repeats change nothing."""

from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.clock import JUMP_MS, Clocks, joined
from analyzer.events import SessionEvents
from analyzer.pipeline import analyze
from fixtures.synthetic import NOTHING, Recording, Row, definition, element, stored, study, task
from recorder.protocol import Batch, Event, HealthEvent, PageEvent

YOUNG_MS = 120.0  # age of a document when its page event is told
RTT_MS = 20.0
OFFSET_MS = 5_000.0
STUDY = definition(task("buy"), task("find"))


def _told() -> Recording:
    told = Recording().page(1, "/").task(2, "buy").click(3, element("a"), NOTHING)
    told.page(10, "/lamps").click(12, element("b")).click(14, element("b"), NOTHING)
    told.page(20, "/cart").task(23, "buy", "done").task(25, "find")
    return told.page(30, "/thanks").click(33, element("c")).task(36, "find", "goal", "rule")


def _with_documents(told: Recording, rtt_ms: float = RTT_MS) -> Recording:
    """Give each page view a document of its own, compared with the collector's clock."""
    events: list[tuple[str, Event]] = []
    for tab, event in told.events:
        if type(event) is not PageEvent:
            events.append((tab, event))
            continue
        birth = told.started_ms + event.t - YOUNG_MS
        events.append((tab, msgspec.structs.replace(event, time_origin_ms=birth)))
        health = HealthEvent(t=event.t + 400, page=event.page, screen=event.screen,
                             clock_offset_ms=OFFSET_MS, clock_rtt_ms=rtt_ms)  # fmt: skip
        events.append((tab, health))
    told.events = events
    return told


def _set_clock(told: Recording, before: int, by_ms: float) -> Recording:
    """Set the device's clock by so much before the page view of that number is opened.

    The tracker lets no page begin before the latest time that it knew.
    """
    begins = {event.page: event.t for _, event in told.events if type(event) is PageEvent}
    later = set(list(begins)[before:])
    known_t = max((event.t for _, event in told.events if event.page not in later), default=0)
    added_ms = {
        page: max(0.0, known_t - (begins[page] - YOUNG_MS + by_ms)) if by_ms < 0 else 0.0
        for page in later
    }
    events: list[tuple[str, Event]] = []
    for tab, event in told.events:
        if event.page not in later:
            events.append((tab, event))
            continue
        t = event.t + by_ms + added_ms[event.page]
        changes = {"t": t}
        if hasattr(event, "of"):
            changes["of"] = t - (event.t - event.of)
        if type(event) is PageEvent:
            changes["time_origin_ms"] = event.time_origin_ms + by_ms
        if type(event) is HealthEvent:
            changes["clock_offset_ms"] = OFFSET_MS - by_ms
        events.append((tab, msgspec.structs.replace(event, **changes)))
        known_t = max(known_t, t)
    told.events = events
    return told


def _figures(told: Recording) -> list[tuple[object, ...]]:
    found = analyze(study(told, of=STUDY))
    return [
        (one.task, one.outcome, pytest.approx(one.start_s, abs=1e-6),
         pytest.approx(one.wall_s, abs=1e-6), one.clicks, one.error_points)
        for each in found.tasks for one in each.attempts
    ]  # fmt: skip


@given(st.integers(1, 3), st.floats(600, 3e6))
def test_a_clock_set_forward_between_two_pages_changes_no_figure(page: int, by_ms: float) -> None:
    assert _figures(_set_clock(_with_documents(_told()), page, by_ms)) == _figures(
        _with_documents(_told())
    )


# A document is known by its birth: no two of one session are born in the same tenth of a ms.
@given(st.floats(600, 3e6).filter(lambda by_ms: by_ms % 10_000))
def test_a_clock_set_back_between_two_pages_changes_no_figure(by_ms: float) -> None:
    assert _figures(_set_clock(_with_documents(_told()), 3, -by_ms)) == _figures(
        _with_documents(_told())
    )


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(1, 12), st.floats(600, 3e6))
def test_order_and_repeats_of_batches_change_nothing_of_the_joint(
    seed: int, size: int, by_ms: float
) -> None:
    told = _set_clock(_with_documents(_told()), 2, by_ms)
    rows = told.rows(size)
    mixed = [*rows, *rows[::2]]
    Random(seed).shuffle(mixed)
    one, other = told.session(rows), told.session(mixed)
    assert one.clocks == other.clocks
    assert one.stamp_t_s.tolist() == other.stamp_t_s.tolist()


def test_a_session_that_began_at_another_hour_is_the_same_session() -> None:
    later = _with_documents(_told())
    later.started_ms += 7_200_000
    assert _figures(_with_documents(later)) == _figures(_with_documents(_told()))


def test_durations_within_a_page_never_change() -> None:
    before = _clicks(_with_documents(_told()).session())
    after = _clicks(_set_clock(_with_documents(_told()), 1, 90_000).session())
    assert after == pytest.approx(before, abs=1e-9)


def _clicks(events: SessionEvents) -> list[float]:
    on = events.clicks.page
    gaps = [b - a for a, b, p, q in zip(events.clicks.t_s, events.clicks.t_s[1:], on, on[1:],
                                        strict=False) if p == q]  # fmt: skip
    return [float(gap) for gap in gaps]


def test_the_tracker_is_believed_where_round_trips_explain_the_difference() -> None:
    told = _with_documents(_told(), rtt_ms=2_000)
    moved = _set_clock(told, 2, 1_500)
    assert moved.session().clocks.shift_s == (0, 0, 0, 0)


def test_less_than_a_quarter_of_a_second_is_drift() -> None:
    told = _set_clock(_with_documents(_told(), rtt_ms=0), 2, JUMP_MS - 1)
    assert set(told.session().clocks.shift_s) == {0}


def test_a_page_that_was_never_compared_goes_with_the_one_before() -> None:
    told = _set_clock(_with_documents(_told()), 2, 60_000)
    last = told.events[-1][1].page
    told.events = [(tab, one) for tab, one in told.events
                   if not (type(one) is HealthEvent and one.page == last)]  # fmt: skip
    clocks = told.session().clocks
    assert clocks.shift_s == (0, 0, -60, -60)
    assert clocks.uncertainty_s == (0.01, 0.01, 0.01, None)


def test_an_uncertainty_of_over_two_percent_of_a_time_is_told() -> None:
    (buy, find) = analyze(study(_with_documents(_told(), rtt_ms=500), of=STUDY)).tasks
    # 21 s over pages, ± 0.5 s; 11 s over pages, ± 0.5 s.
    assert [one.clock_uncertainty_s for one in (*buy.attempts, *find.attempts)] == [0.5, 0.5]
    assert any("uncertainty of over 2 %" in note for note in find.notes)
    (buy, find) = analyze(study(_with_documents(_told(), rtt_ms=20), of=STUDY)).tasks
    assert [one.clock_uncertainty_s for one in (*buy.attempts, *find.attempts)] == [None, None]


def test_a_time_within_one_page_has_no_uncertainty() -> None:
    told = Recording().page(1, "/").task(2, "buy").task(3, "buy", "done").page(9, "/b")
    (buy, _) = analyze(study(_with_documents(told, rtt_ms=5_000), of=STUDY)).tasks
    assert buy.attempts[0].clock_uncertainty_s is None


def test_a_session_carries_the_uncertainty_of_its_joint() -> None:
    (session,) = analyze(study(_with_documents(_told()), of=STUDY)).sessions
    assert session.clock_uncertainty_s == RTT_MS / 1_000
    assert analyze(study(_told(), of=STUDY)).sessions[0].clock_uncertainty_s == 0.0


def test_a_moved_page_is_noted() -> None:
    told = _set_clock(_with_documents(_told()), 3, 60_000)
    (session,) = analyze(study(told, of=STUDY)).sessions
    assert "The device's clock was set in between: 1 page was moved to fit." in session.notes


def test_no_batches_have_no_clocks() -> None:
    assert joined([]) == ([], Clocks())
    assert Clocks().worst_s == 0.0
    assert Clocks().between_s("a", "b") is None


def test_batches_of_pages_on_one_clock_are_not_touched() -> None:
    batches: list[Batch] = _with_documents(_told()).batches()
    assert joined(batches)[0] == batches
    rows: list[Row] = [stored(batch) for batch in batches]
    assert len(rows) == len(batches)
