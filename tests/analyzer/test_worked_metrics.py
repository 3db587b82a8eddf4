from __future__ import annotations

import inspect
import json

import pytest

from analyzer.verify import default_examples
from analyzer.worked_metrics import METRICS

# The form of a worked example: metric -> its inputs and the keys that it may expect.
FORM = {
    "any_two_agreement": ("sets", "agreement"),
    "compare_means_paired": ("x y", "df lower p t upper"),
    "compare_means_welch": ("x y m1 s1 n1 m2 s2 n2", "df lower p p_floor_df t upper"),
    "compare_times_welch_log": ("x y", "p ratio"),
    "completion_ci_adjusted_wald": ("successes n confidence", "lower p_adj upper"),
    "completion_ci_clopper_pearson": ("successes n confidence", "lower upper"),
    "completion_ci_mid_p": ("successes n confidence", "lower upper"),
    "completion_ci_wilson": ("successes n confidence", "lower upper"),
    "completion_ci_wilson_cc": ("successes n confidence", "lower upper"),
    "completion_difference_ci_newcombe": ("x1 n1 x2 n2", "lower upper"),
    "completion_fisher_exact": ("table", "midp_greater p_greater p_two_sided"),
    "completion_mcnemar": (
        "a b c d",
        "chi2_cc p_asymptotic p_cc p_exact p_mid ratio ratio_lower ratio_upper",
    ),
    "completion_point_laplace": ("successes n", "estimate"),
    "completion_two_proportions": (
        "x1 n1 x2 n2",
        "chi2_n1 chi2_pearson chi2_yates p_fisher p_n1 p_yates z_n1",
    ),
    "completion_vs_benchmark": ("successes n benchmark alternative", "p p_exact p_mid z"),
    "csat": ("ratings scale", "csat lower upper"),
    "efficiency_completion_per_minute": ("rates minutes", "percent"),
    "efficiency_time_based": ("times success", "overall_relative time_based"),
    "fdr_benjamini_hochberg": ("p q", "bonferroni rejected"),
    "first_click": ("success_if_correct success_if_wrong", "ratio"),
    "getis_ord_gi": ("points y threshold star", "z"),
    "getis_ord_gi_star": ("points y threshold star", "z"),
    "kaplan_meier": ("times events", "median survival times"),
    "klm": ("operators K D", "seconds"),
    "log_rank": ("times1 events1 times2 events2", "chi2 p"),
    "lostness": ("N S R", "lostness"),
    "nasa_tlx_raw": ("ratings scale_max", "rtlx"),
    "nasa_tlx_weighted": ("ratings weights", "tlx"),
    "nps": ("detractors passives promoters", "nps"),
    "nps_ci_adjusted_wald": ("promoters passives detractors confidence", "centre lower nps upper"),
    "problem_discovery": ("p n", "discovered"),
    "problem_discovery_adjusted": ("matrix", "discovered p p_adj p_gt p_norm total_est"),
    "problem_discovery_sample_size": ("p goal", "n"),
    "rage_click": ("clicks", "hit_indices"),
    "seq": ("ratings", "lower mean upper"),
    "severity_frequency_impact": ("affected n impact", "severity"),
    "sus_adjective": ("scores", "adjectives"),
    "sus_grade": ("scores", "grades"),
    "sus_percentile": ("scores", "percentiles"),
    "sus_score": ("responses", "sus"),
    "task_time_geometric_mean_ci": ("times confidence", "geomean lower median upper"),
    "task_time_mean_median": ("times", "mean median"),
    "task_time_median_with_failures": ("geomean_success completion_rate", "median_est"),
    "time_vs_benchmark": ("times benchmark alternative", "geomean p t"),
    "umux_lite": ("pairs", "raw sus_equivalent"),
    "umux_score": ("responses", "umux"),
}
INPUTS: dict[str, dict[str, object]] = {
    entry["metric"]: entry["inputs"] for entry in json.loads(default_examples().read_text())
}


@pytest.mark.parametrize("metric", FORM)
def test_every_metric_takes_its_inputs_and_answers_every_key(metric: str) -> None:
    inputs, keys = (set(words.split()) for words in FORM[metric])
    assert inputs <= set(inspect.signature(METRICS[metric]).parameters)
    assert keys <= set(METRICS[metric](**INPUTS[metric]))


@pytest.mark.parametrize("metric", [name for name in FORM if "confidence" in FORM[name][0]])
def test_the_level_may_be_left_out_and_is_95_per_cent_then(metric: str) -> None:
    inputs = {key: value for key, value in INPUTS[metric].items() if key != "confidence"}
    assert METRICS[metric](**inputs) == METRICS[metric](**inputs, confidence=0.95)


def test_welch_takes_samples_or_what_sums_them_up() -> None:
    samples = METRICS["compare_means_welch"](x=[1, 2, 3, 4], y=[2, 4, 6])
    summed = METRICS["compare_means_welch"](m1=2.5, s1=1.2909944487358056, n1=4, m2=4, s2=2, n2=3)
    assert samples["t"] == pytest.approx(summed["t"])
    assert samples["df"] == pytest.approx(summed["df"])


def test_a_survival_curve_can_be_read_at_any_time() -> None:
    metric = METRICS["kaplan_meier"]
    plain = metric(times=[10, 20, 30], events=[1, 0, 1])
    assert (plain["times"], plain["survival"]) == ([10, 30], pytest.approx([2 / 3, 0]))
    asked = metric(times=[10, 20, 30], events=[1, 0, 1], at=[5, 15, 40])
    assert asked["survival"] == pytest.approx([1, 2 / 3, 0])
    assert plain["median"] == 30
    assert asked["lower"] == [
        None,
        plain["lower"][0],
        pytest.approx(plain["lower"][1], nan_ok=True),
    ]


def test_rates_may_be_printed_as_shares_or_as_per_cents() -> None:
    metric = METRICS["efficiency_completion_per_minute"]
    shares, cents = metric(rates=[0.65, 0.4], minutes=[1.5, 2]), metric([65, 40], [1.5, 2])
    assert shares["percent"] == pytest.approx(cents["percent"])
    assert shares["percent"] == pytest.approx([43.33, 20], abs=0.01)


def test_sample_sizes_pair_their_lists_or_make_a_table() -> None:
    metric = METRICS["problem_discovery_sample_size"]
    assert metric(p=[0.01], goal=[0.5, 0.99]) == {"n": [69, 459]}
    assert metric(p=[0.01, 0.5], goal=[0.5, 0.75]) == {"n": [69, 2]}
    assert metric(p=[0.5, 0.25, 0.1], goal=[0.5, 0.75]) == {"n": [[1, 2], [3, 5], [7, 14]]}
    assert metric(p=0.5, goal=0.75) == {"n": 2}


@pytest.mark.parametrize(
    "drawing", [{"n": 2, "cm": 5}, {"segments": 2, "length_cm": 5}, {"n_d": 2, "l_d": 5}]
)
def test_drawing_takes_segments_and_length_by_their_usual_names(drawing: dict[str, float]) -> None:
    assert METRICS["klm"](operators="D", K=0.2, D=drawing)["seconds"] == pytest.approx(2.6)


def test_gi_and_gi_star_differ_by_the_point_itself() -> None:
    points, y = [[0, 0], [1, 0], [2, 0], [9, 0]], [1, 2, 3, 9]
    plain = METRICS["getis_ord_gi"](points=points, y=y, threshold=1, star=False)["z"]
    star = METRICS["getis_ord_gi_star"](points=points, y=y, threshold=1, star=True)["z"]
    assert plain[1] != pytest.approx(star[1])
    assert METRICS["getis_ord_gi"](points=points, y=y, threshold=1, star=True)["z"] == star


def test_a_sample_has_its_median_beside_its_geometric_mean() -> None:
    found = METRICS["task_time_geometric_mean_ci"](
        times=[40, 36, 53, 56, 110, 48, 34, 44, 30, 40, 80]
    )
    assert found["geomean"] == pytest.approx(48.17, abs=5e-3)
    assert (found["lower"], found["upper"]) == pytest.approx((37.20, 62.37), abs=5e-3)
    assert found["median"] == 44
