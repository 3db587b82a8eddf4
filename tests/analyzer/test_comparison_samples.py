import pytest

from analyzer.comparison_groups import groups_of_rounds, groups_within, pairing
from analyzer.comparison_samples import compared, group_task, task_sample
from fixtures.compared import Person, round_of

PEOPLE = [
    Person("a1", "A", time_s=12.0),
    Person("a2", "A", "give_up", points=3),
    Person("a3", "A", "pending"),
    Person("a4", "A", None),
    Person("b1", "B", time_s=30.0),
]


def test_a_sample_holds_its_groups_people_alone() -> None:
    group = groups_within(round_of(PEOPLE), "variant")[0][0]
    sample = task_sample(group, "buy")
    assert sample.started == 3
    assert sample.done == {"a1": True, "a2": False}  # the pending one awaits a verdict
    assert sample.times_s == {"a1": 12.0}
    assert sample.points == {"a1": 0, "a2": 3, "a3": 0}


def test_a_task_that_nobody_knows_gives_an_empty_sample() -> None:
    group = groups_within(round_of(PEOPLE), "variant")[0][0]
    sample = task_sample(group, "sell")
    told = group_task(sample, 0.95)
    assert (told.n, told.completion.estimate, told.failures_kept.not_done.n) == (0, None, 0)


def test_a_groups_own_figures_are_those_of_a_study_of_it_alone() -> None:
    group = groups_within(round_of(PEOPLE), "variant")[0][0]
    alone = round_of([one for one in PEOPLE if one.variant == "A"]).analysis.tasks[0]
    told = group_task(task_sample(group, "buy"), 0.95)
    assert told.completion == alone.completion
    assert told.time_on_task == alone.time_on_task
    assert told.error_points == alone.error_points
    assert told.failures_kept == alone.failures_kept
    assert [one.participant for one in told.attempts] == ["a1", "a2"]


def test_paired_values_stand_in_the_order_of_the_same_people() -> None:
    rounds = [
        round_of([Person(code) for code in "cab"]),
        round_of([Person(code) for code in "bad"], slug="shop-2"),
    ]
    pair = pairing(*groups_of_rounds(rounds))
    assert pair.form == "paired"
    found = compared(pair, {"c": 3, "a": 1, "b": 2}, {"b": 20, "a": 10, "d": 40})
    assert found == ([1, 2], [10, 20])


def test_independent_values_are_of_those_in_one_group_alone() -> None:
    rounds = [
        round_of([Person(code) for code in "abc"]),
        round_of([Person(code) for code in "cde"], slug="shop-2"),
    ]
    pair = pairing(*groups_of_rounds(rounds))
    assert compared(pair, {"a": 1, "b": 2, "c": 3}, {"c": 9, "d": 8}) == ([1, 2], [8])


def test_the_level_is_that_of_the_intervals() -> None:
    group = groups_within(round_of(PEOPLE), "variant")[0][0]
    told = group_task(task_sample(group, "buy"), 0.8)
    assert told.completion.level == told.error_points.level == pytest.approx(0.8)
    kept = told.failures_kept
    assert {kept.not_done.level, kept.succeeded.level, kept.done_by.level} == {0.8}
