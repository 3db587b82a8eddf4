from __future__ import annotations

import time
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import chance
from analyzer.chance import CONFIRM_FROM, LARGE_N, against_chance
from analyzer.opportunities import Exposure

PLACES = [f"#{name}" for name in "abcdef"]


def _study(n: int, hit: dict[str, int], episodes: int = 4, task: str = "buy") -> list[Exposure]:
    """Let n people deal with six places alike; the first `hit` of them meet a signal there."""
    return [
        Exposure(f"P{who:05}", task, "/", place, "click", episodes, int(who < hit.get(place, 0)))
        for who in range(n)
        for place in PLACES
    ]


def test_where_everybody_meets_friction_is_confirmed_and_elsewhere_is_not() -> None:
    tested = against_chance(_study(8, {"#a": 8, "#b": 1})).verdicts
    assert tested["buy", "/", "#a"].tier == "confirmed"
    assert tested["buy", "/", "#a"].p_adjusted < 0.001
    assert tested["buy", "/", "#b"].tier == "seen"
    assert tested["buy", "/", "#c"].tier == "seen"


def test_expected_is_what_chance_alone_would_bring() -> None:
    tested = against_chance(_study(8, {"#a": 8, "#b": 1})).verdicts
    # One of 24 occasions for seven people: 4 of 24 are here. Two for the first: C(20, 2)/C(24, 2).
    by_hand = 7 * 4 / 24 + 1 - (20 * 19) / (24 * 23)
    assert tested["buy", "/", "#f"].expected == pytest.approx(by_hand)


def test_the_p_value_is_that_of_the_enumerated_shuffles() -> None:
    # One signal each on four places visited once: all three on one place in 4 of 64 deals.
    told = [
        Exposure(f"P{who}", "buy", "/", place, "click", 1, int(place == "#a"))
        for who in range(3)
        for place in PLACES[:4]
    ]
    assert against_chance(told).verdicts["buy", "/", "#a"].p_adjusted == pytest.approx(
        4 / 64, abs=0.01
    )


def test_what_one_person_met_is_never_more_than_seen() -> None:
    furious = [Exposure("P0", "buy", "/", "#a", "click", 9, 9), *_study(8, {})[1:]]
    one = against_chance(furious).verdicts["buy", "/", "#a"]
    assert (one.tier, one.p_adjusted) == ("seen", 1)


def test_more_occasions_explain_more_friction() -> None:
    popular = [
        Exposure(f"P{who}", "buy", "/", place, "click", 30 if place == "#a" else 1,
                 int(place == "#a" and who < 6))
        for who in range(8)
        for place in PLACES
    ]  # fmt: skip
    assert against_chance(popular).verdicts["buy", "/", "#a"].tier == "seen"
    assert against_chance(_study(8, {"#a": 6})).verdicts["buy", "/", "#a"].tier == "confirmed"


def test_five_participants_are_too_few_to_confirm_anything() -> None:
    verdict = against_chance(_study(5, {"#a": 5})).verdicts["buy", "/", "#a"]
    assert verdict.p_adjusted < 0.05
    assert verdict.tier == "suspect"
    assert against_chance(_study(CONFIRM_FROM, {"#a": CONFIRM_FROM})).verdicts[
        "buy", "/", "#a"
    ].tier == "confirmed"  # fmt: skip


def test_twice_as_many_as_expected_are_suspect() -> None:
    verdict = against_chance(_study(12, {"#a": 3, "#b": 1})).verdicts["buy", "/", "#a"]
    assert verdict.p_adjusted > 0.05
    assert 3 / verdict.expected >= 2
    assert verdict.tier == "suspect"


def test_all_tasks_are_tested_together() -> None:
    alone = _study(6, {"#a": 4})
    quiet = [one for task in "bcdefgh" for one in _study(6, {"#a": 3}, task=task)]
    before = against_chance(alone).verdicts["buy", "/", "#a"].p_adjusted
    assert against_chance([*alone, *quiet]).verdicts["buy", "/", "#a"].p_adjusted > before


def test_nothing_done_tests_nothing() -> None:
    tested = against_chance([])
    assert tested.verdicts == {}
    assert (tested.test.participants, tested.test.places) == (0, 0)


def test_one_participant_gives_no_finding() -> None:
    tested = against_chance(_study(1, {"#a": 1}))
    assert {one.tier for one in tested.verdicts.values()} == {"seen"}
    assert {one.p_adjusted for one in tested.verdicts.values()} == {1}


def test_the_result_tells_how_to_do_it_again() -> None:
    told = _study(8, {"#a": 3, "#b": 2})
    first = against_chance(told, seed=5, shuffles=199)
    assert (first.test.seed, first.test.permutations, first.test.participants) == (5, 199, 8)
    assert (first.test.method, first.test.level, first.test.places) == (
        "max-T permutation",
        0.03,
        6,
    )
    assert against_chance(told, seed=first.test.seed, shuffles=first.test.permutations) == first
    assert against_chance(told, seed=6, shuffles=199).verdicts != first.verdicts


_TOLD = st.lists(
    st.builds(
        lambda who, place, task, episodes, hit: Exposure(
            f"P{who}", task, "/", PLACES[place], "click", episodes, min(hit, episodes)
        ),
        st.integers(0, 7), st.integers(0, 5), st.sampled_from(["buy", "find"]),
        st.integers(1, 6), st.integers(0, 3),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=40)
@given(_TOLD, st.randoms(use_true_random=False))
def test_order_and_names_of_participants_change_no_verdict(
    told: list[Exposure], random: Random
) -> None:
    names = random.sample([f"Q{number}" for number in range(8)], 8)
    renamed = [
        Exposure(names[int(one.participant[1])], one.task, one.screen, one.location, one.family,
                 one.episodes, one.signalled)
        for one in random.sample(told, len(told))
    ]  # fmt: skip
    assert against_chance(renamed, shuffles=99) == against_chance(told, shuffles=99)


@settings(max_examples=20, deadline=None)
@given(_TOLD)
def test_other_names_of_places_change_p_by_the_luck_of_the_shuffles_alone(
    told: list[Exposure],
) -> None:
    renamed = [
        Exposure(one.participant, one.task, one.screen, f"#{9 - PLACES.index(one.location)}",
                 one.family, one.episodes, one.signalled)
        for one in told
    ]  # fmt: skip
    before, after = against_chance(told, shuffles=4_999), against_chance(renamed, shuffles=4_999)
    for (task, screen, location), one in before.verdicts.items():
        other = after.verdicts[task, screen, f"#{9 - PLACES.index(location)}"]
        assert other.expected == pytest.approx(one.expected)
        assert other.p_adjusted == pytest.approx(one.p_adjusted, abs=0.05)


@settings(max_examples=40)
@given(_TOLD)
def test_p_and_expected_keep_their_bounds(told: list[Exposure]) -> None:
    people = len({one.participant for one in told})
    for verdict in against_chance(told, shuffles=99).verdicts.values():
        assert 0 < verdict.p_adjusted <= 1
        assert 0 <= verdict.expected <= people
        if verdict.tier == "confirmed":
            assert verdict.p_adjusted <= chance.LEVEL


def _many(n: int, hot: float) -> list[Exposure]:
    random = np.random.default_rng(4)
    rates = np.array([hot, *[0.05] * 5])
    told = []
    for who in range(n):
        hits = random.binomial(4, rates)
        told += [
            Exposure(f"P{who}", "buy", "/", place, "click", 4, int(hit))
            for place, hit in zip(PLACES, hits, strict=True)
        ]
    return told


def test_many_participants_need_no_shuffles_and_find_the_same() -> None:
    tested = against_chance(_many(LARGE_N, 0.25))
    assert (tested.test.method, tested.test.permutations) == ("Benjamini-Hochberg", 0)
    tiers = {place[2]: one.tier for place, one in tested.verdicts.items()}
    assert tiers == {"#a": "confirmed", **dict.fromkeys(PLACES[1:], "seen")}


def test_with_many_participants_effect_size_decides() -> None:
    weak = against_chance(_many(5_000, 0.065)).verdicts["buy", "/", "#a"]
    assert weak.p_adjusted < 0.001
    assert weak.tier == "seen"


def test_sums_and_shuffles_agree_where_both_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _many(100, 0.12)
    shuffled = against_chance(told).verdicts["buy", "/", "#a"]
    monkeypatch.setattr(chance, "LARGE_N", 50)
    summed = against_chance(told).verdicts["buy", "/", "#a"]
    assert summed.expected == shuffled.expected
    assert shuffled.tier == summed.tier == "confirmed"


def test_twelve_participants_and_eight_tasks_take_well_under_two_seconds() -> None:
    random = np.random.default_rng(1)
    told = [
        Exposure(f"P{who}", f"task{task}", "/", f"#{place}", family, int(episodes), int(hit))
        for who in range(12)
        for task in range(8)
        for family in ("click", "field")
        for place, episodes, hit in zip(
            range(25), random.integers(1, 6, 25), random.random(25) < 0.15, strict=True
        )
    ]
    start = time.process_time()
    against_chance(told)
    assert time.process_time() - start < 2
