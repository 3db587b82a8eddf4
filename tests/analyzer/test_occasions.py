from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.occasions import Occasions, table
from analyzer.opportunities import Exposure
from fixtures.exposures import EXPOSURES, did


def test_two_sessions_of_one_participant_are_added_up() -> None:
    twice = table([did("P1", "#a", 1), did("P1", "#a", 2, 1), did("P1", "#b", 1)])
    assert (twice.participants, twice.episodes.tolist(), twice.signalled.tolist()) == (
        1, [3, 1], [1, 0],
    )  # fmt: skip


def test_nothing_done_gives_an_empty_table() -> None:
    assert (table([]).participants, table([]).places, table([]).person.size) == (0, (), 0)
    assert Occasions().lost_s() == {}


def test_rows_stand_by_task_participant_family_and_place() -> None:
    of = table(
        [
            did("P2", "#b", 1, family="field"), did("P2", "#a", 4, 1), did("P2", "#b", 2),
            did("P1", "#a", 3), did("P1", "#a", 5, 2, task="find"),
        ]
    )  # fmt: skip
    assert of.places == (("buy", "/", "#a"), ("buy", "/", "#b"), ("find", "/", "#a"))
    assert of.person.tolist() == [0, 1, 1, 1, 0]  # three times at #a come before four times
    assert of.stratum.tolist() == [0, 1, 1, 2, 3]
    assert of.place.tolist() == [0, 0, 1, 1, 2]
    assert of.episodes.tolist() == [3, 4, 2, 1, 5]
    assert of.signalled.tolist() == [0, 1, 0, 0, 2]


def test_lost_time_is_told_by_participant_alike_in_any_order() -> None:
    lost = [("P1", 0.1), ("P2", 1e9), ("P1", 0.3), ("P3", -0.0), ("P1", 0.2)]
    told = [Exposure(who, "buy", "/", "#a", "click", 1, 1, lost_s) for who, lost_s in lost]
    found = []
    for order in (told, told[::-1], told[2:] + told[:2]):
        occasions = Occasions()
        occasions.add(order)
        found.append(occasions.lost_s())
    assert found[0] == found[1] == found[2]
    assert found[0]["buy", "/", "#a"] == pytest.approx((0.6, 1e9))


def test_at_a_place_where_no_time_was_lost_nobody_lost_any() -> None:
    occasions = Occasions()
    occasions.add([did("P1", "#a", 2, 1)])
    assert occasions.lost_s() == {("buy", "/", "#a"): ()}


def test_gathered_in_parts_it_is_the_same_table() -> None:
    told = [did(f"P{at % 3}", f"#{at % 4}", 1 + at % 2, at % 2) for at in range(20)]
    parts = Occasions()
    for at in range(0, 20, 6):
        parts.add(told[at : at + 6])
    for column in ("person", "stratum", "place", "episodes", "signalled"):
        assert np.array_equal(getattr(parts.table(), column), getattr(table(told), column))


@given(EXPOSURES, st.randoms(use_true_random=False))
def test_order_and_names_of_participants_change_nothing(
    told: list[Exposure], random: Random
) -> None:
    names = [f"P{number}" for number in range(7)]
    renamed = dict(zip(names, random.sample(names, 7), strict=True))
    other = [
        Exposure(renamed[one.participant], one.task, one.screen, one.location, one.family,
                 one.episodes, one.signalled)
        for one in random.sample(told, len(told))
    ]  # fmt: skip
    one, two = table(told), table(other)
    assert one.places == two.places
    for column in ("person", "stratum", "place", "episodes", "signalled"):
        assert np.array_equal(getattr(one, column), getattr(two, column))
