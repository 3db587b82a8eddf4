from __future__ import annotations

import pytest

from analyzer.stylesheet import declare, delete_rule, insert_rule, split_rules


@pytest.mark.parametrize(
    ("css", "rules"),
    [
        ("", []),
        ("a { b: c }", ["a { b: c }"]),
        ("@import url(x.css); a {} b {}", ["@import url(x.css);", "a {}", "b {}"]),
        ("@media x { a {} b {} } c {}", ["@media x { a {} b {} }", "c {}"]),
        ("a::after { content: '}' } b {}", ["a::after { content: '}' }", "b {}"]),
        ('a { content: "\\"}" } b {}', ['a { content: "\\"}" }', "b {}"]),
        ("a { x: url(data:a;b{c}) } b {}", ["a { x: url(data:a;b{c}) }", "b {}"]),
        ("/* } ; { */ a {} b {}", ["/* } ; { */ a {}", "b {}"]),
        (".a\\{b {} c {}", [".a\\{b {}", "c {}"]),
        ("a {} } b {}", ["a {}", "}", "b {}"]),
        ("a { never: closed", ["a { never: closed"]),
        ("a {} /* the end */", ["a {}"]),
    ],
)
def test_a_sheet_is_cut_between_its_rules(css: str, rules: list[str]) -> None:
    assert split_rules(css) == rules


def test_a_rule_goes_in_at_its_index() -> None:
    rules = ["a {}", "c {}"]
    insert_rule(rules, "b {}", 1)
    assert rules == ["a {}", "b {}", "c {}"]


def test_without_an_index_a_rule_goes_first() -> None:
    rules = ["b {}"]
    insert_rule(rules, "a {}", None)
    assert rules == ["a {}", "b {}"]


def test_a_rule_goes_into_a_group_by_a_path() -> None:
    rules = ["x {}", "@media print { a { b: c } }"]
    insert_rule(rules, "z {}", [1, 1])
    assert split_rules(rules[1].partition("{")[2].rstrip("} ") + "}")[-1].startswith("z")
    delete_rule(rules, [1, 0])
    assert "a {" not in rules[1]
    assert "z {}" in rules[1]


@pytest.mark.parametrize("index", [7, [7], [0, 3, 2], [-1], []])
def test_an_index_that_is_not_there_changes_no_other_rule(index: int | list[int]) -> None:
    rules = ["a { b: c }", "d { e: f }"]
    delete_rule(rules, index if index != [] else [9])
    assert rules == ["a { b: c }", "d { e: f }"]


def test_a_declaration_replaces_the_one_of_its_name() -> None:
    rules = ["a { color: red; top: 0 }"]
    declare(rules, [0], "color", "blue", "important")
    assert rules == ["a { top: 0; color: blue !important; }"]


def test_a_declaration_without_a_value_is_taken_away() -> None:
    rules = ["a { color: red; top: 0 }"]
    declare(rules, [0], "color", None, None)
    assert rules == ["a { top: 0; }"]
