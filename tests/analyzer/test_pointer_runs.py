import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.batches import gather
from analyzer.columns import columns
from analyzer.compact import encode
from analyzer.pointer_runs import PointerRun, listed, packed_batches, parsed
from fixtures.synthetic import BUTTON, Recording, Row
from recorder.protocol import PointerEvent


def _runs(*events: PointerEvent) -> list[PointerRun]:
    return [msgspec.json.decode(msgspec.json.encode(event), type=PointerRun) for event in events]


def _written(dt: str, x: str, y: str) -> bytes:
    run = f'{{"type":"pointer","t":5,"page":"p","screen":"/","dt":{dt},"x":{x},"y":{y}}}'
    usual = '{"type":"pointer","t":1,"page":"p","screen":"/","dt":[0,50],"x":[1,2],"y":[3,-4]}'
    batch = '{"stream":"events","v":1,"tab":"t","seq":0,"sent_t":9,"events":'
    return f"{batch}[{usual},{run}]}}".encode()


_LISTS = st.one_of(
    st.lists(st.integers(-2, 1_000), max_size=3).map(lambda some: str(some).replace(" ", "")),
    st.lists(st.integers(-(10**25), 10**25), max_size=2).map(str),
    st.sampled_from(["[-0]", "[1.0]", "[[1]]", "[[1],2]", "5", "null", '"[1]"', "[ 1]", "[1e2]",
                     "[01]", "[1,]", "[]", "[600000]", "[600001]", "[100001]", "[-100001]"]),
)  # fmt: skip


@given(_LISTS, _LISTS, _LISTS)
@example("5", "[[1]]", "[1]")
@example("[1]", "[-0]", "[0]")
@example("[9]", "[1]", "[2]")
@example(str([0] * 10_001), str([0] * 10_001), str([0] * 10_001))
def test_whatever_a_run_says_is_read_or_refused_as_the_protocol_does(
    dt: str, x: str, y: str
) -> None:
    rows = [Row("t", 0, _written(dt, x, y))]
    info = Recording().info()
    at_once, one_by_one = (
        encode(columns(gather(rows, packed=packed), info)) for packed in (True, False)
    )
    assert at_once == one_by_one


def test_runs_are_parsed_as_they_are_decoded() -> None:
    told = Recording().page(0).move(1, [(1, -2), (300, 0), (-40_000, 7)]).move(2, [(3, 0)])
    events = [event for _, event in told.events if isinstance(event, PointerEvent)]
    found, known = parsed(_runs(*events)), listed(events)
    assert found is not None
    assert found.sizes.tolist() == known.sizes.tolist() == [3, 1]
    assert found.dt_ms.tolist() == known.dt_ms.tolist() == [0, 50, 50, 0]
    assert found.view_px.tolist() == known.view_px.tolist()


@pytest.mark.parametrize("odd", ["[]", "[-0]", "[1.5]", "[ 1]", "[[1]]", "7", "[1,2]", "[700000]"])
def test_what_is_not_plainly_a_list_of_numbers_is_left_to_the_protocol(odd: str) -> None:
    text = f'{{"type":"pointer","t":5,"page":"p","screen":"/","dt":{odd},"x":[1],"y":[2]}}'
    run = msgspec.json.decode(text, type=PointerRun)
    assert parsed([run]) is None


def test_no_runs_have_no_samples() -> None:
    found = parsed([])
    assert found is not None
    assert (found.sizes.size, found.dt_ms.size, found.view_px.shape) == (0, 0, (0, 2))


def test_one_damaged_batch_leaves_them_all_to_the_protocol() -> None:
    bodies = [row.body for row in Recording().page(0).click(1, BUTTON).rows(1, packed=False)]
    assert packed_batches(bodies) is not None
    for wrong in (bodies[0][:9], bodies[0].replace(b"page1", b"pa e1"), b'{"v":2}'):
        assert packed_batches([*bodies, wrong]) is None


def test_runs_take_every_field_of_the_protocols_event() -> None:
    assert PointerRun.__struct_fields__ == PointerEvent.__struct_fields__
    assert PointerRun.__struct_defaults__ == PointerEvent.__struct_defaults__
