import pytest

from analyzer.intervals import geometric_mean, median
from analyzer.time_figures import times_of
from fixtures.tries import attempt, way


def _times(*times_s: float):  # type: ignore[no-untyped-def]  # a Times
    tries = [attempt(f"P{at:02}", task_s=time_s) for at, time_s in enumerate(times_s)]
    return times_of(tries, tries)


def test_the_geometric_mean_is_read_first_below_25_and_the_median_from_there() -> None:
    few = [float(time_s) for time_s in range(10, 34)]
    assert _times(*few).typical == geometric_mean(few)
    assert _times(*few, 34.0).typical == median([*few, 34.0])


def test_a_time_that_stands_out_is_flagged_and_stays() -> None:
    times_s = (30, 31, 32, 33, 34, 900)
    times = _times(*times_s)
    (outlier,) = times.outliers
    assert (outlier.participant, outlier.task_s, outlier.flags) == ("P05", 900, ("slow",))
    assert outlier.z > 3.5
    assert times.typical == geometric_mean(times_s)
    assert times.without_outliers == geometric_mean(times_s[:-1])


def test_without_outliers_both_times_agree() -> None:
    times = _times(30, 35, 40)
    assert times.outliers == ()
    assert times.without_outliers == times.typical


def test_less_than_half_of_an_experts_time_is_flagged_as_a_speeder() -> None:
    tries = [
        attempt("P1", task_s=4.5, expert_s=12.0, way=way()),
        attempt("P2", task_s=30.0, expert_s=10.0, way=way(is_on_path=True)),
        attempt("P3", task_s=40.0, expert_s=15.0, way=way(is_on_path=True)),
    ]
    times = times_of(tries, tries)
    assert (times.expert_s, times.expert_of) == (10.0, "P2")
    assert [one.participant for one in times.outliers if "speeder" in one.flags] == ["P1"]
    assert times.expert_ratio.estimate == pytest.approx((4.5 * 30 * 40) ** (1 / 3) / 10)


def test_without_a_success_on_an_accepted_path_there_is_no_expert_and_no_speeder() -> None:
    tries = [attempt("P1", task_s=1.0, expert_s=90.0, way=way()), attempt("P2", expert_s=9.0)]
    times = times_of(tries, tries)
    assert times.expert_s is None
    assert (times.expert_ratio.estimate, times.expert_ratio.n) == (None, 0)
    assert times.outliers == ()


def test_waiting_is_taken_off_in_a_column_of_its_own() -> None:
    tries = [attempt("P1", task_s=20.0, system_s=4.0, active_s=9.0)]
    times = times_of(tries, tries)
    assert times.typical.estimate == pytest.approx(20)
    assert times.without_waiting.estimate == pytest.approx(16)
    assert times.active.estimate == pytest.approx(9)
    assert times.reading.estimate == pytest.approx(2)


def test_nobody_and_no_time_give_nothing() -> None:
    assert _times().typical.n == 0
    assert _times(0.0).typical.n == 0
