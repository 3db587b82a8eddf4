import json
import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.comparison import compare, to_json
from analyzer.comparison_groups import Round, groups_of_rounds, groups_within
from analyzer.comparison_results import ComparedFigure, Comparison, Measure
from fixtures.compared import BUY, Person, built_variants, round_of, two_variants
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.errors import ComparisonError

OUTCOMES = st.sampled_from(["success", "success", "give_up", "timeout", None])


@st.composite
def studies(draw: st.DrawFn) -> list[Person]:
    people = []
    for variant in "AB":
        for number in range(draw(st.integers(1, 9))):
            people.append(
                Person(
                    f"{variant}{number}",
                    variant,
                    draw(OUTCOMES),
                    round(draw(st.floats(1, 500)), 2),
                    draw(st.integers(0, 5)),
                    scores={"seq": float(draw(st.integers(1, 7))),
                            "nps": float(draw(st.integers(0, 10))),
                            "csat": float(draw(st.integers(1, 5)))},
                )
            )  # fmt: skip
    return people


def of(people: list[Person], *names: str, **options: object) -> Comparison:
    groups, left = groups_within(round_of(people), "variant", names)
    return compare(groups, "variant", left_out=left, **options)  # type: ignore[arg-type]


def all_figures(comparison: Comparison) -> list[ComparedFigure]:
    parts = (*comparison.tasks, *comparison.surveys)
    return [figure for part in parts for figure in part.figures]


def figure(comparison: Comparison, measure: Measure) -> ComparedFigure:
    return next(one for one in all_figures(comparison) if one.measure == measure)


def alike(one: float | None, other: float | None, rel: float = 1e-9) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=rel, abs_tol=1e-12)


def test_two_variants_by_hand() -> None:
    groups, _ = groups_within(two_variants(), "variant")
    found = compare(groups, "variant")
    done = figure(found, "completion")
    # Pearson's chi-square of 9/10 against 3/10 is 7.5, times 19/20. Newcombe (1998), table II h.
    assert done.statistic == pytest.approx(7.125)
    assert (done.test, done.verdict, done.better) == ("N-1 chi-square", "better", "A")
    assert done.p == pytest.approx(0.0076, abs=5e-5)
    assert (done.effect.lower, done.effect.upper) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    # Three successes in B are too few for a verdict of times, whatever they look like.
    times = figure(found, "time")
    assert times.effect.estimate == pytest.approx(
        math.exp(sum(math.log(t) for t in range(20, 37, 2)) / 9)
        / (48 * 56 * 64) ** (1 / 3)
    )  # fmt: skip
    assert (times.verdict, times.p, times.p_adjusted) == ("too_few", None, None)
    assert times.reason == "9 timed successes in A and 3 in B; a verdict needs 5 in each."
    # Means .7 and 3.4; variances .9 and .9333; t = -2.7 / sqrt(.18333).
    errors = figure(found, "error_points")
    assert errors.effect.estimate == pytest.approx(-2.7)
    assert errors.statistic == pytest.approx(-2.7 / math.sqrt(0.9 / 10 + 0.9333333 / 10))
    assert (errors.verdict, errors.better) == ("better", "A")
    # Two tests: Holm doubles the smaller p and leaves the larger one.
    assert found.tests == 2
    assert done.p is not None
    assert errors.p is not None
    assert errors.p_adjusted == pytest.approx(2 * errors.p)
    assert done.p_adjusted == pytest.approx(done.p)


def test_swapped_groups_mirror_every_figure() -> None:
    _check_mirror(round_people())


@settings(max_examples=40, deadline=None)
@given(studies())
def test_swapped_groups_mirror_every_figure_of_any_study(people: list[Person]) -> None:
    _check_mirror(people)


def _check_mirror(people: list[Person]) -> None:
    there, back = of(people, "A", "B"), of(people, "B", "A")
    assert there.tests == back.tests
    for one, other in zip(all_figures(there), all_figures(back), strict=True):
        assert (one.verdict, one.better, one.test) == (other.verdict, other.better, other.test)
        assert alike(one.p, other.p, 1e-9)
        assert alike(one.p_adjusted, other.p_adjusted, 1e-9)
        assert alike(one.detectable, other.detectable, 1e-9)
        assert (one.of_first, one.of_second) == (other.of_second, other.of_first)
        ends = (one.effect.estimate, one.effect.lower, one.effect.upper)
        mirrored = (other.effect.estimate, other.effect.upper, other.effect.lower)
        for here, turned in zip(ends, mirrored, strict=True):
            if here is None or turned is None:
                assert here is turned
            elif one.scale == "ratio":
                assert math.log(here) == pytest.approx(-math.log(turned), abs=1e-9)
            else:
                assert here == pytest.approx(-turned, abs=1e-9)


def round_people() -> list[Person]:
    return [
        Person(f"{variant}{at}", variant, "give_up" if at % 3 == 0 else "success", 9.0 + at * at)
        for variant, count in (("A", 12), ("B", 9))
        for at in range(count)
    ]


@settings(max_examples=25, deadline=None)
@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_participants_changes_nothing(people: list[Person], chance: object) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(people) == of(shuffled)


@settings(max_examples=25, deadline=None)
@given(studies(), st.sampled_from([0.25, 2.0, 60.0]))
def test_the_unit_of_time_changes_no_ratio_and_no_p(people: list[Person], scale: float) -> None:
    longer = [
        Person(one.code, one.variant, one.outcome, one.time_s * scale, one.points,
               scores=one.scores)
        for one in people
    ]  # fmt: skip
    for one, other in zip(all_figures(of(people)), all_figures(of(longer)), strict=True):
        assert alike(one.p, other.p, 1e-6)
        assert one.verdict == other.verdict
        if one.measure != "failures":
            assert alike(one.effect.estimate, other.effect.estimate, 1e-9)


@settings(max_examples=25, deadline=None)
@given(studies())
def test_a_verdict_never_stands_where_the_adjusted_p_is_above_the_level(
    people: list[Person],
) -> None:
    for correction in ("holm", "bh", "none"):
        found = of(people, correction=correction)
        for one in all_figures(found):
            assert (one.verdict == "better") == (
                one.p_adjusted is not None and one.p_adjusted <= 0.05 + 1e-12
            )
            assert (one.better is not None) == (one.verdict == "better")


def test_where_everybody_is_alike_nobody_is_better() -> None:
    people = [Person(f"{v}{at}", v, scores={"seq": 5.0}) for v in "AB" for at in range(8)]
    found = of(people)
    assert {one.verdict for one in all_figures(found)} == {"none_shown", "no_verdict"}
    assert figure(found, "time").effect.estimate == 1
    for measure in ("completion", "time", "error_points", "score"):
        assert figure(found, measure).reason.startswith("Everybody has the same value")
    assert found.tests == 0


def test_what_cannot_differ_costs_the_family_nothing() -> None:
    def people(last: str) -> list[Person]:
        return [
            Person(f"{v}{at}", v, "give_up" if (v, at) == (last, 0) else "success", 10.0 + at,
                   3 * (v == "B") + at % 2)
            for v in "AB" for at in range(9)
        ]  # fmt: skip

    told = of(people("B"))
    assert (told.tests, figure(told, "completion").p_adjusted is None) == (3, False)
    told = of(people("nobody"))  # all against all
    done = figure(told, "completion")
    assert (done.verdict, done.p, done.statistic) == ("none_shown", None, None)
    assert done.detectable is not None
    assert told.tests == 2  # times and error points
    errors = figure(told, "error_points")
    assert errors.p is not None
    assert errors.p_adjusted == pytest.approx(2 * errors.p)


def test_values_that_differ_between_groups_alone_have_no_test() -> None:
    people = [Person(f"{v}{at}", v, points="AB".index(v)) for v in "AB" for at in range(8)]
    one = figure(of(people), "error_points")
    assert (one.verdict, one.p) == ("too_few", None)
    assert "chance has no measure" in one.reason


@pytest.mark.parametrize("outcome", ["give_up", "timeout", None])
def test_where_all_failed_or_nobody_started_there_is_no_time_to_compare(
    outcome: str | None,
) -> None:
    people = [Person(f"{v}{at}", v, outcome) for v in "AB" for at in range(6)]  # type: ignore[arg-type]
    found = of(people)
    times = figure(found, "time")
    assert (times.verdict, times.effect.estimate, times.detectable) == ("too_few", None, None)
    done = figure(found, "completion")
    assert done.verdict == ("too_few" if outcome is None else "none_shown")
    assert done.p is None


def test_one_in_each_group_gives_figures_and_no_verdict() -> None:
    found = of([Person("A1", "A"), Person("B1", "B", "give_up", scores={"sus": 80.0})])
    assert found.tests == 0
    assert {one.verdict for one in all_figures(found)} == {"too_few", "no_verdict"}
    assert found.surveys == ()  # only one group has answered


def test_one_group_without_any_attempt_is_said() -> None:
    people = [Person(f"A{at}", "A") for at in range(6)]
    people += [Person(f"B{at}", "B", None) for at in range(6)]
    task = of(people).tasks[0]
    assert task.notes == ("Nobody of B has started this task.",)
    assert task.groups[1].completion.estimate is None


def test_three_groups_are_compared_pair_by_pair_in_one_family() -> None:
    people = [
        Person(f"{v}{at}", v, "success" if at % 2 else "give_up", 10.0 + at, at % 3)
        for v in "ABC"
        for at in range(12)
    ]
    found = of(people)
    assert [(pair.first, pair.second) for pair in found.pairs] == [
        ("A", "B"),
        ("A", "C"),
        ("B", "C"),
    ]
    assert found.tests == 9  # three measures of three pairs


def test_rounds_share_tasks_by_their_ids() -> None:
    second = TaskDefinition(id="return", title="Return it", instructions="Send it back.")
    first = round_of([Person("ada", outcome="success")])
    other = round_of([Person("ben")], slug="shop-2")
    more = Round(
        replace(other.analysis, tasks=(*other.analysis.tasks, replace(other.analysis.tasks[0],
                                                                      id="return"))),
        StudyDefinition(slug="shop-2", title="Two", tasks=[BUY, second]),
    )  # fmt: skip
    found = compare(groups_of_rounds([first, more]), "round")
    assert [task.id for task in found.tasks] == ["buy"]
    assert found.left_out == ("Task `return` stands in `shop-2` alone.",)
    assert found.studies == ("shop", "shop-2")


def test_a_task_that_one_of_three_rounds_lacks_is_named_once() -> None:
    second = TaskDefinition(id="return", title="Return it", instructions="Send it back.")
    rounds = [round_of([Person(slug)], slug=slug) for slug in ("one", "two", "three")]
    wider = [
        Round(
            replace(
                one.analysis,
                tasks=(
                    *one.analysis.tasks, replace(one.analysis.tasks[0], id="return", attempts=())
                ),
            ),
            StudyDefinition(slug=one.definition.slug, title="x", tasks=[BUY, second]),
        )
        for one in rounds[:2]
    ]  # fmt: skip
    found = compare(groups_of_rounds([*wider, rounds[2]]), "round")
    assert found.left_out == ("Task `return` stands in `one` and `two` alone.",)


def test_studies_that_share_no_task_are_refused_with_a_remedy() -> None:
    other = TaskDefinition(id="return", title="Return it", instructions="Send it back.")
    rounds = [round_of([Person("a")]), round_of([Person("b")], slug="shop-2", task=other)]
    with pytest.raises(ComparisonError, match=r"share no task \(shop: buy; shop-2: return"):
        compare(groups_of_rounds(rounds), "round")


def test_a_comparison_is_written_as_json_and_read_again() -> None:
    analysis = built_variants()
    definition = StudyDefinition(
        slug="lamp-shop",
        title="Lamps",
        tasks=[
            TaskDefinition(id=one.id, title=one.title, instructions="x") for one in analysis.tasks
        ],
    )
    groups, _ = groups_within(Round(analysis, definition), "variant")
    found = compare(groups, "variant")
    written = to_json(found)
    assert msgspec.json.decode(written, type=Comparison) == found
    assert json.loads(written)["tasks"][0]["figures"][0]["p"] is None  # four in each group


def test_a_level_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        of([Person("A1", "A"), Person("B1", "B")], level=1.5)
    with pytest.raises(ComparisonError, match="two groups"):
        compare([], "variant")


def test_the_level_reaches_every_interval_and_the_verdict() -> None:
    found = of(round_people(), level=0.8)
    assert {one.effect.level for one in all_figures(found)} == {0.8}
    assert {one.of_first.level for one in all_figures(found)} == {0.8}
    assert {one.completion.level for one in found.tasks[0].groups} == {0.8}
