from msgspec.structs import replace

from analyzer.comparison_cautions import cautions
from analyzer.comparison_groups import Group, Round, groups_of_rounds, groups_within, told
from analyzer.results import Rule
from fixtures.compared import BUY, Person, round_of


def rounds(first: Round, second: Round) -> list[str]:
    return cautions(groups_of_rounds([first, second]), ["buy"])


def variants(*people: Person) -> list[Group]:
    return groups_within(round_of(people), "variant")[0]


ONE, TWO = round_of([Person("ada")]), round_of([Person("ben")], slug="shop-2")


def test_groups_that_are_alike_have_no_warning() -> None:
    assert rounds(ONE, TWO) == []
    assert cautions(variants(Person("a", "A"), Person("b", "B")), ["buy"]) == []


def test_different_protocols_are_named() -> None:
    found = rounds(ONE, round_of([Person("ben")], slug="shop-2", protocol="silent"))
    assert len(found) == 1
    assert "shop: thinking aloud while working; shop-2: working silently" in found[0]


def test_simulated_participants_among_people_are_named() -> None:
    mixed = variants(Person("a", "A", is_simulated=True), Person("b", "B"))
    assert "Simulated participants stand among people (1 in A)" in cautions(mixed, ["buy"])[0]
    programs = variants(*(Person(v, v, is_simulated=True) for v in "AB"))
    assert cautions(programs, ["buy"]) == []


def test_unlike_screens_are_named() -> None:
    people = [Person(f"a{at}", "A", viewport_class="phone") for at in range(3)]
    found = cautions(variants(*people, Person("b", "B")), ["buy"])
    assert found == [
        "Unlike screens (A: 3 phone; B: 1 desktop): a difference may be that of the device."
    ]


def test_a_study_that_changed_meanwhile_is_named() -> None:
    found = cautions(variants(Person("a", "A", version=1), Person("b", "B", version=2)), ["buy"])
    assert "A: 1; B: 2" in found[0]


def test_another_wording_start_or_goal_is_named() -> None:
    other = replace(BUY, instructions="Buy two.", start="/sale")
    found = rounds(ONE, round_of([Person("ben")], slug="shop-2", task=other))
    assert "`buy` is not the same" in found[0]
    assert "instructions, start differ" in found[0]


def test_other_thresholds_are_named() -> None:
    rule = Rule(kind="rage_click", title="R", text="", thresholds={"clicks": 4.0}, source="")
    changed = Round(replace(TWO.analysis, rules=(rule,)), TWO.definition)
    assert "other rules in shop than in shop-2 (rage_click)" in rounds(ONE, changed)[0]


def test_different_clocks_are_named() -> None:
    task = TWO.analysis.tasks[0]
    walled = replace(task, attempts=tuple(replace(one, task_s=None) for one in task.attempts))
    other = Round(replace(TWO.analysis, tasks=(walled,)), TWO.definition)
    assert "Different clocks (shop: task time; shop-2: wall time)" in rounds(ONE, other)[0]
    unsure = replace(
        task, attempts=tuple(replace(one, clock_uncertainty_s=1.0) for one in task.attempts)
    )
    other = Round(replace(TWO.analysis, tasks=(unsure,)), TWO.definition)
    assert "uncertainty" in rounds(ONE, other)[0]
    hidden = round_of([Person("ben")], slug="shop-2", task=replace(BUY, hidden_counts=True))
    assert "other tabs in one study" in rounds(ONE, hidden)[0]


def test_answers_given_elsewhere_have_no_screen() -> None:
    study = round_of([Person("a", "A", viewport_class="phone"), Person("b", "B")])
    sessions = tuple(
        replace(one, width=None) if one.participant == "b" else one
        for one in study.analysis.sessions
    )
    analysis = replace(study.analysis, sessions=sessions)
    groups, _ = groups_within(Round(analysis, study.definition), "variant")
    assert told(groups[1]).viewport_classes == {}
    assert cautions(groups, ["buy"]) == []
