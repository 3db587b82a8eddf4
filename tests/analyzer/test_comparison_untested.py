from analyzer.compare_completion import two_proportions
from analyzer.compare_times import compare_times, summary, welch
from analyzer.comparison_groups import groups_within, pairing
from analyzer.comparison_untested import MIN_EACH, t_test, too_few, unvaried
from fixtures.compared import Person, round_of

PAIR = pairing(*groups_within(round_of([Person("a", "A"), Person("b", "B")]), "variant")[0])


def test_five_in_each_group_are_enough() -> None:
    assert too_few(PAIR, 5, 5, "values") == ""
    assert too_few(PAIR, 4, 50, "values") == (
        "4 values in A and 50 in B; a verdict needs 5 in each."
    )


def test_five_are_the_fewest_who_could_be_told_apart_in_a_family_of_ten() -> None:
    assert two_proportions(MIN_EACH, MIN_EACH, 0, MIN_EACH).p * 10 < 0.05
    assert two_proportions(MIN_EACH - 1, MIN_EACH - 1, 0, MIN_EACH - 1).p * 10 > 0.05


def test_pairs_are_counted_as_pairs() -> None:
    both = [Person("a", "A"), Person("a", "B")]
    pair = pairing(*groups_within(round_of(both), "variant")[0])
    assert too_few(pair, 1, 1, "answers").startswith("1 participants have answers in both groups")


def test_without_any_variation_only_a_difference_of_zero_is_none_shown() -> None:
    assert unvaried(PAIR, 0.0)[0]
    assert not unvaried(PAIR, 1.0)[0]
    assert not unvaried(PAIR, None)[0]


def test_what_does_not_vary_is_said_of_the_same_people_as_of_pairs() -> None:
    both = [Person("a", "A"), Person("a", "B")]
    pair = pairing(*groups_within(round_of(both), "variant")[0])
    assert unvaried(pair, 0.0)[1].startswith("Nobody’s value differs between the two")
    assert unvaried(pair, 1.0)[1].startswith("Everybody’s values differ by as much")


def test_a_t_test_is_told_where_there_are_enough_values_that_vary() -> None:
    x, y = [3.0, 4, 5, 6, 7], [4.0, 5, 6, 7, 9]
    for found in (welch(summary(x), summary(y), 0.95), compare_times(x, y, 0.95)):
        told = t_test(PAIR, found, (5, 5), "values")
        assert (told.is_tested, told.verdict, told.reason) == (True, "none_shown", "")
        assert (told.statistic, told.df, told.p) == (found.t, found.df, found.p)
        few = t_test(PAIR, found, (5, 4), "values")
        assert (few.is_tested, few.verdict, few.p) == (False, "too_few", None)
        assert few.reason.startswith("5 values in A and 4 in B")


def test_equal_values_are_none_shown_and_rigid_ones_are_too_few() -> None:
    same, more = [4.0] * 5, [8.0] * 5
    for one, other, verdict in ((same, same, "none_shown"), (same, more, "too_few")):
        for found in (welch(summary(one), summary(other), 0.95), compare_times(one, other, 0.95)):
            told = t_test(PAIR, found, (5, 5), "values")
            assert (told.is_tested, told.verdict, told.statistic) == (False, verdict, None)
            assert told.reason
