from __future__ import annotations

from dataclasses import astuple
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.exposure import PlaceSums, _rounded, chances, place_sums
from analyzer.occasions import table
from analyzer.opportunities import Exposure
from fixtures.exposures import EXPOSURES, did


def test_two_signals_among_five_occasions_as_computed_by_hand() -> None:
    of = table([did("P1", "#a", 2, 2), did("P1", "#b", 3)])
    _, _, p, met = chances(of)
    assert p == pytest.approx([1 - 3 / 10, 1 - 1 / 10])  # C(3, 2) and C(2, 2) of C(5, 2)
    assert met.tolist() == [1, 0]


def test_four_of_eight_cups_as_in_fishers_tea_tasting() -> None:
    of = table([did("P1", "#milk-first", 4, 4), did("P1", "#tea-first", 4)])
    assert chances(of)[2] == pytest.approx([1 - 1 / 70] * 2)


def test_families_are_shuffled_apart_and_their_chances_join() -> None:
    of = table(
        [
            did("P1", "#a", 1, 1), did("P1", "#b", 3),
            did("P1", "#a", 1, 0, family="field"), did("P1", "#b", 1, 1, family="field"),
        ]
    )  # fmt: skip
    assert chances(of)[2] == pytest.approx([1 - 3 / 4 * 1 / 2, 1 - 1 / 4 * 1 / 2])


def test_where_everything_went_wrong_nothing_is_left_to_chance() -> None:
    sums = place_sums(table([did("P1", "#a", 3, 3), did("P2", "#a", 1, 1)]))
    assert sums["buy", "/", "#a"] == PlaceSums(2, 2, 2.0, 2.0, 2.0)


def test_who_met_nothing_expects_nothing() -> None:
    sums = place_sums(table([did("P1", "#a", 3), did("P1", "#b", 2)]))
    assert sums["buy", "/", "#a"] == PlaceSums(0, 0, 0.0, 0.0, 0.0)


def test_nothing_done_gives_an_empty_table() -> None:
    assert (table([]).participants, table([]).places) == (0, ())
    assert place_sums(table([])) == {}


@given(
    st.integers(1, 400), st.integers(0, 400), st.integers(0, 400)
)  # fmt: skip
def test_the_chance_is_the_hypergeometric_one(here: int, elsewhere: int, signals: int) -> None:
    total = here + elsewhere
    hit = min(signals, total)
    rows = [did("P1", "#a", here, min(hit, here))]
    if elsewhere:
        rows.append(did("P1", "#b", elsewhere, hit - min(hit, here)))
    p = chances(table(rows))[2][0]
    assert p == pytest.approx(stats.hypergeom.sf(0, total, here, hit), abs=1e-9)


@given(EXPOSURES, st.lists(st.integers(0, 3), min_size=7, max_size=7), st.permutations(range(4)))
def test_sums_of_shards_add_up_to_the_same_bytes(
    told: list[Exposure], shard_of: list[int], order: list[int]
) -> None:
    shards = [
        place_sums(table(one for one in told if shard_of[int(one.participant[1])] == shard))
        for shard in order
    ]
    for place, whole in place_sums(table(told)).items():
        joined = PlaceSums()
        for shard in shards:
            joined += shard.get(place, PlaceSums())
        assert astuple(joined) == astuple(whole)
        assert 0 <= whole.variance <= whole.expected <= whole.visitors
        assert whole.affected <= whole.visitors


@given(st.lists(st.floats(0, 1), max_size=200), st.randoms(use_true_random=False))
def test_rounded_chances_add_up_alike_in_any_order(p: list[float], random: Random) -> None:
    grains = _rounded(np.array(p)).tolist()
    assert sum(grains) == sum(random.sample(grains, len(grains)))
    assert abs(sum(grains) - sum(p)) < 1e-7
