from analyzer.comparison import compare
from analyzer.comparison_groups import groups_within
from analyzer.comparison_results import Comparison
from fixtures.compared import Person, round_of, two_variants
from web.comparison_view import comparison_view, headline


def of(people: list[Person]) -> Comparison:
    return compare(groups_within(round_of(people), "variant")[0], "variant")


def by_hand() -> Comparison:
    return compare(groups_within(two_variants(), "variant")[0], "variant")


def link(study: str, session: str, t_s: float) -> str:
    return f"/{study}/{session}?t={t_s:g}"


def test_the_verdict_is_the_title_of_each_block() -> None:
    blocks = comparison_view(by_hand(), link).tasks[0].blocks
    assert blocks[0].title == "A is better: 90\u00a0% completed with A, 30\u00a0% with B"
    assert blocks[1].title.startswith("Not enough data to tell: A takes 0.49 times")
    assert [block.measure for block in blocks] == [
        "Completion",
        "Time of successes",
        "Time with the failures kept",
        "Error points",
    ]


def test_the_drawings_numbers_stand_beside_it() -> None:
    block = comparison_view(by_hand(), link).tasks[0].blocks[0]
    assert [(cell.group, cell.n, cell.value) for cell in block.cells] == [
        ("A", 10, "90\u00a0%"),
        ("B", 10, "30\u00a0%"),
    ]
    curve = comparison_view(by_hand(), link).tasks[0].blocks[2].steps
    assert curve[0][1][0][:2] == ("20\u00a0s", 10)


def test_the_headline_counts_the_figures_in_which_a_group_is_better() -> None:
    assert headline(by_hand()) == "A is better in 2 of 3 figures"
    alike = [Person(f"{v}{at}", v, points=at % 2) for v in "AB" for at in range(6)]
    assert headline(of(alike)) == "No difference shown between A and B"
    same = [Person(f"{v}{at}", v) for v in "AB" for at in range(6)]  # nothing to test at all
    assert of(same).tests == 0
    assert headline(of(same)) == "No difference shown between A and B"
    assert headline(of([Person("a", "A"), Person("b", "B")])) == (
        "Not enough data to tell A and B apart"
    )


def test_of_three_groups_each_pair_is_a_line() -> None:
    people = [
        Person(f"{v}{at}", v, "give_up" if v == "C" else "success")
        for v in "ABC"
        for at in range(9)
    ]
    block = comparison_view(of(people), link).tasks[0].blocks[0]
    assert block.title == "Completion: A is better than C, B is better than C"
    assert len(block.lines) == 3


def test_many_groups_are_counted_in_titles_and_not_listed() -> None:
    people = [
        Person(f"{v}{at}", v, "give_up" if v == "A" else "success", points=at % 2)
        for v in "ABCDEFGH"
        for at in range(10 if v == "A" else 9)
    ]
    view = comparison_view(of(people), link)
    assert view.pairs.startswith("Each group is compared with A alone: these 7 pairs")
    block = view.tasks[0].blocks[0]
    assert len(block.lines) == 7
    assert block.title == (
        "Completion: B is better than A, C is better than A, D is better than A, "
        "4 more pairs differ"
    )
    kept = view.tasks[0].blocks[2]
    assert (kept.chart, [name for name, _ in kept.steps]) == (None, list("ABCDEFGH"))
    assert view.headline.endswith("D is better in 1, 4 more groups in some of 21 figures")
    alike = [Person(f"{v}{at}", v, points=at % 2) for v in "ABCDEFGH" for at in range(6)]
    assert headline(of(alike)) == "No difference shown between A and 7 other groups"
    assert comparison_view(by_hand(), link).pairs == ""


def test_moments_lead_into_their_own_study() -> None:
    people = [Person("a", "A", stumbles_at=("menu",)), Person("b", "B")]
    part = comparison_view(of(people), link).tasks[0]
    assert part.lonely[0][1][0][0] == "/shop/shop-a-A1?t=3"
    assert part.behind[1][1][0][0] == "/shop/shop-b-B1?t=0"


def test_the_family_lists_what_was_not_tested_too() -> None:
    family = comparison_view(by_hand(), link).family
    assert [row[3] for row in family] == [
        "p\u00a0=\u00a00.008",
        "not tested",
        "p\u00a0<\u00a00.001",
    ]


def test_three_groups_are_listed_as_in_a_sentence() -> None:
    people = [Person(f"{name}{at}", name) for name in "ABC" for at in range(2)]
    groups, _ = groups_within(round_of(people), "variant")
    assert headline(compare(groups, "variant")) == "Not enough data to tell A, B and C apart"
