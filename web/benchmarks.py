"""What the tests against a task's benchmark say, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.results import BenchmarkResult
from web.formats import NB, n, number, seconds, share

_SAYS = {
    "completion": {"better": "is above it", "worse": "is below it"},
    "time": {"better": "is quicker than that", "worse": "is slower than that"},
}
_TESTS = {
    "mid-P": "binomial test, mid-P",
    "normal": "normal test of a share",
    "t on logs": "t test of the logarithms",
}


def benchmark_sentences(results: Sequence[BenchmarkResult]) -> list[str]:
    """Say of each benchmark whether the figures show that it is met; none without one."""
    return [_sentence(one) for one in results]


def _sentence(one: BenchmarkResult) -> str:
    is_share = one.measure == "completion"
    write, what = (share, "Completion") if is_share else (seconds, "The typical time of a success")
    head = f"Benchmark {write(one.target)}: "
    if one.verdict == "no data" or one.p is None or one.p_worse is None:
        return f"{head}not enough data to tell ({n(one.n)})."
    is_worse = one.verdict == "worse"
    p = one.p_worse if is_worse else one.p
    tested = f"{_TESTS[one.method]}, one-sided p{NB}{_p(p)}, {n(one.n)}"
    if one.verdict == "not shown":
        side = "above it" if is_share else "quicker"
        return f"{head}{write(one.estimate)} does not show {what.lower()} to be {side} ({tested})."
    return f"{head}{what}, {write(one.estimate)}, {_SAYS[one.measure][one.verdict]} ({tested})."


def _p(value: float) -> str:
    return f"<{NB}0.001" if value < 0.001 else f"={NB}{number(value, 3)}"
