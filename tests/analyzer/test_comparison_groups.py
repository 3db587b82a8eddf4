import pytest

from analyzer.comparison_groups import (
    Pairing,
    group_names,
    groups_of_rounds,
    groups_within,
    pairing,
    told,
)
from fixtures.compared import Person, round_of
from recorder.errors import ComparisonError

AB = [Person("P01", "A"), Person("P02", "B"), Person("P03", "A"), Person("P04")]


def rounds(first: str, second: str, same_people: bool | None = None) -> Pairing:
    one, other = groups_of_rounds(
        [
            round_of([Person(code) for code in first.split()]),
            round_of([Person(code) for code in second.split()], slug="shop-2"),
        ]
    )
    return pairing(one, other, same_people)


def test_variants_split_the_sessions_and_who_has_none_is_named() -> None:
    groups, left = groups_within(round_of(AB), "variant")
    assert [(one.name, sorted(one.people)) for one in groups] == [
        ("A", ["P01", "P03"]),
        ("B", ["P02"]),
    ]
    assert left == ["No variant is known of P04."]


def test_segments_and_versions_split_them_too() -> None:
    study = round_of(
        [Person(f"P0{at}", segment="new" if at < 3 else "old", version=at) for at in range(1, 5)]
    )
    assert [one.name for one in groups_within(study, "segment")[0]] == ["new", "old"]
    names = [one.name for one in groups_within(study, "version")[0]]
    assert names == ["version 1", "version 2", "version 3", "version 4"]
    assert group_names(study.analysis, "segment") == {"new": 2, "old": 2}


def test_versions_stand_in_the_order_of_their_numbers() -> None:
    study = round_of([Person(f"P{at}", version=at) for at in (10, 2, 1)])
    assert list(group_names(study.analysis, "version")) == ["version 1", "version 2", "version 10"]


def test_named_groups_stand_in_their_order() -> None:
    groups, _ = groups_within(round_of(AB), "variant", ["B", "A"])
    assert [one.name for one in groups] == ["B", "A"]


@pytest.mark.parametrize(
    ("people", "names", "told_so"),
    [
        ([], [], r"Nobody has taken part in `shop` yet\. Invite .* thinkaloud invite shop"),
        ([Person("P01")], [], r"No participant .* has a variant\. .* --variant B"),
        ([Person("P01", "A")], [], r"the same one \(variant A\).* --variant B"),
        (AB, ["A", "C"], r"no variant `C`; it has A, B\."),
        ([Person("a", "dark"), Person("b", "light")], ["drak", "light"], "Did you mean dark"),
        (AB, ["A"], "two groups or more; `shop` has A"),
    ],
)
def test_what_cannot_be_split_is_refused_with_what_to_do(
    people: list[Person], names: list[str], told_so: str
) -> None:
    with pytest.raises(ComparisonError, match=told_so):
        groups_within(round_of(people), "variant", names)


def test_a_single_version_is_refused_too() -> None:
    with pytest.raises(ComparisonError, match=r"\(version 1\).* next version"):
        groups_within(round_of(AB), "version")


def test_rounds_are_different_studies_in_which_somebody_took_part() -> None:
    one = round_of(AB)
    with pytest.raises(ComparisonError, match="with itself"):
        groups_of_rounds([one, one])
    with pytest.raises(ComparisonError, match="Nobody has taken part in `shop-2`"):
        groups_of_rounds([one, round_of([], slug="shop-2")])


def test_different_people_are_compared_independently() -> None:
    found = rounds("ada ben", "cem dora")
    assert (found.form, found.both, found.note) == ("independent", frozenset(), "")


def test_the_same_people_are_compared_with_themselves() -> None:
    found = rounds("ada ben cem", "cem ada ben")
    assert (found.form, found.note) == ("paired", "")
    assert found.told().both == 3
    assert (found.told().only_first, found.told().only_second) == (0, 0)


def test_codes_that_every_study_hands_out_are_no_proof_of_the_same_people() -> None:
    found = rounds("P01 P02", "P01 P02")
    assert (found.form, found.both) == ("independent", frozenset())
    assert "taken for different people" in found.note
    said = rounds("P01 P02", "P01 P02", same_people=True)
    assert (said.form, said.note) == ("paired", "")


def test_who_says_that_they_are_different_is_believed() -> None:
    assert rounds("ada ben", "ada ben", same_people=False).form == "independent"


def test_where_most_are_in_both_the_rest_is_left_out() -> None:
    found = rounds("ada ben cem dora", "ada ben cem eva")
    assert (found.form, sorted(found.both)) == ("paired", ["ada", "ben", "cem"])
    assert found.note == "dora, eva took part in one of the two alone: left out."


def test_where_few_are_in_both_they_are_left_out() -> None:
    found = rounds("ada ben cem", "ada dora eva")
    assert found.form == "independent"
    assert found.note.startswith("ada took part in both: left out")


def test_within_a_study_a_code_is_a_person() -> None:
    study = round_of([Person("P01", "A"), Person("P01", "B"), Person("P02", "A")])
    one, other = groups_within(study, "variant")[0]
    assert pairing(one, other).form == "paired"


def test_a_group_tells_who_is_in_it() -> None:
    people = [
        Person("P01", "A", viewport_class="phone", version=2),
        Person("P02", "A", is_simulated=True),
        Person("P03", "B"),
    ]
    group = told(groups_within(round_of(people), "variant")[0][0])
    assert (group.participants, group.simulated, group.sessions) == (2, 1, 2)
    assert group.viewport_classes == {"desktop": 1, "phone": 1}
    assert group.definition_versions == (1, 2)


@pytest.mark.parametrize("names", [("²", "①"), ("漢字", "عربى"), ("10", "2"), ("<b>", "=1+1")])
def test_any_name_can_be_sorted(names: tuple[str, str]) -> None:
    study = round_of([Person(f"P{at}", name) for at, name in enumerate(names)])
    groups, _ = groups_within(study, "variant")
    assert {one.name for one in groups} == set(names)
