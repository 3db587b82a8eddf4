from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from analyzer.intervals import adjusted_wald, geometric_mean
from analyzer.pipeline import analyze, to_json
from analyzer.results import Interval, StudyAnalysis
from analyzer.share_choice import named, with_share_intervals
from analyzer.share_intervals import clopper_pearson, mid_p, wilson
from fixtures.built_analysis import built_analysis
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, study, task
from recorder.definition import ShareInterval, Statistics

NAMES: tuple[ShareInterval, ...] = get_args(ShareInterval)


def intervals(value: object) -> Iterator[Interval]:
    if isinstance(value, Interval):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from intervals(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from intervals(one)


def analysed(name: ShareInterval | None) -> StudyAnalysis:
    asked = definition(task("buy", paths=[["/", "/cart", "/thanks"]]))
    if name is not None:
        asked = replace(asked, statistics=Statistics(completion_interval=name))
    told = []
    for number in range(5):
        one = Recording(f"P{number}").page(0, "/").task(1, "buy").click(3, BUTTON, NOTHING)
        one.page(4, "/help").click(5, BUTTON, NOTHING).page(6, "/cart")
        told.append(one.task(9 + number, "buy", "goal" if number else "give_up", "rule"))
    return analyze(study(*told, of=asked))


@pytest.mark.parametrize(
    ("name", "formula"),
    [("wilson", wilson), ("clopper_pearson", clopper_pearson), ("mid_p", mid_p)],
)
def test_every_share_of_a_study_follows_the_one_choice(
    name: ShareInterval, formula: object
) -> None:
    assert callable(formula)
    plain, chosen = analysed(None), analysed(name)
    assert chosen.tasks[0].completion == formula(4, 5)
    assert chosen.tasks[0].hotspots[0].share.method == formula(1, 2).method
    methods = {one.method for one in intervals(chosen)}
    assert "adjusted Wald" not in methods
    before, after = list(intervals(plain)), list(intervals(chosen))
    assert [(one.estimate, one.n) for one in before] == [(one.estimate, one.n) for one in after]
    others = [(a, b) for a, b in zip(before, after, strict=True) if a.method != "adjusted Wald"]
    assert others
    assert all(a == b for a, b in others)


def test_the_choice_may_be_changed_to_and_fro() -> None:
    plain = built_analysis()
    there = with_share_intervals(plain, "wilson")
    assert there != plain
    again = with_share_intervals(with_share_intervals(analysed(None), "wilson"), "adjusted_wald")
    assert to_json(again) == to_json(analysed(None))


def test_nobody_and_other_figures_are_left_as_they_are() -> None:
    times = geometric_mean([3.0, 4.0])
    assert with_share_intervals(times, "wilson") is times
    assert with_share_intervals(adjusted_wald(0, 0), "wilson") == wilson(0, 0)


def test_the_command_line_writes_names_with_a_hyphen() -> None:
    assert [named(name.replace("_", "-")) for name in NAMES] == list(NAMES)
