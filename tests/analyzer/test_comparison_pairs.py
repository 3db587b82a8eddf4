from __future__ import annotations

import csv
import io

import pytest

from analyzer.comparison import compare
from analyzer.comparison_family import is_tested
from analyzer.comparison_groups import Group, groups_within
from analyzer.comparison_pairs import MOST_ALL_PAIRS, base_of, pairs_of
from analyzer.comparison_results import Comparison
from analyzer.comparison_rows import to_csv
from analyzer.comparison_text import lines
from fixtures.compared import Person, round_of
from recorder.errors import ComparisonError


def groups(count: int, *, each: int = 2, more_in: int | None = None) -> list[Group]:
    """Make groups `s1`, `s2` … of which one may have a participant more."""
    people = [
        Person(f"p{group}x{at}", None, "give_up" if at == group else "success", 10.0 + at,
               (at + group) % 3, segment=f"s{group}")
        for group in range(1, count + 1)
        for at in range(each + (group == more_in))
    ]  # fmt: skip
    return groups_within(round_of(people), "segment")[0]


def compared(found: Comparison) -> set[tuple[str, str]]:
    return {(pair.first, pair.second) for pair in found.pairs}


def test_up_to_six_groups_are_compared_each_with_each_other() -> None:
    six = groups(MOST_ALL_PAIRS)
    assert base_of(six) is None
    assert len(pairs_of(six, None)) == 15


def test_more_are_compared_with_the_largest_alone_at_a_tie_the_first() -> None:
    assert base_of(groups(7, more_in=5)) == "s5"
    assert base_of(groups(7)) == "s1"
    pairs = pairs_of(groups(7, more_in=5), "s5")
    assert [pair.first.name for pair in pairs] == ["s1", "s2", "s3", "s4", "s6", "s7"]
    assert {pair.second.name for pair in pairs} == {"s5"}


def test_outcomes_do_not_choose_the_base() -> None:
    people = [Person(f"p{at}", outcome="success" if at < 3 else "give_up", segment=f"s{at % 7}",
                     time_s=1.0 + at) for at in range(21)]  # fmt: skip
    turned = [Person(one.code, outcome="give_up", segment=one.segment) for one in people]
    for told in (people, turned):
        assert base_of(groups_within(round_of(told), "segment")[0]) == "s0"


def test_a_base_is_chosen_of_few_groups_too() -> None:
    found = compare(groups(3), "segment", base="s2")
    assert compared(found) == {("s1", "s2"), ("s3", "s2")}
    assert found.base == "s2"


def test_a_base_that_is_none_of_the_groups_is_refused_with_their_names() -> None:
    with pytest.raises(ComparisonError, match=r"`s9` is none of .* choose one of s1, s2, s3"):
        compare(groups(3), "segment", base="s9")


@pytest.mark.parametrize("count", [3, 8])
def test_the_family_is_what_is_shown_and_nothing_else(count: int) -> None:
    found = compare(groups(count, each=9), "segment")
    figures = [one for part in (*found.tasks, *found.surveys) for one in part.figures]
    assert {(one.first, one.second) for one in figures} == compared(found)
    assert found.tests == sum(is_tested(one) for one in figures)
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert {(row["first"], row["second"]) for row in rows} == compared(found)
    assert {row["base"] for row in rows} == {found.base or ""}
    assert {row["tests"] for row in rows} == {str(found.tests)}


def test_forty_groups_have_39_pairs_and_say_so() -> None:
    found = compare(groups(40), "segment")
    assert len(found.pairs) == 39
    text = "\n".join(lines(found))
    assert "Each group is compared with s1 alone: these 39 pairs are the family." in text
    assert "The other 741 pairs are not tested" in text
    assert max(map(len, text.splitlines()[3:])) < 500


def test_a_smaller_family_asks_less_of_each_test() -> None:
    every, one = (compare(groups(6, each=9), "segment", base=base) for base in (None, "s1"))
    assert one.tests < every.tests
    first = {figure.second: figure for figure in every.tasks[0].figures
             if figure.measure == "error_points" and figure.first == "s1"}  # fmt: skip
    for figure in one.tasks[0].figures:
        if figure.measure == "error_points" and figure.p_adjusted is not None:
            twin = first[figure.first]
            assert figure.p == pytest.approx(twin.p)
            assert figure.p_adjusted <= (twin.p_adjusted or 0) + 1e-12
