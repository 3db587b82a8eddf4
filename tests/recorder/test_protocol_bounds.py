from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import batches
from recorder import protocol
from recorder.errors import RefusedError
from recorder.wire import decode_batch, unfold

EVENTS = [
    kind
    for kind in vars(protocol).values()
    if isinstance(kind, type) and issubclass(kind, protocol._Event) and kind is not protocol._Event
]


def test_every_event_is_one_of_the_union() -> None:
    assert set(protocol.Event.__args__) == set(EVENTS)  # type: ignore[attr-defined]  # a union


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_the_stamp_of_every_event_is_needed_and_bounded(kind: Any) -> None:
    stamp = {"t": 1, "page": "p", "screen": "/"}
    for changes in ({"t": -1}, {"t": 1e12}, {"t": None}, {"page": ""}, {"screen": "x" * 301}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(stamp | changes, kind)


@pytest.mark.parametrize(
    "changes",
    [{"tab": "a\n"}, {"tab": ""}, {"tab": "x" * 65}, {"seq": -1}, {"seq": 1.5}, {"seq": 2**31},
     {"sent_t": -1}, {"events": [batches.click()] * (protocol.MAX_EVENTS + 1)}],
)  # fmt: skip
def test_a_batch_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        decode_batch(batches.plain(batches.batch(**changes)))
    assert refused.value.code == "invalid_batch"


def test_what_is_not_known_yet_is_passed_over() -> None:
    newer = batches.batch(0, [batches.click(weight=3)], colour="red")
    assert len(decode_batch(batches.plain(newer)).events) == 1


NUMBERS = st.integers(-100_000, 100_000)
SAMPLES = st.lists(st.tuples(st.integers(0, 600_000), NUMBERS, NUMBERS), max_size=20)


@given(SAMPLES)
def test_a_pointer_run_comes_back_as_it_was_sent(samples: list[tuple[int, int, int]]) -> None:
    dt, x, y = ([sample[n] for sample in samples] for n in range(3))
    event = {"type": "pointer", "t": 1, "page": "p", "screen": "/", "dt": dt, "x": x, "y": y}
    batch = decode_batch(unfold(batches.packed(batches.batch(0, [event]))))
    (found,) = batch.events
    assert isinstance(found, protocol.PointerEvent)
    assert (found.dt, found.x, found.y) == (dt, x, y)
