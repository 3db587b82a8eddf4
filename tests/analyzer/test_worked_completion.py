from __future__ import annotations

from analyzer.intervals import adjusted_wald
from analyzer.worked_completion import METRICS, bounds


def test_an_interval_is_given_by_the_keys_of_the_examples() -> None:
    found = adjusted_wald(4, 5)
    assert bounds(found) == {"estimate": 0.8, "lower": found.lower, "upper": found.upper}


def test_the_level_is_the_examples_own() -> None:
    metric = METRICS["completion_ci_adjusted_wald"]
    narrow, wide = (metric(successes=4, n=5, confidence=level) for level in (0.8, 0.99))
    assert wide["lower"] < narrow["lower"]
    assert wide["p_adj"] != narrow["p_adj"]


def test_every_key_of_a_comparison_is_there() -> None:
    two = METRICS["completion_two_proportions"](x1=11, n1=12, x2=5, n2=10)
    assert {"chi2_n1", "chi2_pearson", "chi2_yates", "p_fisher", "p_n1", "p_yates", "z_n1"} <= set(
        two
    )
    fisher = METRICS["completion_fisher_exact"](table=[[3, 1], [1, 3]])
    assert {"midp_greater", "p_greater", "p_two_sided"} <= set(fisher)
    pairs = METRICS["completion_mcnemar"](a=1, b=1, c=7, d=12)
    assert {"chi2_cc", "p_asymptotic", "p_cc", "p_exact", "p_mid", "ratio"} <= set(pairs)
    assert {"ratio_lower", "ratio_upper"} <= set(pairs)
    target = METRICS["completion_vs_benchmark"](successes=8, n=9, benchmark=0.7)
    assert {"p", "p_exact", "p_mid", "z"} <= set(target)
