"""A task held against its benchmark: whether completion and time show it to be met."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.completion import against_benchmark as completion_against
from analyzer.results import BenchmarkResult
from analyzer.task_figures import BenchmarkVerdict, Measure
from analyzer.task_times import against_benchmark as time_against
from recorder.definition import Benchmark

LEVEL = 0.05  # one-sided, each way; Sauro & Lewis (2016), ch. 4
# Ours, as for two groups: one failure alone would "show" that a target of 95 % is missed.
FEW = 5


def against_benchmark(
    benchmark: Benchmark | None, succeeded: int, judged: int, times_s: Sequence[float]
) -> tuple[BenchmarkResult, ...]:
    """Test a task against what its study expects of it.

    Parameters
    ----------
    benchmark
        Of the task; without one there is nothing to test.
    succeeded, judged
        Participants.
    times_s
        Of successes, all > 0.

    Returns
    -------
    tuple of BenchmarkResult
        Completion first; only what the benchmark names.

    Notes
    -----
    Sauro & Lewis (2016), Quantifying the User Experience, ch. 4: binomial mid-P below 15 expected
    successes or failures, else the normal test; one-sample t on the logarithms of times.
    """
    if benchmark is None:
        return ()
    found = []
    if benchmark.completion is not None:
        found.append(_completion(benchmark.completion, succeeded, judged))
    if benchmark.time_s is not None:
        found.append(_time(benchmark.time_s, times_s))
    return tuple(found)


def _completion(target: float, succeeded: int, judged: int) -> BenchmarkResult:
    if judged == 0:
        return _result("completion", target, n=0, method="mid-P")
    test = completion_against(succeeded, judged, target)
    is_small = test.method == "mid-P"
    return _result(
        "completion",
        target,
        n=judged,
        method=test.method,
        estimate=succeeded / judged,
        statistic=None if is_small else test.z,
        p=test.p_mid if is_small else test.p,
    )


def _time(target_s: float, times_s: Sequence[float]) -> BenchmarkResult:
    method = "t on logs"
    if not times_s:
        return _result("time", target_s, n=0, method=method)
    test = time_against(times_s, target_s)
    return _result(
        "time",
        target_s,
        n=len(times_s),
        method=method,
        estimate=test.geomean,
        statistic=test.t,
        p=test.p,
    )


def _result(
    measure: Measure,
    target: float,
    *,
    n: int,
    method: str,
    estimate: float | None = None,
    statistic: float | None = None,
    p: float | None = None,
) -> BenchmarkResult:
    verdict: BenchmarkVerdict = "not shown"
    if p is None or n < FEW:
        verdict = "no data"
    elif p <= LEVEL:
        verdict = "better"
    elif 1 - p <= LEVEL:
        verdict = "worse"
    return BenchmarkResult(
        measure=measure,
        target=target,
        estimate=estimate,
        n=n,
        statistic=statistic,
        p=p,
        p_worse=None if p is None else 1 - p,
        method=method,
        verdict=verdict,
    )
