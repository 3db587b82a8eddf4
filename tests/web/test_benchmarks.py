import pytest

from analyzer.benchmark_results import against_benchmark
from recorder.definition import Benchmark
from web.benchmarks import benchmark_sentences


@pytest.mark.parametrize(
    ("succeeded", "judged", "said"),
    [
        (20, 20, "Completion, 100 %, is above it (binomial test, mid-P, one-sided p = 0.009, "
                 "n = 20)."),
        (8, 9, "89 % does not show completion to be above it (binomial test, mid-P, one-sided "
               "p = 0.333, n = 9)."),
        (2, 9, "Completion, 22 %, is below it (binomial test, mid-P, one-sided p < 0.001, n = 9)."),
        (0, 0, "not enough data to tell (n = 0)."),
        (0, 4, "not enough data to tell (n = 4)."),
    ],
)  # fmt: skip
def test_completion_is_said_to_be_above_below_or_not_shown(
    succeeded: int, judged: int, said: str
) -> None:
    found = against_benchmark(Benchmark(completion=0.82), succeeded, judged, ())
    (sentence,) = benchmark_sentences(found)
    assert sentence.replace("\u00a0", " ") == f"Benchmark 82 %: {said}"


@pytest.mark.parametrize(
    ("target_s", "said"),
    [
        (375, "Benchmark 6 min 15 s: 5 min 45 s does not show the typical time of a success to be "
              "quicker (t test of the logarithms, one-sided p = 0.151, n = 6)."),
        (80, "Benchmark 80 s: The typical time of a success, 5 min 45 s, is slower than that "
             "(t test of the logarithms, one-sided p < 0.001, n = 6)."),
    ],
)  # fmt: skip
def test_time_is_said_to_be_quicker_slower_or_not_shown(target_s: float, said: str) -> None:
    times = [350.0, 255, 400, 343, 330, 420]
    (sentence,) = benchmark_sentences(against_benchmark(Benchmark(time_s=target_s), 6, 6, times))
    assert sentence.replace("\u00a0", " ") == said


def test_without_a_benchmark_nothing_is_said() -> None:
    assert benchmark_sentences(()) == []
