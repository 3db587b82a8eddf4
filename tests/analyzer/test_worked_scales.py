from __future__ import annotations

import pytest

from analyzer.worked_scales import METRICS


def test_scores_of_many_are_given_in_their_order() -> None:
    assert METRICS["sus_grade"](scores=[90, 68, 40]) == {"grades": ["A+", "C", "F"]}
    found = METRICS["umux_lite"](pairs=[[7, 7], [1, 1]])
    assert found["raw"] == [100, 0]
    assert found["sus_equivalent"] == pytest.approx([87.9, 22.9])


def test_the_level_is_the_examples_own() -> None:
    ratings = [6, 5, 7, 4]
    narrow, wide = (METRICS["seq"](ratings=ratings, confidence=level) for level in (0.8, 0.99))
    assert wide["lower"] < narrow["lower"] < narrow["mean"] == wide["mean"]


def test_a_csat_of_another_scale_is_scored_on_it() -> None:
    assert METRICS["csat"](ratings=[6, 7, 2], scale=7)["csat"] == pytest.approx(2 / 3)


def test_the_interval_of_the_net_promoter_score_has_its_centre() -> None:
    found = METRICS["nps_ci_adjusted_wald"](promoters=36, passives=12, detractors=12)
    assert found["lower"] < found["centre"] < found["nps"] < found["upper"]
