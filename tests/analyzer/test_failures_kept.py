import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.failures_kept import failures_kept
from analyzer.results import Attempt, Outcome
from fixtures.tries import attempt

# Freireich et al. (1963), the drug: weeks, and whether the remission ended.
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
DRUG_EVENTS = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
ENDS: list[Outcome] = ["success", "give_up", "fail", "false_success", "timeout", "unfinished"]


def test_the_curve_is_that_of_the_published_example() -> None:
    tries = [
        attempt(f"P{at}", "success" if event else "timeout", time_s)
        for at, (time_s, event) in enumerate(zip(DRUG, DRUG_EVENTS, strict=True))
    ]
    kept = failures_kept(tries, None)
    assert kept.not_done.times_s == (6, 7, 10, 13, 16, 22, 23)
    shares = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert kept.not_done.share == pytest.approx(shares, abs=5e-4)
    assert kept.not_done.at_risk == (21, 17, 15, 12, 11, 7, 6)
    assert kept.median.estimate == 23
    assert kept.at_s == 35


def test_giving_up_competes_and_a_time_limit_cuts_off() -> None:
    kept = failures_kept(
        [attempt("P1", task_s=10), attempt("P2", "give_up", 20), attempt("P3", "timeout", 60),
         attempt("P4", "false_success", 30), attempt("P5", "unfinished", 40)],
        60,
    )  # fmt: skip
    assert kept.succeeded.share == (0.2,)
    assert kept.gave_up.times_s == (20, 30)
    assert kept.gave_up.share == pytest.approx((0.2, 0.4))
    assert (kept.ended_without, kept.cut_off) == (2, 2)
    assert kept.at_s == 60
    assert kept.done_by.estimate == pytest.approx(0.2)


def test_done_by_the_time_limit_counts_those_who_took_no_longer() -> None:
    kept = failures_kept([attempt("P1", task_s=10), attempt("P2", task_s=90)], 60)
    assert kept.done_by.estimate == 0.5


def test_rummels_rule_needs_over_sixty_percent() -> None:
    won = [attempt(f"P{at}", task_s=40) for at in range(4)]
    assert failures_kept([*won, attempt("P9", "give_up")], None).median_by_rummel_s == (
        pytest.approx(50)
    )
    lost = [attempt(f"L{at}", "give_up") for at in range(3)]
    assert failures_kept([*won, *lost], None).median_by_rummel_s is None


def test_nobody_gives_empty_curves() -> None:
    kept = failures_kept([], None)
    assert kept.not_done.times_s == kept.succeeded.times_s == ()
    assert (kept.at_s, kept.done_by.estimate, kept.median.estimate) == (None, None, None)
    assert failures_kept([], 60).done_by.estimate is None


@given(st.lists(st.tuples(st.integers(1, 50), st.sampled_from(ENDS)), min_size=1, max_size=20))
def test_shares_of_success_and_of_giving_up_are_never_more_than_everybody(
    told: list[tuple[int, Outcome]],
) -> None:
    tries: list[Attempt] = [
        attempt(f"P{at}", outcome, time_s) for at, (time_s, outcome) in enumerate(told)
    ]
    kept = failures_kept(tries, None)
    last = [curve.share[-1] if curve.share else 0.0 for curve in (kept.succeeded, kept.gave_up)]
    assert sum(last) <= 1 + 1e-9
    if kept.not_done.share:  # Kaplan-Meier overstates the eventual success
        assert 1 - kept.not_done.share[-1] >= last[0] - 1e-9
    again = failures_kept(tries[::-1], None)
    assert (again.not_done, again.succeeded, again.gave_up) == (
        kept.not_done, kept.succeeded, kept.gave_up
    )  # fmt: skip
