"""Statistics held against scipy's, statsmodels' and lifelines' on random samples."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analyzer import (
    compare_completion,
    compare_times,
    completion,
    intervals,
    multiplicity,
    share_intervals,
    survival,
    task_times,
)
from analyzer.share_ratio import share_ratio

with warnings.catch_warnings():  # what they import has warnings of its own
    warnings.simplefilter("ignore")
    from lifelines import AalenJohansenFitter, KaplanMeierFitter
    from lifelines.statistics import logrank_test
    from lifelines.utils import median_survival_times
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff
    from statsmodels.robust.scale import mad
    from statsmodels.stats import contingency_tables, proportion
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.rates import confint_poisson
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

Random = np.random.Generator
Pairs = Iterator[tuple[object, object]]  # ours, theirs
Peer = Callable[[Random], Pairs]

PEERS: dict[str, Peer] = {}


def peer(function: Peer) -> Peer:
    PEERS[function.__name__] = function
    return function


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("name", PEERS)
def test_a_statistic_is_that_of_an_established_library(name: str, seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs say aloud where a sample is small
        pairs = list(PEERS[name](np.random.default_rng(seed)))
    assert pairs
    for ours, theirs in pairs:
        assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-9, nan_ok=True)


def both(interval: Any) -> tuple[float, float]:
    return interval.lower, interval.upper


def share(random: Random) -> tuple[int, int]:
    n = int(random.integers(1, 60))
    return int(random.integers(0, n + 1)), n


def seconds(random: Random, least: int = 2) -> Any:
    return random.lognormal(4, 0.6, int(random.integers(least, 40)))


def observed(random: Random) -> tuple[Any, Any]:
    """Draw times with many ties, and whether each ended in a success."""
    n = int(random.integers(4, 50))
    return random.integers(1, 40, n).astype(float), random.integers(0, 2, n)


@peer
def intervals_of_a_share(random: Random) -> Pairs:
    x, n = share(random)
    level = float(random.choice([0.8, 0.9, 0.95, 0.99]))
    for ours, method in (
        (intervals.adjusted_wald, "agresti_coull"),
        (share_intervals.wilson, "wilson"),
        (share_intervals.clopper_pearson, "beta"),
    ):
        theirs = proportion.proportion_confint(x, n, 1 - level, method)
        yield both(ours(x, n, level)), tuple(np.clip(theirs, 0, 1))


@peer
def two_shares(random: Random) -> Pairs:
    (x1, n1), (x2, n2) = share(random), share(random)
    ours = compare_completion.two_proportions(x1, n1, x2, n2)
    if 0 < x1 + x2 < n1 + n2:
        chi2, p, _ = proportion.proportions_chisquare([x1, x2], [n1, n2])
        yield (ours.chi2_pearson, ours.p_pearson), (chi2, p)
        # The score test of Miettinen and Nurminen, whose variance has the factor N / (N - 1).
        theirs = proportion.test_proportions_2indep(x1, n1, x2, n2, method="score", correction=True)
        yield (ours.z_n1, ours.p_n1), (theirs.statistic, theirs.pvalue)
    theirs = proportion.confint_proportions_2indep(x1, n1, x2, n2, method="newcomb")
    yield both(compare_completion.newcombe(x1, n1, x2, n2)), theirs


@peer
def the_ratio_of_two_shares(random: Random) -> Pairs:
    (x1, n1), (x2, n2) = share(random), share(random)
    ours = share_ratio(x1, n1, max(x2, 1), n2)
    low, high = proportion.confint_proportions_2indep(
        x1, n1, max(x2, 1), n2, compare="ratio", method="log-adjusted"
    )
    # Ours reach as far as the ratio that was seen.
    yield both(ours), (min(low, ours.estimate), max(high, ours.estimate))


@peer
def two_shares_exactly(random: Random) -> Pairs:
    (x1, n1), (x2, n2) = share(random), share(random)
    table = ((x1, n1 - x1), (x2, n2 - x2))
    ours = compare_completion.fisher(table)
    for side in ("two-sided", "greater", "less"):
        yield getattr(ours, f"p_{side.replace('-', '_')}"), stats.fisher_exact(table, side).pvalue


@peer
def the_same_people_twice(random: Random) -> Pairs:
    a, b, c, d = (int(value) for value in random.integers(0, 15, 4))
    ours = compare_completion.mcnemar(a, b, c + 1, d)
    table = [[a, b], [c + 1, d]]
    yield ours.p_exact, contingency_tables.mcnemar(table, exact=True).pvalue
    plain = contingency_tables.mcnemar(table, exact=False, correction=False)
    yield (ours.chi2, ours.p_asymptotic), (plain.statistic, plain.pvalue)
    corrected = contingency_tables.mcnemar(table, exact=False, correction=True)
    if b != c + 1:  # theirs takes 1 off a difference of 0 as well
        yield (ours.chi2_cc, ours.p_cc), (corrected.statistic, corrected.pvalue)


@peer
def completion_against_a_benchmark(random: Random) -> Pairs:
    x, n = share(random)
    target = float(random.uniform(0.1, 0.9))
    for side in ("greater", "less", "two-sided"):
        ours = completion.against_benchmark(x, n, target, side)  # type: ignore[arg-type]  # of a list
        sm_side = {"greater": "larger", "less": "smaller"}.get(side, side)
        yield ours.p_exact, stats.binomtest(x, n, target, side).pvalue
        z, p = proportion.proportions_ztest(x, n, target, sm_side, prop_var=target)
        yield (ours.z, ours.p), (z, p)


@peer
def a_mean(random: Random) -> Pairs:
    scores = random.normal(70, 15, int(random.integers(2, 40)))
    yield both(intervals.mean_t(scores, 0.9)), DescrStatsW(scores).tconfint_mean(0.1)


@peer
def a_geometric_mean(random: Random) -> Pairs:
    times = seconds(random)
    ours = intervals.geometric_mean(times)
    yield ours.estimate, stats.gmean(times)
    yield both(ours), tuple(np.exp(DescrStatsW(np.log(times)).tconfint_mean(0.05)))


@peer
def a_median(random: Random) -> Pairs:
    times = seconds(random, 6)
    theirs: Any = stats.quantile_test(times, q=0, p=0.5).confidence_interval(0.95)
    yield both(intervals.median(times)), (theirs.low, theirs.high)


@peer
def time_against_a_benchmark(random: Random) -> Pairs:
    times, target = seconds(random), float(random.uniform(20, 120))
    for side, sm_side in (("less", "smaller"), ("greater", "larger"), ("two-sided", "two-sided")):
        ours = task_times.against_benchmark(times, target, side)  # type: ignore[arg-type]  # of a list
        t, p, _ = DescrStatsW(np.log(times)).ttest_mean(np.log(target), sm_side)
        yield (ours.t, ours.p), (t, p)


@peer
def two_samples_of_times(random: Random) -> Pairs:
    x, y = seconds(random), seconds(random)
    ours = compare_times.compare_times(x, y)
    theirs = CompareMeans(DescrStatsW(np.log(x)), DescrStatsW(np.log(y)))
    yield (ours.t, ours.p, ours.df), theirs.ttest_ind(usevar="unequal")
    yield both(ours), tuple(np.exp(theirs.tconfint_diff(usevar="unequal")))


@peer
def two_times_of_everybody(random: Random) -> Pairs:
    x = seconds(random, 3)
    y = x * random.lognormal(0.1, 0.3, x.size)
    ours = compare_times.compare_times_paired(x, y)
    theirs: Any = stats.ttest_rel(np.log(x), np.log(y))
    yield (ours.t, ours.p), (theirs.statistic, theirs.pvalue)
    yield both(ours), tuple(np.exp(theirs.confidence_interval(0.95)))


@peer
def events_per_participant(random: Random) -> Pairs:
    n = int(random.integers(2, 30))
    counts = [1] * n + [0] * int(random.integers(0, n))  # spread less than Poisson counts
    theirs = confint_poisson(sum(counts), len(counts), method="exact-c")
    yield both(intervals.event_rate(counts)), theirs


@peer
def a_family_of_tests(random: Random) -> Pairs:
    p = random.uniform(0, 0.2, int(random.integers(1, 30)))
    for ours, method in (
        (multiplicity.holm, "holm"),
        (multiplicity.benjamini_hochberg, "fdr_bh"),
        (multiplicity.bonferroni, "bonferroni"),
    ):
        yield ours(p), multipletests(p, method=method)[1]


@peer
def times_that_stand_out(random: Random) -> Pairs:
    logs = np.log(times := seconds(random, 5))
    yield task_times.robust_z(times), (logs - np.median(logs)) / mad(logs)


@peer
def who_is_still_trying(random: Random) -> Pairs:
    times, events = observed(random)
    events[0] = 1
    ours = survival.kaplan_meier(times, events)
    theirs = SurvfuncRight(times, events)
    yield ours.times_s, theirs.surv_times
    yield ours.share, theirs.surv_prob
    yield ours.at_risk, theirs.n_risk
    lines = KaplanMeierFitter().fit(times, events)
    band = lines.confidence_interval_survival_function_.loc[ours.times_s].to_numpy()
    inside = (ours.share > 1e-12) & (ours.share < 1)
    yield ours.lower[inside], band[inside, 0]
    yield ours.upper[inside], band[inside, 1]


@peer
def when_half_have_succeeded(random: Random) -> Pairs:
    times, events = observed(random)
    events[0] = 1
    ours = survival.median_time(survival.kaplan_meier(times, events))
    lines = KaplanMeierFitter().fit(times, events)
    low, high = median_survival_times(lines.confidence_interval_survival_function_).to_numpy()[0]
    found = [np.inf if one is None else one for one in (ours.estimate, *both(ours))]
    # Theirs holds a band of nothing for 0 where the last one has succeeded.
    if lines.survival_function_.iloc[-1, 0] > 0:
        yield found, [lines.median_survival_time_, low, high]
    else:
        yield found[0], lines.median_survival_time_


@peer
def success_and_giving_up_compete(random: Random) -> Pairs:
    n = int(random.integers(5, 40))
    ends = random.integers(0, 3, n)
    ends[:2] = 1, 2
    tied = random.integers(1, 40, n).astype(float)
    theirs = CumIncidenceRight(tied, ends)
    for cause in (1, 2):
        ours = survival.cumulative_incidence(tied, ends, cause)
        at = np.searchsorted(theirs.times, ours.times_s)
        yield ours.share, theirs.cinc[cause - 1][at]
    apart = random.permutation(np.arange(1.0, n + 1))  # lifelines moves times that are tied
    ours = survival.cumulative_incidence(apart, ends, 1)
    lines = AalenJohansenFitter().fit(apart, ends, event_of_interest=1)
    yield ours.share, lines.cumulative_density_.loc[ours.times_s].to_numpy()[:, 0]
    band = lines.confidence_interval_.loc[ours.times_s].to_numpy()
    # Theirs has no band at the time of the very last participant.
    inside = (ours.share > 1e-12) & (ours.share < 1) & ~np.isnan(band[:, 0])
    yield ours.lower[inside], band[inside, 0]
    yield ours.upper[inside], band[inside, 1]


@peer
def two_curves(random: Random) -> Pairs:
    (times1, events1), (times2, events2) = observed(random), observed(random)
    events1[0] = events2[0] = 1
    ours = survival.log_rank(times1, events1, times2, events2)
    lines = logrank_test(times1, times2, events1, events2)
    yield (ours.chi2, ours.p), (lines.test_statistic, lines.p_value)
    group = np.repeat([0, 1], [times1.size, times2.size])
    theirs = survdiff(np.append(times1, times2), np.append(events1, events2), group)
    yield (ours.chi2, ours.p), theirs
