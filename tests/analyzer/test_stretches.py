from hypothesis import given
from hypothesis import strategies as st

from analyzer.stretches import Stretches

TOLD = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 8)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=12,
).map(sorted)


@given(TOLD, st.integers(0, 25), st.integers(0, 5))
def test_what_is_searched_is_what_a_look_at_all_finds(
    told: list[tuple[int, int]], start_s: int, lasted_s: int
) -> None:
    of, end_s = Stretches(told), start_s + lasted_s
    assert of.touching(start_s, end_s) == [
        at for at, (begun_s, until_s) in enumerate(told) if begun_s <= end_s and until_s >= start_s
    ]
    assert of.begun(start_s) == sum(begun_s <= start_s for begun_s, _ in told)
    assert of.holds(start_s) == any(begun_s <= start_s < until_s for begun_s, until_s in told)


def test_of_none_nothing_is_found() -> None:
    assert (Stretches([]).touching(0, 9), Stretches([]).begun(9)) == ([], 0)
    assert not Stretches([]).holds(0)
