from __future__ import annotations

import pytest

from analyzer.benchmark_results import against_benchmark
from recorder.definition import Benchmark

EIGHT_OF_NINE = Benchmark(completion=0.7)


def test_eight_of_nine_do_not_show_more_than_70_per_cent() -> None:
    (found,) = against_benchmark(EIGHT_OF_NINE, 8, 9, ())  # Sauro & Lewis (2016), ch. 4
    assert found.p == pytest.approx(0.1182, abs=1e-4)
    assert (found.method, found.verdict, found.statistic) == ("mid-P", "not shown", None)


def test_85_of_100_are_above_75_per_cent_by_the_normal_test() -> None:
    (found,) = against_benchmark(Benchmark(completion=0.75), 85, 100, ())
    assert (found.statistic, found.p) == pytest.approx((2.309, 0.0105), abs=1e-3)
    assert (found.method, found.verdict) == ("normal", "better")


def test_few_who_succeed_are_shown_to_be_below() -> None:
    (found,) = against_benchmark(EIGHT_OF_NINE, 1, 9, ())
    assert found.verdict == "worse"
    assert found.p_worse is not None
    assert found.p_worse < 0.01


def test_times_are_held_against_a_target_on_the_logarithms() -> None:
    times = (350.0, 255, 400, 343, 330, 420)
    (found,) = against_benchmark(Benchmark(time_s=375), 6, 6, times)
    assert (found.estimate, found.statistic, found.p) == pytest.approx(
        (345.3724, -1.1481, 0.1514), abs=1e-3
    )
    assert found.verdict == "not shown"
    assert against_benchmark(Benchmark(time_s=900), 6, 6, times)[0].verdict == "better"
    assert against_benchmark(Benchmark(time_s=100), 6, 6, times)[0].verdict == "worse"


@pytest.mark.parametrize("times", [(), (30.0,), (30.0, 30.0)])
def test_without_enough_data_there_is_no_verdict(times: tuple[float, ...]) -> None:
    both = against_benchmark(Benchmark(completion=0.5, time_s=20), 0, 0, times)
    assert [one.measure for one in both] == ["completion", "time"]
    assert [one.verdict for one in both] == ["no data", "no data"]
    assert [one.n for one in both] == [0, len(times)]


def test_a_task_without_a_benchmark_is_held_against_nothing() -> None:
    assert against_benchmark(None, 3, 4, (1.0,)) == ()


def test_fewer_than_five_give_no_verdict_whatever_p_is() -> None:
    (one,) = against_benchmark(Benchmark(completion=0.95), 0, 1, ())
    assert one.p_worse == pytest.approx(0.025)
    assert one.verdict == "no data"
    (four,) = against_benchmark(Benchmark(time_s=900), 4, 4, (30.0, 31, 32, 33))
    assert (four.p is not None, four.verdict) == (True, "no data")
    assert against_benchmark(Benchmark(completion=0.95), 0, 5, ())[0].verdict == "worse"
