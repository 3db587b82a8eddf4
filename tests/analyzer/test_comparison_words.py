import re

import pytest
from msgspec.structs import replace

from analyzer import comparison_words as words
from analyzer.comparison import compare
from analyzer.comparison_family import judged
from analyzer.comparison_groups import groups_within
from fixtures.compared import Person, round_of, two_variants
from tests.analyzer.test_comparison_shares import independent
from web import formats


def test_a_verdict_comes_first_and_its_facts_behind() -> None:
    found = judged([independent(9, 10, 3, 10)], "holm", 0.95)[0]
    assert words.finding(found) == "A is better: 90 % completed with A, 30 % with B"
    assert words.effect(found) == "A − B = +60 points (95 % interval +17 to +81)"
    weak = judged([independent(7, 10, 5, 10)], "holm", 0.95)[0]
    assert words.finding(weak).startswith("No difference shown: 70 % completed with A")
    few = independent(3, 4, 1, 4)
    assert words.finding(few).startswith("Not enough data to tell: 75 % completed")


def test_a_test_tells_its_p_raw_and_adjusted_and_the_number_of_tests() -> None:
    groups, _ = groups_within(two_variants(), "variant")
    found = compare(groups, "variant")
    done, time, failures, _ = found.tasks[0].figures
    assert words.test(done, found) == (
        "N-1 chi-square, p = 0.008, adjusted p = 0.008 (Holm, 2 tests)"
    )
    assert words.test(time, found) == "not tested"
    assert words.test(failures, found).endswith("not in the family")
    assert words.finding(time).endswith("A takes 0.49 times as long as B")
    assert words.finding(failures) == (
        "Failures kept, half had succeeded after 28 s with A, never with B"
    )


def test_numbers_are_written_with_their_units() -> None:
    assert words.value(None, "share") == "no data"
    assert words.value(0.625, "share") == "63 %"
    assert words.value(-0.625, "net share") == "−63"
    assert (words.value(9.44, "s"), words.value(31.6, "s")) == ("9.4 s", "32 s")
    assert (words.value(89.6, "s"), words.value(90.0, "s")) == ("90 s", "1 min 30 s")
    assert words.value(62.25, "points") == "62.3"
    assert words.value(3e250, "s") == "3e+250 s"
    assert words.p_value(0.0002) == "p < 0.001"
    assert words.p_value(0.04) == "p = 0.040"


@pytest.mark.parametrize("p", [0.001, 0.2, 1.0])
def test_no_sentence_says_equal(p: float) -> None:
    found = judged([replace(independent(5, 10, 5, 10), p=p)], "holm", 0.95)[0]
    told = " ".join((words.finding(found), found.reason, words.detectable(found), *words.RULES))
    assert not re.search(r"\bequal\b|\bidentical\b", told)


def test_the_detectable_difference_is_told_before_correction() -> None:
    assert words.detectable(independent(8, 8, 4, 8)) == (
        "Four of five studies of this size would show a difference of 64 points or more, "
        "before correction."
    )


def test_numbers_are_written_as_in_the_report() -> None:
    for number in (0.05, 0.25, 3.45, 9.96, 12.5, 62.25, 89.5, 90.0, 125.4, 7_199.6):
        assert words.value(number, "s") == formats.seconds(number).replace("\u00a0", " ")
        assert words.value(number, "points") == formats.number(number, 1).replace(",", "")


def test_nobody_is_not_said_to_have_never_succeeded() -> None:
    people = [Person(f"A{at}", "A") for at in range(6)]
    people += [Person(f"B{at}", "B", None) for at in range(6)]
    groups, _ = groups_within(round_of(people), "variant")
    figures = compare(groups, "variant").tasks[0].figures
    assert words.facts(figures[2]).endswith("had succeeded after 10 s with A, no data with B")
    assert words.facts(figures[0]) == "100 % completed with A, no data with B"
    groups.reverse()
    figures = compare(groups, "variant").tasks[0].figures
    assert words.facts(figures[2]).endswith("had succeeded after 10 s with A, no data with B")
    assert words.facts(figures[3]) == "0.0 error points per participant with A, no data with B"


def test_two_groups_without_data_are_said_once() -> None:
    people = [Person(f"{name}{at}", name, None) for name in "AB" for at in range(6)]
    groups, _ = groups_within(round_of(people), "variant")
    told = {words.facts(figure) for figure in compare(groups, "variant").tasks[0].figures}
    assert told == {"no data with A and B"}
