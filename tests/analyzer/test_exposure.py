from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.detection import Family
from analyzer.exposure import PlaceSums, chances, place_sums, table
from analyzer.opportunities import Exposure


def _did(
    who: str, location: str, episodes: int, signalled: int = 0,
    *, task: str = "buy", family: Family = "click",
) -> Exposure:  # fmt: skip
    return Exposure(who, task, "/", location, family, episodes, signalled)


_STUDY = st.lists(
    st.builds(
        lambda who, place, family, task, episodes, hit: _did(
            f"P{who}", f"#{place}", episodes, min(hit, episodes), task=task, family=family
        ),
        st.integers(0, 6), st.integers(0, 4), st.sampled_from(["click", "field"]),
        st.sampled_from(["buy", "find"]), st.integers(1, 6), st.integers(0, 3),
    ),
    max_size=30,
)  # fmt: skip


def test_two_signals_among_five_occasions_as_computed_by_hand() -> None:
    of = table([_did("P1", "#a", 2, 2), _did("P1", "#b", 3)])
    _, _, p, met = chances(of)
    assert p == pytest.approx([1 - 3 / 10, 1 - 1 / 10])  # C(3, 2) and C(2, 2) of C(5, 2)
    assert met.tolist() == [1, 0]


def test_four_of_eight_cups_as_in_fishers_tea_tasting() -> None:
    of = table([_did("P1", "#milk-first", 4, 4), _did("P1", "#tea-first", 4)])
    assert chances(of)[2] == pytest.approx([1 - 1 / 70] * 2)


def test_families_are_shuffled_apart_and_their_chances_join() -> None:
    of = table(
        [
            _did("P1", "#a", 1, 1), _did("P1", "#b", 3),
            _did("P1", "#a", 1, 0, family="field"), _did("P1", "#b", 1, 1, family="field"),
        ]
    )  # fmt: skip
    assert chances(of)[2] == pytest.approx([1 - 3 / 4 * 1 / 2, 1 - 1 / 4 * 1 / 2])


def test_where_everything_went_wrong_nothing_is_left_to_chance() -> None:
    sums = place_sums(table([_did("P1", "#a", 3, 3), _did("P2", "#a", 1, 1)]))
    assert sums["buy", "/", "#a"] == PlaceSums(2, 2, 2.0, 0.0)


def test_who_met_nothing_expects_nothing() -> None:
    sums = place_sums(table([_did("P1", "#a", 3), _did("P1", "#b", 2)]))
    assert sums["buy", "/", "#a"] == PlaceSums(0, 0, 0.0, 0.0)


def test_two_sessions_of_one_participant_are_added_up() -> None:
    twice = table([_did("P1", "#a", 1), _did("P1", "#a", 2, 1), _did("P1", "#b", 1)])
    assert (twice.participants, twice.episodes.tolist(), twice.signalled.tolist()) == (
        1, [3, 1], [1, 0],
    )  # fmt: skip


def test_nothing_done_gives_an_empty_table() -> None:
    assert (table([]).participants, table([]).places) == (0, ())
    assert place_sums(table([])) == {}


@given(
    st.integers(1, 400), st.integers(0, 400), st.integers(0, 400)
)  # fmt: skip
def test_the_chance_is_the_hypergeometric_one(here: int, elsewhere: int, signals: int) -> None:
    total = here + elsewhere
    hit = min(signals, total)
    rows = [_did("P1", "#a", here, min(hit, here))]
    if elsewhere:
        rows.append(_did("P1", "#b", elsewhere, hit - min(hit, here)))
    p = chances(table(rows))[2][0]
    assert p == pytest.approx(stats.hypergeom.sf(0, total, here, hit), abs=1e-9)


@given(_STUDY, st.randoms(use_true_random=False))
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


@given(_STUDY)
def test_sums_of_two_halves_of_the_participants_are_those_of_all(told: list[Exposure]) -> None:
    halves = [
        place_sums(table(one for one in told if (one.participant < "P3") is side))
        for side in (True, False)
    ]
    for place, whole in place_sums(table(told)).items():
        joined = sum((half.get(place, PlaceSums()) for half in halves), PlaceSums())
        assert (joined.affected, joined.visitors) == (whole.affected, whole.visitors)
        assert math.isclose(joined.expected, whole.expected, abs_tol=1e-12)
        assert math.isclose(joined.variance, whole.variance, abs_tol=1e-12)
        assert 0 <= whole.variance <= whole.expected + 1e-12 <= whole.visitors + 1e-9
        assert whole.affected <= whole.visitors
