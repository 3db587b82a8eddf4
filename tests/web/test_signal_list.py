from __future__ import annotations

import msgspec
import pytest

from analyzer.results import Signal, StudyAnalysis
from fixtures.built_analysis import built_analysis
from recorder.definition import IgnoreRule, StudyDefinition, TaskDefinition
from recorder.models import Review
from web.signal_list import Filter, SignalRow, counts_of, rule_for, rule_words, signal_rows

STUDY = StudyDefinition(
    slug="lamp-shop", title="T", tasks=[TaskDefinition(id="task-1", title="A", instructions="A")]
)
ANALYSIS = built_analysis()
FIRST = next(one for one in ANALYSIS.signals if one.session == "s1")


def _review(signal: Signal, verdict: str, late_ms: float = 0.0, reason: str = "") -> Review:
    return Review(
        session_id=signal.session, kind=signal.kind, t=signal.t_s * 1000 + late_ms,
        location=signal.location, verdict=verdict, reason=reason, created_ms=1,
    )  # fmt: skip


def _row(analysis: StudyAnalysis, *reviews: Review, of: StudyDefinition = STUDY) -> SignalRow:
    rows = signal_rows(analysis, of, reviews)
    return next(
        row for row in rows if (row.signal.session, row.signal.t_s) == (FIRST.session, FIRST.t_s)
    )


def test_a_verdict_of_now_stands_at_its_signal_and_is_newer_than_the_figures() -> None:
    row = _row(ANALYSIS, _review(FIRST, "reject", 40, "a stepper"))
    assert (row.verdict, row.reason, row.is_out, row.is_newer) == (
        "reject",
        "a stepper",
        True,
        True,
    )
    assert not _row(ANALYSIS, _review(FIRST, "reject", 60)).is_out


def test_a_verdict_that_the_figures_know_is_not_newer() -> None:
    known = msgspec.structs.replace(FIRST, review="reject", reason="a stepper")
    rest = tuple(one for one in ANALYSIS.signals if one is not FIRST)
    analysis = msgspec.structs.replace(ANALYSIS, signals=rest, rejected=(known,))
    row = _row(analysis, _review(FIRST, "reject", 0, "a stepper"))
    assert (row.is_out, row.is_newer) == (True, False)
    taken_back = _row(analysis)
    assert (taken_back.is_out, taken_back.is_newer) == (False, True)


def test_a_rule_of_now_takes_its_signals_out() -> None:
    of = msgspec.structs.replace(STUDY, ignore_signals=[rule_for(FIRST, "element", "")])
    row = _row(ANALYSIS, of=of)
    assert (row.is_ignored, row.is_out, row.is_newer) == (True, True, True)


def test_numbers_stay_while_a_list_is_filtered() -> None:
    rows = signal_rows(ANALYSIS, STUDY, [_review(FIRST, "accept")])
    assert [row.number for row in rows] == list(range(len(rows)))
    accepted = [row for row in rows if Filter(state="accept").takes(row)]
    assert [row.signal for row in accepted] == [FIRST]
    assert len([row for row in rows if Filter(state="open").takes(row)]) == len(rows) - 1
    own = [row for row in rows if Filter(session="s1", task="task-1").takes(row)]
    assert {(row.signal.session, row.signal.task) for row in own} == {("s1", "task-1")}
    assert not [row for row in rows if Filter(kind="rage_click").takes(row)]
    assert not [row for row in rows if Filter(task="").takes(row)]


@pytest.mark.parametrize(
    ("location", "scope", "rule"),
    [
        ("#buy", "element", IgnoreRule(signal="dead_click", location="#buy", reason="r")),
        ("#buy", "screen", IgnoreRule(signal="dead_click", screen="/lamps", reason="r")),
        ("#buy", "everywhere", IgnoreRule(signal="dead_click", reason="r")),
        ("(page)", "element",
         IgnoreRule(signal="dead_click", location="(page)", screen="/lamps", reason="r")),
        ("(cell 40,80)", "element",
         IgnoreRule(signal="dead_click", location="(cell 40,80)", screen="/lamps", reason="r")),
    ],
)  # fmt: skip
def test_a_rule_holds_for_as_much_as_was_chosen(
    location: str, scope: str, rule: IgnoreRule
) -> None:
    assert rule_for(msgspec.structs.replace(FIRST, location=location), scope, "r") == rule


def test_a_rule_is_told_in_words() -> None:
    titles = {"dead_click": "Dead click"}
    assert rule_words(IgnoreRule(signal="dead_click"), titles) == "Dead click everywhere"
    rule = IgnoreRule(signal="rage_click", location="#buy", screen="/lamps")
    assert rule_words(rule, titles) == "rage click at #buy on /lamps"
    assert rule_words(rule, titles, "Buy now") == "rage click at Buy now on /lamps"


def test_counts_begin_with_the_most_frequent() -> None:
    rows = signal_rows(ANALYSIS, STUDY, [])
    counts = counts_of(rows, lambda row: row.signal.task or "-")
    assert sum(n for _, n in counts) == len(rows)
    assert [n for _, n in counts] == sorted((n for _, n in counts), reverse=True)
