"""Whether the test of hotspots keeps its promise, and its ranking finds what is wrong.

Run with `python -m benchmarks calibration`; `python -m benchmarks.calibration 100` takes 100
studies a setting instead of 400. `docs/measures.md` quotes the figures. The goals: of studies
without a problem at most 5 % have a place that the test confirms (upper bound of the 95 % interval
at most 7.5 %), power is no worse than the reference, and the ranking is better than counting and
than the rules of PostHog and Sentry.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping

import numpy as np
from scipy import stats

from analyzer.chance import FALSE_SHARE, LEVEL, against_chance, chance_of
from analyzer.events import FloatArray
from analyzer.multiplicity import benjamini_hochberg
from analyzer.opportunities import Exposure
from analyzer.peer_rules import (
    posthog_dead_clicks,
    posthog_rage_clicks,
    sentry_rage_clicks,
    sentry_slow_clicks,
)
from analyzer.pipeline import analyze
from benchmarks._crowds import PLANTED, Crowd, crowd, exact_tails, large_effects
from benchmarks._studies import PLACES, Person, click_study, exposures
from fixtures.synthetic import study

STUDIES = 400
NULL_N = (5, 8, 12, 30)
RANKED_N = (5, 8, 12)
CROWD_N = (200, 500, 2_000)
CROWDS = ((1.0, False), (1.0, True), (1.25, False), (1.5, False), (2.0, False), (3.0, False))
PROMISE = 0.05
BOUND = 0.075
# Power that a first simulation of the same method reached, by participants and rate.
REFERENCE = {(5, 10): 0.05, (8, 10): 0.20, (12, 10): 0.43, (5, 20): 0.11, (8, 20): 0.40, (12, 20): 0.75}  # fmt: skip  # noqa: E501
NAIVE_SHARE = 0.3  # "flag what 30 % of users hit"


def flagged(drawn: list[Exposure], seed: int) -> set[str]:
    """Name the places that the test finds."""
    verdicts = against_chance(drawn, seed=seed).verdicts
    return {place[2] for place, one in verdicts.items() if one.p_adjusted <= LEVEL}


def naive(drawn: list[Exposure], n: int) -> set[str]:
    """Name the places that the rule of thumb finds."""
    people = Counter(one.location for one in drawn if one.signalled)
    return {place for place, count in people.items() if count >= NAIVE_SHARE * n}


def null(studies: int) -> bool:
    """Count false alarms in studies without a problem."""
    print(f"No problem, {studies} studies each: share with any place flagged")
    print(f"{'n':>4} {'test':>7} {'upper':>7} {'30 % rule':>10}")
    is_met = True
    for n in NULL_N:
        random = np.random.default_rng([1, n])
        alarms = thumbs = 0
        for at in range(studies):
            drawn, _ = exposures(random, n)
            alarms += bool(flagged(drawn, at))
            thumbs += bool(naive(drawn, n))
        # Of Clopper & Pearson's interval.
        upper = float(stats.beta.ppf(0.975, alarms + 1, studies - alarms))
        print(f"{n:>4} {alarms / studies:7.3f} {upper:7.3f} {thumbs / studies:10.3f}")
        is_met &= alarms / studies <= PROMISE and upper <= BOUND
    return is_met


def power(studies: int) -> bool:
    """Count how often the one place that is wrong is flagged."""
    print(f"\nOne problem, {studies} studies each: share in which it is flagged")
    print(f"{'n':>4} {'rate':>5} {'test':>7} {'before':>7}")
    is_met = True
    for (n, rate), before in REFERENCE.items():
        random = np.random.default_rng([2, n, rate])
        hits = 0
        for at in range(studies):
            drawn, planted = exposures(random, n, rate)
            hits += planted in flagged(drawn, at)
        print(f"{n:>4} {f'x{rate}':>5} {hits / studies:7.3f} {before:7.2f}")
        is_met &= hits / studies >= before
    return is_met


def crowds(studies: int) -> bool:
    """Hold the test of many participants, by sums, against the exact distribution of each place.

    Sums are enough while they let no more false findings through than promised, and every single
    chance confirms hardly any place that they do not.
    """
    print(f"\nMany participants, {studies} studies each, 3 of 30 places wrong: shares")
    print(f"{'':16}{'false':>15}{'found':>15}{'confirmed':>15}{'spread':>8}")
    print(f"{'n':>5} {'rate':>10}" + f"{'sums':>8}{'exact':>7}" * 3)
    is_met = True
    for n in CROWD_N:
        for rate, in_clumps in CROWDS:
            random = np.random.default_rng([4, n, int(rate * 100), in_clumps])
            drawn = [crowd(random, n, rate, in_clumps=in_clumps) for _ in range(studies)]
            rows, z = zip(*(_crowd_figures(one, rate) for one in drawn), strict=True)
            false, false_exact, *found = np.mean(rows, axis=0)
            # Of one place's scores over all studies, where no place is wrong: 1 as the test says.
            spread = f"{(np.array(z) - np.mean(z, axis=0)).std():8.2f}" if rate == 1 else ""
            label = f"x{rate:g}{' clumps' if in_clumps else ''}"
            shares = (false, false_exact, *found)
            print(f"{n:>5} {label:>10} " + " ".join(f"{share:6.3f}" for share in shares) + spread)
            is_met &= false <= BOUND and found[3] - found[2] <= 0.01
    return is_met


def _crowd_figures(drawn: Crowd, rate: float) -> tuple[tuple[float, ...], FloatArray]:
    """Tell the shares that are false, found and confirmed, each from sums and exactly."""
    verdicts = {place[2]: one for place, one in chance_of(drawn.table).verdicts.items()}
    tails, z = exact_tails(drawn.table)
    exact = dict(zip(verdicts, benjamini_hochberg(tails.tolist()), strict=True))
    by_sums = {place for place, one in verdicts.items() if one.p_adjusted <= FALSE_SHARE}
    by_exact = {place for place, p in exact.items() if p <= FALSE_SHARE}
    large = large_effects(drawn.table)
    wrong = drawn.planted if rate > 1 else frozenset()
    return (
        *(len(found - wrong) / max(len(found), 1) for found in (by_sums, by_exact)),
        *(len(found & wrong) / PLANTED for found in (by_sums, by_exact)),
        *(len(found & wrong & large) / PLANTED for found in (by_sums, by_exact)),
    ), z


def rankings(people: list[Person]) -> dict[str, Mapping[str, float]]:
    """Score the elements in each way; the other tools' by how often their rules fire."""
    analysis = analyze(study(*(person.recording for person in people)))
    posthog: Counter[str] = Counter()
    sentry: Counter[str] = Counter()
    for person in people:
        made = person.clicks
        dead, rage = posthog_dead_clicks(made), posthog_rage_clicks(person.points)
        posthog.update(made[at].node for at in (*dead, *rage))
        sentry.update(
            made[at].node for at in (*sentry_slow_clicks(made), *sentry_rage_clicks(made))
        )
    return {
        "ours": {spot.location: -spot.rank for spot in analysis.tasks[0].hotspots},
        "our signals, counted": Counter(signal.location for signal in analysis.signals),
        "clicks, counted": Counter(click.node for person in people for click in person.clicks),
        "PostHog's rules": posthog,
        "Sentry's rules": sentry,
    }


def rank_of(place: str, scores: Mapping[str, float], places: int) -> float:
    """Tell a place's rank, the middle one at a tie; places without a score share the last."""
    mine = scores.get(place, -np.inf)
    above = sum(score > mine for score in scores.values())
    equal = places - len(scores) if place not in scores else sum(s == mine for s in scores.values())
    return above + (equal + 1) / 2


def ranking(studies: int) -> bool:
    """Compare where rankings put the element that is wrong."""
    print(f"\nOne problem, {studies} studies each: mean reciprocal rank of it among all elements")
    means: dict[str, list[float]] = {}
    for n in RANKED_N:
        random = np.random.default_rng([3, n])
        found: dict[str, list[float]] = {}
        for _ in range(studies):
            people, planted = click_study(random, n)
            for name, scores in rankings(people).items():
                found.setdefault(name, []).append(1 / rank_of(planted, scores, PLACES))
        for name, values in found.items():
            means.setdefault(name, []).append(float(np.mean(values)))
    print(f"{'':22}" + "".join(f"{f'n = {n}':>8}" for n in RANKED_N))
    for name, values in means.items():
        print(f"{name:22}" + "".join(f"{value:8.3f}" for value in values))
    best = means.pop("ours")
    return all(
        mine > max(others)
        for mine, others in zip(best, zip(*means.values(), strict=True), strict=True)
    )


def main() -> int:
    """Print all tables; the exit code says whether the goals were met."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else STUDIES
    parts = (null(studies), power(studies), crowds(studies // 2), ranking(studies // 2))
    print(f"\nGoals: {'met' if all(parts) else 'missed'}")
    return 0 if all(parts) else 1


if __name__ == "__main__":
    sys.exit(main())
