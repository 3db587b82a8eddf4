"""What is missing is left out and counted before a statistic sees it; NaN is refused in words."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from analyzer import (
    compare_nps,
    compare_times,
    completion,
    discovery,
    efficiency,
    intervals,
    multiplicity,
    navigation,
    share_intervals,
    survival,
    task_times,
)
from analyzer.questionnaires import csat, nasa_tlx, nps, sus, umux, umux_lite

NAN = math.nan
REFUSED: dict[str, Callable[[], object]] = {
    "adjusted Wald": lambda: intervals.adjusted_wald(NAN, 5),  # type: ignore[arg-type]  # on purpose
    "Wilson": lambda: share_intervals.wilson(NAN, 5),  # type: ignore[arg-type]  # on purpose
    "Clopper-Pearson": lambda: share_intervals.clopper_pearson(NAN, 5),  # type: ignore[arg-type]  # on purpose
    "mid-P": lambda: share_intervals.mid_p(NAN, 5),  # type: ignore[arg-type]  # on purpose
    "level": lambda: intervals.adjusted_wald(1, 5, NAN),
    "benchmark of completion": lambda: completion.against_benchmark(4, 5, NAN),
    "benchmark of time": lambda: task_times.against_benchmark([3.0, 4.0], NAN),
    "times against a benchmark": lambda: task_times.against_benchmark([3.0, NAN], 5.0),
    "geometric mean": lambda: intervals.geometric_mean([3.0, NAN]),
    "median": lambda: intervals.median([3.0, NAN]),
    "mean": lambda: intervals.mean_t([3.0, NAN]),
    "typical time": lambda: task_times.typical_time([3.0, NAN]),
    "outliers": lambda: task_times.robust_z([3.0, NAN]),
    "Rummel's median, time": lambda: task_times.median_with_failures(NAN, 0.8),
    "Rummel's median, rate": lambda: task_times.median_with_failures(30.0, NAN),
    "event rate": lambda: intervals.event_rate([1, NAN]),  # type: ignore[list-item]  # on purpose
    "Kaplan-Meier, times": lambda: survival.kaplan_meier([1.0, NAN], [1, 0]),
    "Kaplan-Meier, events": lambda: survival.kaplan_meier([1.0, 2.0], [1, NAN]),
    "incidence, times": lambda: survival.cumulative_incidence([1.0, NAN], [1, 2]),
    "incidence, outcomes": lambda: survival.cumulative_incidence([1.0, 2.0], [1, NAN]),
    "log-rank": lambda: survival.log_rank([1.0, NAN], [1, 1], [2.0], [1]),
    "summary": lambda: compare_times.summary([1.0, NAN]),
    "Welch, summed up": lambda: compare_times.welch(
        compare_times.Summary(NAN, 1.0, 5), compare_times.Summary(1.0, 1.0, 5)
    ),
    "times of two designs": lambda: compare_times.compare_times([1.0, NAN], [1.0, 2.0]),
    "means of the same people": lambda: compare_times.paired([1.0, NAN], [1.0, 2.0]),
    "times of the same people": lambda: compare_times.compare_times_paired([1.0, NAN], [1.0, 2.0]),
    "efficiency, times": lambda: efficiency.time_based([1.0, NAN], [1, 0]),
    "efficiency, goals": lambda: efficiency.time_based([1.0, 2.0], [1, NAN]),
    "overall relative efficiency": lambda: efficiency.overall_relative([1.0, 2.0], [1, NAN]),
    "completion per minute": lambda: efficiency.completion_per_minute(0.5, NAN),
    "lostness": lambda: navigation.lostness(3, 4, NAN),  # type: ignore[arg-type]  # on purpose
    "first click": lambda: navigation.first_click_ratio(NAN, 0.5),
    "p-values": lambda: multiplicity.holm([0.1, NAN]),
    "false discoveries": lambda: multiplicity.benjamini_hochberg([0.1, NAN]),
    "problem discovery": lambda: discovery.discovered(NAN, 5),
    "participants needed": lambda: discovery.participants_needed(0.1, NAN),
    "problem matrix": lambda: discovery.adjusted(np.array([[1.0, NAN]])),
    "severity": lambda: discovery.severity(NAN, 5, 3),  # type: ignore[arg-type]  # on purpose
    "SUS": lambda: sus.sus_score([3.0] * 9 + [NAN]),
    "SUS grade": lambda: sus.sus_grade(NAN),
    "UMUX": lambda: umux.umux_score([3.0, NAN, 3.0, 3.0]),
    "UMUX-Lite": lambda: umux_lite.umux_lite_score([3.0, NAN]),
    "TLX": lambda: nasa_tlx.raw_tlx([3.0] * 5 + [NAN]),
    "TLX, weighted": lambda: nasa_tlx.weighted_tlx([3.0] * 6, [5, 4, 3, 2, 1, NAN]),
    "CSAT": lambda: csat.top_two_box([5, NAN]),
    "NPS": lambda: nps.summarise_nps([5, NAN]),
    "NPS of two designs": lambda: compare_nps.compare_nps([5, NAN], [9]),
    "NPS by counts": lambda: nps.nps_interval(3, NAN, 1),  # type: ignore[arg-type]  # on purpose
}


@pytest.mark.parametrize("what", REFUSED)
def test_nan_is_refused_in_words(what: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        REFUSED[what]()
