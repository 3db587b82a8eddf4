from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from analyzer.chance import Chance, Verdict
from analyzer.hotspots import Seen, hotspots
from analyzer.intervals import adjusted_wald
from analyzer.mean_costs import mean_seconds
from analyzer.results import ChanceTest, Signal


def _signal(
    participant: str,
    location: str = "#hero",
    kind: str = "dead_click",
    *,
    t_s: float = 5.0,
    impact: int = 2,
    task: str = "buy",
    label: str = "Hero",
) -> Signal:
    return Signal(
        kind=kind, session=f"s-{participant}", participant=participant, task=task, t_s=t_s,
        screen="/", location=location, label=label, x_px=1.0, y_px=2.0, count=1, detail="",
        impact=impact,
    )  # fmt: skip


def _seen(n: int, *, screen: str = "/", task: str = "buy") -> Seen:
    people = [f"P{number}" for number in range(n)]
    return Seen(
        {(person, task): frozenset({screen}) for person in people},
        {f"s-{person}": "desktop" for person in people},
    )


def test_each_participant_counts_once_however_often_they_clicked() -> None:
    furious = [_signal("P0", t_s=float(second)) for second in range(20)]
    (spot,) = hotspots("buy", furious, _seen(8))
    assert (spot.affected, spot.exposed) == (1, 8)
    assert spot.share == adjusted_wald(1, 8)
    assert len(spot.moments) == 20


def test_only_those_who_saw_the_screen_are_exposed() -> None:
    seen = Seen(
        {("P0", "buy"): frozenset({"/"}), ("P1", "buy"): frozenset({"/cart"})},
        {"s-P0": "desktop"},
    )
    (spot,) = hotspots("buy", [_signal("P0")], seen)
    assert (spot.affected, spot.exposed) == (1, 1)


def test_places_rank_by_the_lower_bound_of_the_share_times_impact() -> None:
    many = [_signal(f"P{number}", "#common") for number in range(6)]
    grave = [_signal(f"P{number}", "#grave", "rage_click", impact=3) for number in range(3)]
    first, second = hotspots("buy", [*grave, *many], _seen(8))
    assert (first.location, first.rank, second.location, second.rank) == ("#common", 1, "#grave", 2)
    assert first.score == (adjusted_wald(6, 8).lower or 0) * 2


def test_the_only_visitor_of_a_rare_screen_outranks_nobody() -> None:
    common = [_signal("P0"), _signal("P1")]
    rare = msgspec.structs.replace(_signal("P2", "#x", "rage_click", impact=3), screen="/rare")
    first, second = hotspots("buy", [rare, *common], _seen(8))
    assert (first.location, second.location) == ("#hero", "#x")
    assert first.score < second.score


def test_equal_places_rank_by_name_in_whatever_order_they_came() -> None:
    signals = [_signal("P0", "#b"), _signal("P1", "#a")]
    assert [spot.location for spot in hotspots("buy", signals, _seen(4))] == ["#a", "#b"]
    assert hotspots("buy", signals[::-1], _seen(4)) == hotspots("buy", signals, _seen(4))


def test_kinds_count_participants_each() -> None:
    signals = [_signal("P0"), _signal("P1"), _signal("P1", kind="rage_click", impact=3)]
    (spot,) = hotspots("buy", signals, _seen(4))
    assert spot.kinds == {"dead_click": 2, "rage_click": 1}
    assert list(spot.kinds) == ["dead_click", "rage_click"]


def test_the_impact_is_that_of_the_kind_that_most_met() -> None:
    signals = [_signal("P0"), _signal("P1"), _signal("P1", kind="rage_click", impact=3)]
    assert hotspots("buy", signals, _seen(4))[0].impact == 2


def test_the_label_is_the_most_frequent() -> None:
    signals = [
        _signal("P0", label="Follow"),
        _signal("P1", label="Following"),
        _signal("P2", label="Following"),
    ]
    assert hotspots("buy", signals, _seen(4))[0].label == "Following"


def test_moments_lead_to_the_recordings() -> None:
    signals = [_signal("P1", t_s=9.0), _signal("P0", t_s=7.0), _signal("P0", t_s=3.0)]
    moments = hotspots("buy", signals, _seen(4))[0].moments
    assert [(at.participant, at.session, at.t_s) for at in moments] == [
        ("P0", "s-P0", 3.0),
        ("P0", "s-P0", 7.0),
        ("P1", "s-P1", 9.0),
    ]


def _tested(n: int, **verdicts: Verdict) -> Seen:
    how = ChanceTest(
        method="max-T permutation", seed=1, permutations=99, level=0.03, participants=n, places=3
    )
    seen = _seen(n)
    places = {("buy", "/", f"#{name}"): verdict for name, verdict in verdicts.items()}
    lost_s = {("buy", "/", "#a"): (4.0, 8.0)}
    return Seen(seen.screens, seen.viewport_class, Chance(how, places), lost_s)


def test_confirmed_places_come_before_suspect_ones_and_those_before_seen_ones() -> None:
    signals = [
        _signal(f"P{number}", place)
        for place, count in (("#seen", 6), ("#suspect", 3), ("#confirmed", 4), ("#one", 1))
        for number in range(count)
    ]
    seen = _tested(
        8,
        seen=Verdict(5.0, 0.9, "seen"),
        suspect=Verdict(0.9, 0.2, "suspect"),
        confirmed=Verdict(0.5, 0.01, "confirmed"),
        one=Verdict(0.1, 1.0, "seen"),
    )
    spots = hotspots("buy", signals, seen)
    assert [spot.location for spot in spots] == ["#confirmed", "#suspect", "#seen", "#one"]
    assert [spot.rank for spot in spots] == [1, 2, 3, 4]


def test_a_hotspot_tells_what_chance_explains_and_what_it_cost() -> None:
    signals = [_signal("P0", "#a"), _signal("P1", "#a"), _signal("P1", "#a", "rage_click")]
    outcomes = {"P0": "give_up", "P1": "success", "P2": "success"}
    (spot,) = hotspots("buy", signals, _tested(8, a=Verdict(0.5, 0.2, "suspect")), outcomes)
    assert (spot.expected, spot.excess, spot.p_adjusted, spot.tier) == (0.5, 1.5, 0.2, "suspect")
    assert spot.seconds_lost == 6  # 12 s of two participants
    assert spot.seconds_lost_interval == mean_seconds([[4.0], [8.0]])
    assert spot.outcomes == {"give_up": 1, "success": 1}


def test_who_was_affected_and_went_on_at_once_lost_nothing_and_counts() -> None:
    signals = [_signal(f"P{person}", "#a") for person in range(4)]
    (spot,) = hotspots("buy", signals, _tested(8, a=Verdict(0.5, 0.2, "suspect")))
    assert spot.seconds_lost == 3  # 12 s of four
    assert spot.seconds_lost_interval == mean_seconds([[4.0], [8.0], [0.0], [0.0]])
    (untested,) = hotspots("buy", signals, _seen(8))
    assert (untested.seconds_lost, untested.seconds_lost_interval) == (None, None)


def test_of_equal_shares_what_chance_explains_less_comes_first() -> None:
    signals = [_signal(f"P{number}", place) for place in ("#a", "#b") for number in range(2)]
    seen = _tested(8, a=Verdict(0.9, 0.3, "suspect"), b=Verdict(0.4, 0.2, "suspect"))
    assert [spot.location for spot in hotspots("buy", signals, seen)] == ["#b", "#a"]


def test_an_untested_place_claims_nothing() -> None:
    (spot,) = hotspots("buy", [_signal("P0")], _seen(8))
    assert (spot.expected, spot.excess, spot.p_adjusted, spot.tier) == (None, None, None, "seen")


def test_signals_of_other_tasks_do_not_count() -> None:
    assert hotspots("find", [_signal("P0")], _seen(4)) == ()


def test_without_signals_there_are_no_hotspots() -> None:
    assert hotspots("buy", [], _seen(4)) == ()


@given(
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["#a", "#b", "#c"])), max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_signals_changes_nothing(told: list[tuple[int, str]], random: Random) -> None:
    signals = [_signal(f"P{person}", place) for person, place in told]
    shuffled = signals[:]
    random.shuffle(shuffled)
    spots = hotspots("buy", signals, _seen(8))
    assert hotspots("buy", shuffled, _seen(8)) == spots
    for spot in spots:
        assert 1 <= spot.affected <= spot.exposed
        assert max(spot.kinds.values()) <= spot.affected
