import pytest
from msgspec.structs import replace

from analyzer.comparison_groups import Round, groups_of_rounds, groups_within, pairing
from analyzer.comparison_results import ComparedFigure, ComparedSurvey
from analyzer.comparison_surveys import surveys
from fixtures.compared import Person, round_of
from tests.analyzer.test_comparison_means import FIRST, SECOND


def asked(name: str, first: list[float], second: list[float]) -> ComparedSurvey:
    people = [Person(f"a{at}", "A", scores={name: score}) for at, score in enumerate(first)]
    people += [Person(f"b{at}", "B", scores={name: score}) for at, score in enumerate(second)]
    groups, _ = groups_within(round_of(people), "variant")
    return surveys([pairing(*groups)], groups, 0.95)[0]


def same_people(first: list[float], second: list[float]) -> ComparedFigure:
    rounds = [
        round_of(
            [Person(f"person-{at}", scores={"nps": one}) for at, one in enumerate(ratings)],
            slug=slug,
        )
        for slug, ratings in (("one", first), ("two", second))
    ]
    groups = groups_of_rounds(rounds)
    return surveys([pairing(*groups)], groups, 0.95)[0].figures[0]


def test_scores_are_compared_by_welchs_t() -> None:
    found = asked("sus", FIRST, SECOND)
    assert (found.title, found.worst, found.best) == ("System Usability Scale", 0, 100)
    assert found.figures[0].p == pytest.approx(0.07939, abs=1e-5)
    assert found.figures[0].is_high_better
    assert [len(one.answers) for one in found.groups] == [10, 10]


def test_a_high_load_is_worse() -> None:
    assert not asked("nasa_tlx", FIRST, SECOND).figures[0].is_high_better


def test_satisfaction_is_a_share_of_the_two_best_answers() -> None:
    found = asked("csat", [4.0] * 5 + [5.0] * 6 + [3.0], [1.0] * 5 + [4.0] * 5).figures[0]
    assert (found.test, found.unit) == ("N-1 chi-square", "share")
    assert found.p == pytest.approx(0.0328, abs=1e-4)  # 11 of 12 against 5 of 10


def test_intent_to_leave_is_a_share_that_is_better_low() -> None:
    found = asked("churn", [4.0] * 5 + [5.0] * 6 + [3.0], [1.0] * 5 + [4.0] * 5).figures[0]
    assert (found.test, found.unit, found.is_high_better) == ("N-1 chi-square", "share", False)
    assert found.p == pytest.approx(0.0328, abs=1e-4)


def test_promoters_are_compared_by_the_adjusted_wald() -> None:
    found = asked("nps", [9.0] * 6 + [7.0] * 2 + [3.0] * 2, [10.0] * 2 + [8.0] * 3 + [0.0] * 5)
    figure = found.figures[0]
    assert (figure.test, figure.unit) == ("adjusted Wald z", "net share")
    assert figure.effect.estimate == pytest.approx(0.4 - -0.3)
    assert figure.of_first.method == "NPS, adjusted Wald"
    assert figure.statistic is not None


def test_promoters_among_the_same_people_are_compared_pair_by_pair() -> None:
    figure = same_people([9.0] * 8, [3.0, 7.0] * 4)
    assert (figure.test, figure.effect.estimate) == ("paired t", pytest.approx(1.5))


@pytest.mark.parametrize("turn", [1, -1])
def test_no_interval_of_promoters_is_wider_than_two_scores_can_differ(turn: int) -> None:
    figure = same_people(*([9.0, 9.0], [3.0, 9.0])[::turn])
    # Differences 2 and 0: 1 plus or minus 12.7 by the t of one degree of freedom.
    assert figure.effect.estimate == turn
    assert (figure.effect.lower, figure.effect.upper) == (-2, 2)


def test_no_interval_of_scores_is_wider_than_two_scores_can_differ() -> None:
    figure = asked("seq", [7.0, 1.0], [1.0, 7.0]).figures[0]
    assert (figure.effect.lower, figure.effect.upper) == (-6, 6)


def test_promoters_alone_cannot_be_told_apart_and_cost_the_family_nothing() -> None:
    found = asked("nps", [9.0] * 6, [10.0] * 9).figures[0]
    assert (found.verdict, found.p, found.detectable) == ("none_shown", None, None)
    assert found.reason.startswith("Everybody has the same value")


def test_what_one_group_alone_answered_is_not_compared() -> None:
    people = [Person("a", "A", scores={"sus": 50.0}), Person("b", "B")]
    groups, _ = groups_within(round_of(people), "variant")
    assert surveys([pairing(*groups)], groups, 0.95) == []


def test_an_unknown_questionnaire_is_passed_over() -> None:
    people = [Person(code, code.upper(), scores={"own": 1.0}) for code in "ab"]
    groups, _ = groups_within(round_of(people), "variant")
    assert surveys([pairing(*groups)], groups, 0.95) == []


def test_who_answered_again_counts_by_the_last_answer() -> None:
    study = round_of([Person(code, code.upper(), scores={"seq": 2.0}) for code in "ab"])
    again = replace(study.analysis.answers[0], score=7.0, t_s=99.0)
    more = Round(
        replace(study.analysis, answers=(*study.analysis.answers, again)), study.definition
    )
    groups, _ = groups_within(more, "variant")
    found = surveys([pairing(*groups)], groups, 0.95)[0]
    assert [one.score.estimate for one in found.groups] == [7.0, 2.0]


def test_intervals_end_where_the_scale_ends() -> None:
    found = asked("sus", [100.0, 60.0, 100.0], [50.0, 60.0])
    assert found.groups[0].score.upper == 100
    assert found.figures[0].of_first == found.groups[0].score


def test_scores_that_the_adjustment_turns_round_give_no_verdict() -> None:
    found = asked("nps", [0.0] * 5, [0.0] * 97 + [9.0] * 3).figures[0]
    assert found.effect.estimate is not None
    assert found.effect.estimate < 0 < (found.effect.upper or 0)
    assert (found.verdict, found.p) == ("too_few", None)
    assert "do not point the way" in found.reason
