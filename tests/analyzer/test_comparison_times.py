import math

import pytest

from analyzer.comparison_groups import Pairing, groups_of_rounds, groups_within, pairing
from analyzer.comparison_samples import TaskSample, task_sample
from analyzer.comparison_times import failures_figure, time_figure
from fixtures.compared import Person, round_of
from tests.analyzer.test_comparison_means import FIRST, SECOND

# Freireich et al. (1963): weeks in remission with 6-MP (censored where it lasted) and placebo.
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23]
DRUG_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def variants(*people: Person) -> tuple[Pairing, TaskSample, TaskSample]:
    pair = pairing(*groups_within(round_of(people), "variant")[0])
    return pair, task_sample(pair.first, "buy"), task_sample(pair.second, "buy")


def of(first: list[float], second: list[float]) -> list[Person]:
    people = [Person(f"a{at:02}", "A", time_s=time_s) for at, time_s in enumerate(first)]
    return people + [Person(f"b{at:02}", "B", time_s=time_s) for at, time_s in enumerate(second)]


def test_the_ratio_of_times_is_welchs_t_on_their_logarithms() -> None:
    # The sleep data as logarithms of times.
    found = time_figure(
        *variants(*of([math.exp(x) for x in FIRST], [math.exp(x) for x in SECOND])), 0.95
    )
    assert (found.test, found.scale) == ("Welch t on logs", "ratio")
    assert (found.statistic, found.df) == pytest.approx((-1.8608, 17.776), abs=1e-3)
    assert found.p == pytest.approx(0.07939, abs=1e-5)
    assert found.effect.estimate == pytest.approx(math.exp(-1.58))
    assert (found.effect.lower, found.effect.upper) == pytest.approx(
        (math.exp(-3.3655), math.exp(0.2055)), rel=1e-3
    )


def test_the_same_people_are_compared_by_the_paired_t_on_logarithms() -> None:
    rounds = [
        round_of(
            [Person(f"person-{at}", time_s=math.exp(x)) for at, x in enumerate(hours)], slug=slug
        )
        for slug, hours in (("one", FIRST), ("two", SECOND))
    ]
    pair = pairing(*groups_of_rounds(rounds))
    samples = (task_sample(pair.first, "buy"), task_sample(pair.second, "buy"))
    found = time_figure(pair, *samples, 0.95)
    assert (found.test, found.p) == ("paired t on logs", pytest.approx(0.002833, abs=1e-6))
    beside = failures_figure(pair, *samples, 0.95)
    assert (beside.p, beside.verdict) == (None, "no_verdict")
    assert "different people" in beside.reason


def test_the_log_rank_of_the_remissions() -> None:
    people = [Person(f"a{at:02}", "A", time_s=float(weeks)) for at, weeks in enumerate(DRUG)]
    people += [
        Person(f"c{at:02}", "A", "give_up", float(weeks)) for at, weeks in enumerate(DRUG_CENSORED)
    ]
    people += [Person(f"b{at:02}", "B", time_s=float(weeks)) for at, weeks in enumerate(PLACEBO)]
    found = failures_figure(*variants(*people), 0.95)
    assert found.statistic == pytest.approx(16.79, abs=5e-3)
    assert (found.of_first.estimate, found.of_second.estimate) == (23, 8)
    assert not found.is_primary
    assert found.notes == ("In the end 9 of 21 in A and 21 of 21 in B had succeeded.",)


def test_the_log_rank_is_that_of_lifelines() -> None:
    statistics = pytest.importorskip("lifelines.statistics")
    people = of([10.0, 22.0, 31.0, 40.0, 55.0, 60.0], [15.0, 33.0, 48.0, 70.0, 71.0])
    people[2] = Person("a02", "A", "give_up", 31.0)
    people[7] = Person("b01", "B", "timeout", 33.0)
    found = failures_figure(*variants(*people), 0.95)
    theirs = statistics.logrank_test(
        [10, 22, 31, 40, 55, 60], [15, 33, 48, 70, 71], [1, 1, 0, 1, 1, 1], [1, 0, 1, 1, 1]
    )
    assert found.p == pytest.approx(theirs.p_value)


def test_those_who_failed_are_told_beside_the_times_of_the_others() -> None:
    people = [*of([10.0] * 5, [20.0] * 5), Person("c", "B", "give_up")]
    found = time_figure(*variants(*people), 0.95)
    assert found.notes == ("Times of those who succeeded: without 1 of 6 in B.",)


def test_a_success_of_no_length_is_in_no_time() -> None:
    found = time_figure(*variants(*of([0.0, 10.0], [20.0, 30.0])), 0.95)
    assert found.of_first.n == 1
