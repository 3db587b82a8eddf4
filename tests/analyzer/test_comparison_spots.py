from analyzer.comparison_groups import groups_within
from analyzer.comparison_spots import lonely_spots
from fixtures.compared import Person, round_of


def test_a_place_that_one_group_alone_met_is_listed_with_its_moments() -> None:
    people = [
        Person("a1", "A", stumbles_at=("menu", "both")),
        Person("a2", "A", stumbles_at=("menu",)),
        Person("b1", "B", stumbles_at=("both",)),
    ]
    groups, _ = groups_within(round_of(people), "variant")
    found = lonely_spots(groups, "buy", {"A": 2, "B": 1})
    assert [(one.group, one.location, one.affected, one.n) for one in found] == [
        ("A", "menu", 2, 2)
    ]
    assert [one.participant for one in found[0].moments] == ["a1", "a2"]


def test_places_stand_by_group_and_by_how_many_met_them() -> None:
    people = [
        Person("b1", "B", stumbles_at=("x",)),
        Person("a1", "A", stumbles_at=("y", "z")),
        Person("a2", "A", stumbles_at=("z",)),
    ]
    groups, _ = groups_within(round_of(people), "variant")
    found = lonely_spots(groups, "buy", {"A": 2, "B": 1})
    assert [one.location for one in found] == ["z", "y", "x"]


def test_without_friction_the_list_is_empty() -> None:
    groups, _ = groups_within(round_of([Person("a", "A"), Person("b", "B")]), "variant")
    assert lonely_spots(groups, "buy", {"A": 1, "B": 1}) == ()
