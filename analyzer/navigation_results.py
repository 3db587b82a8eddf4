"""Efficiency and navigation of one task: what was achieved per time, and by which ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from analyzer.efficiency import completion_per_minute, overall_relative, time_based
from analyzer.intervals import adjusted_wald, mean_t
from analyzer.navigation import LOST_ABOVE, first_click_ratio
from analyzer.results import Attempt, AttemptWay, Efficiency, Interval, Navigation
from analyzer.share_ratio import share_ratio


def efficiency(judged: Sequence[Attempt]) -> Efficiency:
    """Sum up what was achieved per unit of time.

    Parameters
    ----------
    judged
        One attempt a participant; those without a time are left out.

    Returns
    -------
    Efficiency
        Only the time-based mean has an interval: t over participants, at least 0.
    """
    timed = [one for one in judged if one.time_s]
    minutes = [one.time_s / 60 for one in timed]
    won = [int(one.outcome == "success") for one in timed]
    rates = mean_t([goal / minute for goal, minute in zip(won, minutes, strict=True)])
    return Efficiency(
        time_based=replace(
            _at_least_0(rates), estimate=time_based(minutes, won), method="t, at least 0"
        ),
        overall_relative=_bare(overall_relative(minutes, won), len(timed), "ratio of sums"),
        completion_per_minute=_bare(
            completion_per_minute(float(np.mean(won)), float(np.mean(minutes))) if timed else None,
            len(timed),
            "completion / mean minutes",
        ),
    )


def navigation(judged: Sequence[Attempt], required: int) -> Navigation:
    """Sum up the ways through the pages.

    Parameters
    ----------
    judged
        One attempt a participant; those without a way are left out.
    required
        Pages of the shortest accepted path.

    Returns
    -------
    Navigation
        Each figure with its own n: lostness is not defined for a way shorter than the path, a
        first click not where no click opened a page.
    """
    ways = [(one, one.way) for one in judged if one.way is not None]
    lostness = [way.lostness for _, way in ways if way.lostness is not None]
    after = {
        which: [one.outcome == "success" for one, way in ways if way.first_click == which]
        for which in ("right", "wrong")
    }
    right, wrong = (adjusted_wald(sum(won), len(won)) for won in (after["right"], after["wrong"]))
    return Navigation(
        required=required,
        lostness=_at_least_0(mean_t(lostness)),
        lost=adjusted_wald(sum(score > LOST_ABOVE for score in lostness), len(lostness)),
        path_deviation=_share_mean(ways, "path_deviation"),
        excess_steps=_mean(ways, "excess_steps"),
        first_click_right=adjusted_wald(right.n, right.n + wrong.n),
        success_after_right=right,
        success_after_wrong=wrong,
        first_click_ratio=None
        if right.estimate is None or wrong.estimate is None
        else first_click_ratio(right.estimate, wrong.estimate),
        first_click_times=share_ratio(sum(after["right"]), right.n, sum(after["wrong"]), wrong.n),
    )


def _mean(ways: Sequence[tuple[Attempt, AttemptWay]], name: str) -> Interval:
    values = [getattr(way, name) for _, way in ways]
    return mean_t([value for value in values if value is not None])


def _share_mean(ways: Sequence[tuple[Attempt, AttemptWay]], name: str) -> Interval:
    found = _at_least_0(_mean(ways, name))
    return replace(found, upper=None if found.upper is None else min(1.0, found.upper))


def _at_least_0(found: Interval) -> Interval:
    """Clip a bound that the quantity itself cannot reach."""
    return replace(found, lower=None if found.lower is None else max(0.0, found.lower))


def _bare(value: float | None, n: int, method: str) -> Interval:
    """Give a figure for which no interval is defined."""
    return Interval(estimate=value, lower=None, upper=None, n=n, method=method)
