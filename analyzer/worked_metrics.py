"""The measures under the names that worked examples use, as `docs/measures.md` lists them.

A function's name is the metric's, its parameters are the example's inputs, and what it gives
holds at least the example's expected keys. Completion rates stand in `worked_completion.py`,
questionnaires in `worked_scales.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from analyzer import (
    compare_times,
    discovery,
    efficiency,
    intervals,
    klm,
    multiplicity,
    navigation,
    peer_rules,
    spatial,
    survival,
    task_times,
    worked_completion,
    worked_scales,
)
from analyzer.intervals import FloatArray
from analyzer.worked_completion import bounds

Answer = Mapping[str, Any]
Metric = Callable[..., Answer]
Reals = Sequence[float]

METRICS: dict[str, Metric] = {**worked_completion.METRICS, **worked_scales.METRICS}


def _metric(name: str) -> Callable[[Metric], Metric]:
    def enter(function: Metric) -> Metric:
        METRICS[name] = function
        return function

    return enter


@_metric("task_time_geometric_mean_ci")
def _geometric_mean(times: Reals, confidence: float = 0.95) -> Answer:
    found = intervals.geometric_mean(times, confidence)
    middle = intervals.median(times, confidence).estimate
    return {**bounds(found), "geomean": found.estimate, "median": middle}


@_metric("task_time_median_ci")
def _median(times: Reals, confidence: float = 0.95) -> Answer:
    found = intervals.median(times, confidence)
    return {**bounds(found), "median": found.estimate}


@_metric("task_time_mean_median")
def _mean_median(times: Reals) -> Answer:
    return {"mean": intervals.mean_t(times).estimate, "median": intervals.median(times).estimate}


@_metric("task_time_median_with_failures")
def _median_with_failures(geomean_success: float, completion_rate: float) -> Answer:
    return {"median_est": task_times.median_with_failures(geomean_success, completion_rate)}


@_metric("time_vs_benchmark")
def _time_benchmark(
    times: Reals, benchmark: float, alternative: task_times.Alternative = "less"
) -> Answer:
    return asdict(task_times.against_benchmark(times, benchmark, alternative))


@_metric("compare_means_welch")
def _welch(
    *,
    x: Reals = (),
    y: Reals = (),
    m1: float = 0,
    s1: float = 0,
    n1: int = 0,
    m2: float = 0,
    s2: float = 0,
    n2: int = 0,
    confidence: float = 0.95,
) -> Answer:
    """Take two samples, or what sums them up."""
    first = compare_times.summary(x) if n1 == 0 else compare_times.Summary(m1, s1, n1)
    second = compare_times.summary(y) if n2 == 0 else compare_times.Summary(m2, s2, n2)
    return asdict(compare_times.welch(first, second, confidence))


@_metric("compare_means_paired")
def _paired(x: Reals, y: Reals, confidence: float = 0.95) -> Answer:
    return asdict(compare_times.paired(x, y, confidence))


@_metric("compare_times_welch_log")
def _compare_times(x: Reals, y: Reals, confidence: float = 0.95) -> Answer:
    return asdict(compare_times.compare_times(x, y, confidence))


@_metric("compare_times_paired_log")
def _compare_times_paired(x: Reals, y: Reals, confidence: float = 0.95) -> Answer:
    return asdict(compare_times.compare_times_paired(x, y, confidence))


@_metric("kaplan_meier")
def _kaplan_meier(
    times: Reals, events: Reals, confidence: float = 0.95, at: Reals | None = None
) -> Answer:
    """Give the curve at the times of successes, or at the times that are asked for."""
    curve = survival.kaplan_meier(times, events, confidence)
    middle = survival.median_time(curve)
    steps = [float(t) for t in curve.times_s]
    wanted = steps if at is None or len(at) == len(steps) else list(at)
    return {
        "times": wanted,
        "survival": [survival.share_at(curve, t) for t in wanted],
        "lower": [_bound(curve.times_s, curve.lower, t) for t in wanted],
        "upper": [_bound(curve.times_s, curve.upper, t) for t in wanted],
        "median": middle.estimate,
        "median_lower": middle.lower,
        "median_upper": middle.upper,
    }


def _bound(times_s: FloatArray, bounds_then: FloatArray, t_s: float) -> float | None:
    step = int(np.searchsorted(times_s, t_s, side="right")) - 1
    return float(bounds_then[step]) if step >= 0 else None


@_metric("cumulative_incidence")
def _cumulative_incidence(
    times: Reals, outcomes: Reals, cause: int = 1, confidence: float = 0.95
) -> Answer:
    curve = survival.cumulative_incidence(times, outcomes, cause, confidence)
    return {
        "times": curve.times_s.tolist(),
        "incidence": curve.share.tolist(),
        "lower": curve.lower.tolist(),
        "upper": curve.upper.tolist(),
    }


@_metric("log_rank")
def _log_rank(times1: Reals, events1: Reals, times2: Reals, events2: Reals) -> Answer:
    return asdict(survival.log_rank(times1, events1, times2, events2))


@_metric("event_rate_ci")
def _event_rate(counts: Sequence[int], confidence: float = 0.95) -> Answer:
    found = intervals.event_rate(counts, confidence)
    return {**bounds(found), "method": found.method}


@_metric("problem_discovery")
def _discovered(p: float, n: int) -> Answer:
    return {"discovered": discovery.discovered(p, n)}


@_metric("problem_discovery_sample_size")
def _participants_needed(p: float | Reals, goal: float | Reals) -> Answer:
    """Pair lists of one length, one with many; of any others give a row per p."""
    shares, goals = np.atleast_1d(p), np.atleast_1d(goal)
    if min(shares.size, goals.size) > 1 and shares.size != goals.size:
        shares = shares[:, np.newaxis]
    sizes = np.vectorize(discovery.participants_needed, otypes=[int])(shares, goals)
    return {"n": int(sizes[0]) if np.ndim(p) == np.ndim(goal) == 0 else sizes.tolist()}


@_metric("problem_discovery_adjusted")
def _discovery_adjusted(matrix: Sequence[Sequence[int]]) -> Answer:
    return asdict(discovery.adjusted(np.asarray(matrix)))


@_metric("chao2")
def _chao2(matrix: Sequence[Sequence[int]]) -> Answer:
    return {"estimate": discovery.chao2(np.asarray(matrix))}


@_metric("any_two_agreement")
def _any_two(sets: Sequence[Sequence[Any]]) -> Answer:
    return {"agreement": discovery.any_two_agreement([set(found) for found in sets])}


@_metric("severity_frequency_impact")
def _severity(affected: int, n: int, impact: int) -> Answer:
    return {"severity": discovery.severity(affected, n, impact)}


@_metric("lostness")
def _lostness(N: int, S: int, R: int) -> Answer:  # noqa: N803 - the letters of the paper
    return {"lostness": navigation.lostness(N, S, R)}


@_metric("path_deviation")
def _path_deviation(path: Sequence[str], accepted: Sequence[Sequence[str]]) -> Answer:
    return {"deviation": navigation.path_deviation(path, accepted)}


@_metric("first_click")
def _first_click(success_if_correct: float, success_if_wrong: float) -> Answer:
    return {"ratio": navigation.first_click_ratio(success_if_correct, success_if_wrong)}


@_metric("efficiency_completion_per_minute")
def _completion_per_minute(rates: Reals, minutes: Reals) -> Answer:
    # Printed tables give shares or per cents.
    share = 0.01 if max(rates, default=0) > 1 else 1.0
    rows = zip([share * rate for rate in rates], minutes, strict=True)
    return {"percent": [100 * efficiency.completion_per_minute(*row) for row in rows]}


@_metric("efficiency_time_based")
def _time_based(times: Reals, success: Reals) -> Answer:
    return {
        "time_based": efficiency.time_based(times, success),
        "overall_relative": efficiency.overall_relative(times, success),
    }


@_metric("klm")
def _klm(
    operators: str,
    K: float = klm.SECONDS["K"],  # noqa: N803 - the operators' own letters
    D: Mapping[str, float] | None = None,  # noqa: N803
    R: float = 0,  # noqa: N803
) -> Answer:
    """D holds a number of segments (`n...` or `s...`) and a length in cm."""
    segments = length_cm = 0.0
    for key, value in (D or {}).items():
        if key.lower().startswith(("n", "s")):
            segments = value
        else:
            length_cm = value
    return {"seconds": klm.expert_time(operators, K, segments, length_cm, R)}


@_metric("fdr_benjamini_hochberg")
def _benjamini_hochberg(p: Reals, q: float = 0.05) -> Answer:
    families = {
        "rejected": multiplicity.benjamini_hochberg(p),
        "bonferroni": multiplicity.bonferroni(p),
        "holm": multiplicity.holm(p),
    }
    return {key: int(multiplicity.found(values, q).sum()) for key, values in families.items()}


@_metric("getis_ord_gi")
def _gi(points: Sequence[Reals], y: Reals, threshold: float, star: bool = False) -> Answer:
    return {"z": spatial.getis_ord(points, y, threshold, star=star).tolist()}


@_metric("getis_ord_gi_star")
def _gi_star(points: Sequence[Reals], y: Reals, threshold: float, star: bool = True) -> Answer:
    return {"z": spatial.getis_ord(points, y, threshold, star=star).tolist()}


@_metric("rage_click")
def _rage_click(clicks: Sequence[Reals]) -> Answer:
    return {"hit_indices": peer_rules.posthog_rage_clicks([(x, y, t) for x, y, t in clicks])}
