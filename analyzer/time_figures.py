"""Time on task of those who succeeded, in several readings, and the times that stand out."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.results import Attempt, Interval, Outlier, Times
from analyzer.task_figures import Flag
from analyzer.task_times import OUTLIER_Z, robust_z, typical_time

SPEEDER_SHARE = 0.5  # of an expert's time; ours, see docs/measures.md


def times_of(won: Sequence[Attempt], counted: Sequence[Attempt]) -> Times:
    """Sum up the times of one task.

    Parameters
    ----------
    won
        The successful attempts, one a participant.
    counted
        The attempts by which all participants count, for reading time.

    Returns
    -------
    Times
        Times of 0 s are in no mean; they have no logarithm.
    """
    timed = [one for one in won if one.time_s]
    expert = _expert(timed)
    outliers = _outliers(timed, expert.expert_s if expert else None)
    flagged = {(one.session, one.number) for one in outliers}
    kept = [one.time_s for one in timed if (one.session, one.number) not in flagged]
    typical = typical_time([one.time_s for one in timed])
    return Times(
        typical=typical,
        without_waiting=_typical([one.time_s - (one.system_s or 0.0) for one in timed]),
        active=_typical([one.active_s or 0.0 for one in timed]),
        reading=_typical([one.reading_s or 0.0 for one in counted]),
        without_outliers=_typical(kept),
        outliers=outliers,
        expert_s=expert.expert_s if expert else None,
        expert_of=expert.participant if expert else None,
        expert_ratio=_ratio(typical, expert.expert_s if expert else None),
        with_pauses=_typical([one.wall_s or 0.0 for one in won])
        if any(one.pauses for one in won)
        else None,
    )


def _typical(times_s: Sequence[float]) -> Interval:
    return typical_time([time_s for time_s in times_s if time_s > 0])


def _expert(won: Sequence[Attempt]) -> Attempt | None:
    """Choose the success on an accepted path that took the fewest operators, if there is one."""
    on_path = [one for one in won if one.way and one.way.is_on_path and one.expert_s]
    return min(on_path, key=lambda one: (one.expert_s or 0.0, one.session), default=None)


def _outliers(won: Sequence[Attempt], expert_s: float | None) -> tuple[Outlier, ...]:
    """Flag times far from the others, and those in which nobody can have done the task."""
    found = []
    scores = robust_z([one.time_s for one in won]).tolist()
    for one, z in zip(won, scores, strict=True):
        flags: list[Flag] = ["slow" if z > 0 else "fast"] if abs(z) > OUTLIER_Z else []
        if expert_s is not None and one.time_s < SPEEDER_SHARE * expert_s:
            flags.append("speeder")
        if flags:
            found.append(
                Outlier(
                    session=one.session,
                    participant=one.participant,
                    number=one.number,
                    task_s=one.time_s,
                    z=z,
                    flags=tuple(flags),
                )
            )
    return tuple(found)


def _ratio(typical: Interval, expert_s: float | None) -> Interval:
    """Hold the typical time against an expert's, which is taken as known."""

    def over(value: float | None) -> float | None:
        return value / expert_s if value is not None and expert_s else None

    return Interval(
        estimate=over(typical.estimate),
        lower=over(typical.lower),
        upper=over(typical.upper),
        n=typical.n if expert_s else 0,
        method=f"{typical.method} / KLM",
        level=typical.level,
    )
