from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.multiplicity import benjamini_hochberg, bonferroni, found, holm

# Benjamini & Hochberg (1995), section 3.2: fifteen tests of a heart study.
HEART = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip

families = st.lists(st.floats(0, 1), max_size=30)


def test_the_heart_study_has_four_findings_where_bonferroni_has_three() -> None:
    assert found(benjamini_hochberg(HEART), 0.05).sum() == 4
    assert found(bonferroni(HEART), 0.05).sum() == 3
    assert found(holm(HEART), 0.05).sum() == 3


def test_holm_as_r_prints_it() -> None:
    adjusted = holm([0.01, 0.04, 0.03, 0.005])  # p.adjust(c(.01, .04, .03, .005), "holm")
    assert adjusted == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(families)
def test_corrections_only_raise_p_and_keep_its_order(p: list[float]) -> None:
    values = np.asarray(p)
    for correct in (holm, benjamini_hochberg, bonferroni):
        adjusted = correct(p)
        assert (adjusted >= values - 1e-12).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(values, kind="stable")]) >= -1e-12).all()


@given(families)
def test_bonferroni_is_the_strictest_and_bh_the_mildest(p: list[float]) -> None:
    assert (benjamini_hochberg(p) <= holm(p) + 1e-12).all()
    assert (holm(p) <= bonferroni(p) + 1e-12).all()


@given(families, st.randoms(use_true_random=False))
def test_each_test_keeps_its_value_in_any_order(p: list[float], random: object) -> None:
    order = list(range(len(p)))
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis types it as object
    for correct in (holm, benjamini_hochberg):
        shuffled = correct([p[i] for i in order])
        assert shuffled == pytest.approx(correct(p)[order])


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg, bonferroni])
def test_a_family_of_none_or_one_is_left_alone(correct: object) -> None:
    assert callable(correct)
    assert correct([]).size == 0
    assert correct([0.03]).tolist() == [0.03]


def test_a_value_equal_to_the_level_on_paper_is_a_finding() -> None:
    assert found(benjamini_hochberg([0.03, 0.05 / 3 * 2, 0.05]), 0.05).all()


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan])
def test_what_is_no_p_value_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, bad])
