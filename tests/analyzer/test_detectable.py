import math

import pytest

from analyzer.compare_times import Summary, welch
from analyzer.detectable import detectable_mean, detectable_normal, detectable_shares


def test_a_published_effect_of_two_shares() -> None:
    # Cohen (1988), example 6.8: against a fixed share h = .2 needs 325 people at 5 % with a power
    # of .95, so two groups need twice as many each.
    found = detectable_shares(650, 650, 0.95, power=0.95)
    assert found == pytest.approx(math.sin(0.1), abs=1e-4)


@pytest.mark.parametrize(("n1", "n2"), [(5, 5), (8, 12), (30, 30), (100, 20)])
def test_shares_agree_with_statsmodels(n1: int, n2: int) -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    h = power.NormalIndPower().solve_power(nobs1=n1, alpha=0.05, power=0.8, ratio=n2 / n1)
    assert detectable_shares(n1, n2) == pytest.approx(math.sin(h / 2), abs=1e-6)


@pytest.mark.parametrize("n", [5, 8, 12, 30])
def test_means_agree_with_statsmodels(n: int) -> None:
    power = pytest.importorskip("statsmodels.stats.power")
    d = power.TTestIndPower().solve_power(nobs1=n, alpha=0.05, power=0.8)
    found = welch(Summary(10.0, 2.0, n), Summary(11.0, 2.0, n))
    assert detectable_mean(found) == pytest.approx(2 * d, rel=1e-4)


def test_so_few_that_nothing_would_be_shown_have_no_detectable_difference() -> None:
    assert detectable_shares(1, 1) is None
    assert detectable_shares(0, 5) is None
    assert detectable_mean(welch(Summary(1.0, 0.0, 5), Summary(2.0, 0.0, 5))) is None
    assert detectable_normal(None) is None


def test_more_participants_show_smaller_differences() -> None:
    found = [detectable_shares(n, n) for n in (5, 8, 12, 30, 100)]
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert detectable_normal(0.1) == pytest.approx(0.1 * (1.959964 + 0.841621), abs=1e-6)
