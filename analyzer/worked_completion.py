"""Completion rates under the names that worked examples use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analyzer import compare_completion, completion, intervals, share_intervals
from analyzer.results import Interval

Answer = Mapping[str, Any]


def bounds(interval: Interval) -> dict[str, Any]:
    """Give an interval by the keys of the examples."""
    return {"estimate": interval.estimate, "lower": interval.lower, "upper": interval.upper}


def _adjusted_wald(successes: int, n: int, confidence: float = 0.95) -> Answer:
    centre = intervals.adjusted_share(successes, n, confidence)
    return {**bounds(intervals.adjusted_wald(successes, n, confidence)), "p_adj": centre}


def _wilson(successes: int, n: int, confidence: float = 0.95) -> Answer:
    return bounds(share_intervals.wilson(successes, n, confidence))


def _wilson_cc(successes: int, n: int, confidence: float = 0.95) -> Answer:
    return bounds(share_intervals.wilson(successes, n, confidence, continuity=True))


def _clopper_pearson(successes: int, n: int, confidence: float = 0.95) -> Answer:
    return bounds(share_intervals.clopper_pearson(successes, n, confidence))


def _mid_p(successes: int, n: int, confidence: float = 0.95) -> Answer:
    return bounds(share_intervals.mid_p(successes, n, confidence))


def _laplace(successes: int, n: int) -> Answer:
    return {"estimate": completion.laplace(successes, n)}


def _completion_benchmark(
    successes: int,
    n: int,
    benchmark: float,
    alternative: completion.Alternative = "greater",
) -> Answer:
    return asdict(completion.against_benchmark(successes, n, benchmark, alternative))


def _two_proportions(x1: int, n1: int, x2: int, n2: int) -> Answer:
    return asdict(compare_completion.two_proportions(x1, n1, x2, n2))


def _newcombe(x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95) -> Answer:
    return bounds(compare_completion.newcombe(x1, n1, x2, n2, confidence))


def _fisher(table: Sequence[Sequence[int]]) -> Answer:
    (a, b), (c, d) = table
    return asdict(compare_completion.fisher(((a, b), (c, d))))


def _mcnemar(b: int, c: int, a: int = 0, d: int = 0, confidence: float = 0.95) -> Answer:
    """Take those who differed; who did not (a, d) changes nothing."""
    return asdict(compare_completion.mcnemar(a, b, c, d, confidence))


METRICS: Mapping[str, Callable[..., Answer]] = {
    "completion_ci_adjusted_wald": _adjusted_wald,
    "completion_ci_clopper_pearson": _clopper_pearson,
    "completion_ci_mid_p": _mid_p,
    "completion_ci_wilson": _wilson,
    "completion_ci_wilson_cc": _wilson_cc,
    "completion_difference_ci_newcombe": _newcombe,
    "completion_fisher_exact": _fisher,
    "completion_mcnemar": _mcnemar,
    "completion_point_laplace": _laplace,
    "completion_two_proportions": _two_proportions,
    "completion_vs_benchmark": _completion_benchmark,
}
