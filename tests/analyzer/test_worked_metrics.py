from __future__ import annotations

import pytest

from analyzer.worked_metrics import METRICS


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
