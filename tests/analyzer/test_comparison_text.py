from analyzer.comparison import compare
from analyzer.comparison_groups import groups_within
from analyzer.comparison_text import lines
from fixtures.compared import Person, round_of, two_variants


def test_every_figure_has_its_unit_n_and_interval() -> None:
    groups, left = groups_within(two_variants(), "variant")
    told = "\n".join(lines(compare(groups, "variant", left_out=left)))
    assert "The shop: A against B" in told
    assert "A 90 % (57 % to 100 %), n = 10" in told
    assert "B 30 % (10 % to 61 %), n = 10" in told
    assert "Completion: A is better: 90 % completed with A, 30 % with B." in told
    assert "Time of successes: Not enough data to tell" in told
    assert "9 timed successes in A and 3 in B; a verdict needs 5 in each." in told
    assert "Holm, 2 tests; level 0.05." in told


def test_warnings_left_out_people_and_lonely_places_are_told() -> None:
    people = [
        Person("a", "A", viewport_class="phone", stumbles_at=("menu",)),
        Person("b", "B", scores={"sus": 70.0}),
        Person("c", scores={"sus": 70.0}),
    ]
    groups, left = groups_within(round_of(people), "variant")
    told = list(lines(compare(groups, "variant", left_out=left)))
    assert any(line.startswith("Warning: Unlike screens") for line in told)
    assert "  only A met friction at menu on /: 1 of 1, not tested" in told
    assert told[-1] == "Not compared: No variant is known of c."


def test_questionnaires_stand_behind_the_tasks() -> None:
    people = [Person(f"{v}{at}", v, scores={"sus": 60.0 + at}) for v in "AB" for at in range(6)]
    groups, _ = groups_within(round_of(people), "variant")
    told = "\n".join(lines(compare(groups, "variant")))
    assert "System Usability Scale\n  score           A 62.5 (60.5 to 64.5), n = 6" in told
