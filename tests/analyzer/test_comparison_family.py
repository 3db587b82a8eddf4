import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.comparison_family import judged
from analyzer.comparison_results import ComparedFigure
from tests.analyzer.test_comparison_shares import independent

FIGURE = independent(9, 10, 3, 10)


def family(*p: float | None, **changes: object) -> list[ComparedFigure]:
    return [replace(FIGURE, p=one, **changes) for one in p]


def test_holm_is_the_rule_and_the_number_of_tests_is_told() -> None:
    found = judged(family(0.01, 0.04, 0.03), "holm", 0.95)
    assert [one.p_adjusted for one in found] == pytest.approx([0.03, 0.06, 0.06])
    assert [one.verdict for one in found] == ["better", "none_shown", "none_shown"]
    assert "Holm over 3 tests" in found[0].reason


def test_a_correction_can_be_chosen() -> None:
    bh = judged(family(0.01, 0.04, 0.03), "bh", 0.95)
    assert [one.p_adjusted for one in bh] == pytest.approx([0.03, 0.04, 0.04])
    none = judged(family(0.01, 0.04, 0.06), "none", 0.95)
    assert [one.p_adjusted for one in none] == [0.01, 0.04, 0.06]
    assert none[2].verdict == "none_shown"


def test_what_was_not_tested_is_in_no_family() -> None:
    tested, untested = judged(family(0.02, None, verdict="too_few"), "holm", 0.95)
    assert tested.p_adjusted == 0.02
    assert tested.reason.endswith("(Holm over 1 test).")
    assert (untested.p_adjusted, untested.verdict) == (None, "too_few")


def test_a_secondary_figure_is_in_no_family() -> None:
    beside = replace(FIGURE, is_primary=False, p=0.0001, verdict="no_verdict")
    found = judged([*family(0.04), beside], "holm", 0.95)
    assert found[0].p_adjusted == 0.04
    assert (found[1].p_adjusted, found[1].verdict) == (None, "no_verdict")


def test_the_better_one_is_told_by_the_direction_of_what_is_good() -> None:
    high = judged(family(0.001), "holm", 0.95)[0]
    low = judged(family(0.001, is_high_better=False), "holm", 0.95)[0]
    assert (high.better, low.better) == ("A", "B")
    quick = judged(
        family(0.001, scale="ratio", is_high_better=False,
               effect=replace(FIGURE.effect, estimate=0.5)),
        "holm", 0.95,
    )[0]  # fmt: skip
    assert quick.better == "A"


def test_the_level_is_that_of_the_family() -> None:
    assert judged(family(0.08), "holm", 0.9)[0].verdict == "better"
    assert judged(family(0.04), "holm", 0.99)[0].verdict == "none_shown"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_adjusted_values_are_those_of_statsmodels(p: list[float]) -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        found = [one.p_adjusted for one in judged(family(*p), ours, 0.95)]  # type: ignore[arg-type]
        assert found == pytest.approx(list(multitest.multipletests(p, method=theirs)[1]))


def test_no_figures_are_no_family() -> None:
    assert judged([], "holm", 0.95) == []
