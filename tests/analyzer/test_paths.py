from analyzer.navigation import edit_distance
from analyzer.paths import Deviation, deviations
from analyzer.sessionize import PageView
from analyzer.steps import Step

PATH = ["a", "b", "c"]


def _way(names: str) -> list[Step]:
    return [
        Step(name, name in PATH, PageView(at, "t", at * 2.0, at * 2.0 + 2, "", name, "load", at, 0))
        for at, name in enumerate(names)
    ]


def _found(names: str, *accepted: list[str]) -> list[Deviation]:
    return deviations(_way(names), accepted or [PATH], 0.0, 2.0 * len(names))


def _told(names: str) -> list[tuple[str, str | None, int, bool]]:
    return [(one.first.name, one.after, one.steps, one.is_recovered) for one in _found(names)]


def test_the_accepted_path_has_no_deviation() -> None:
    assert _told("abc") == []


def test_a_page_beside_the_path_is_one_until_the_path_goes_on() -> None:
    assert _told("axbc") == [("x", "a", 1, True)]
    assert _told("axybc") == [("x", "a", 2, True)]


def test_the_return_to_what_was_left_is_the_recovery() -> None:
    assert _told("abxbc") == [("x", "b", 1, True)]


def test_going_back_along_the_path_is_a_deviation_too() -> None:
    assert _told("ababc") == [("a", "b", 1, True)]


def test_two_wrong_turns_are_two_deviations() -> None:
    assert _told("axabyc") == [("x", "a", 1, True), ("y", "b", 1, True)]


def test_a_shortcut_costs_nothing() -> None:
    assert _told("ac") == []


def test_who_never_reaches_the_path_again_does_not_recover() -> None:
    (one,) = _found("abxy")
    assert (one.is_recovered, one.steps, one.cost_s) == (False, 2, 4.0)


def test_cost_is_counted_from_the_first_wrong_page_to_recovery() -> None:
    (one,) = _found("axyxbc")
    assert (one.start_s, one.end_s, one.cost_s, one.steps) == (2.0, 8.0, 6.0, 3)


def test_the_nearest_of_several_paths_counts() -> None:
    assert _found("axc", ["a", "b", "c"], ["a", "x", "c"]) == []


def test_no_path_and_no_way_give_none() -> None:
    assert deviations(_way("abc"), [], 0, 6) == []
    assert deviations([], [PATH], 0, 6) == []


def test_the_alignment_leaves_out_no_more_than_the_edit_distance_allows() -> None:
    for names in ("cab", "bca", "xxabc", "aabbcc", "cba", "acb"):
        beside = sum(one.steps for one in _found(names))
        assert beside <= edit_distance(names, PATH) + len(names) - len(set(names))
