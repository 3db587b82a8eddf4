"""Simulated studies of hundreds of sessions, as tables at once: for `calibration.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analyzer.chance import LARGE_LIFT, LARGE_SHARE
from analyzer.events import FloatArray
from analyzer.exposure import chances, place_sums
from analyzer.intervals import adjusted_wald
from analyzer.occasions import Table
from benchmarks._studies import EPISODES, PLACES, SIGNALS, popularity

PLANTED = 3  # places of 30 that go wrong more often


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many participants did, and where it is wrong."""

    table: Table
    planted: frozenset[str]


def crowd(random: np.random.Generator, n: int, rate: float, *, in_clumps: bool = False) -> Crowd:
    """Draw what n participants did, and what went wrong.

    Occasions go wrong by chance, at three places `rate` times as often as elsewhere; people differ
    in how often (gamma, of shape 2). With `in_clumps` one place of each person's own goes wrong ten
    times as often for that person: signals then come in clumps, as when somebody clicks on and on.
    """
    planted = random.choice(PLACES, PLANTED, replace=False)
    visits = random.multinomial(np.maximum(5, random.poisson(EPISODES, n)), popularity())
    share = random.gamma(2.0, SIGNALS / EPISODES / 2, (n, 1)) * np.ones(PLACES)
    share[:, planted] *= rate
    if in_clumps:
        share[np.arange(n), random.integers(PLACES, size=n)] *= 10
    signals = random.binomial(visits, np.minimum(share, 0.9))
    person, place = np.nonzero(visits)
    table = Table(
        # Named so that sorting keeps their numbers.
        places=tuple(("task", "/", f"#e{at:02}") for at in range(PLACES)),
        participants=n,
        person=person,
        stratum=person,
        place=place,
        episodes=visits[person, place],
        signalled=signals[person, place],
    )
    return Crowd(table, frozenset(f"#e{at:02}" for at in planted.tolist()))


def exact_tails(of: Table) -> tuple[FloatArray, FloatArray]:
    """Tell how likely chance lets as many meet friction at each place, from every single chance.

    Returns
    -------
    p
        Shape (places,): the tail of the Poisson-binomial distribution by its saddlepoint, with
        the first continuity correction of Daniels (1987), International Statistical Review 55:37.
    z
        Shape (places,): how many standard deviations the count is off.
    """
    _, place, p, met = chances(of)
    tails, z = np.ones(len(of.places)), np.zeros(len(of.places))
    for at in range(len(of.places)):
        mine, affected = p[place == at], int(met[place == at].sum())
        deviation = np.sqrt((mine * (1 - mine)).sum())
        z[at] = (affected - mine.sum()) / deviation if deviation > 0 else 0.0
        if affected > mine.sum() + 0.5:
            tails[at] = _saddlepoint(affected, mine)
    return tails, z


def large_effects(of: Table) -> set[str]:
    """Name the places whose effect is large enough to be confirmed, whatever their p."""
    return {
        place[2]
        for place, one in place_sums(of).items()
        if one.affected >= LARGE_LIFT * one.expected
        and (adjusted_wald(one.affected, of.participants).lower or 0) >= LARGE_SHARE
    }


def _saddlepoint(affected: int, p: FloatArray) -> float:
    """Approximate P(X >= affected) above the mean."""
    low, high = 0.0, 50.0
    for _ in range(60):
        tilt = (low + high) / 2
        tilted = p / (p + (1 - p) * np.exp(-tilt))
        low, high = (tilt, high) if tilted.sum() < affected else (low, tilt)
    variance = (tilted * (1 - tilted)).sum()
    generated = np.log1p(p * np.expm1(tilt)).sum()
    w = np.sqrt(2 * max(tilt * affected - generated, 0.0))
    u = -np.expm1(-tilt) * np.sqrt(variance)
    if w < 1e-6 or u < 1e-9:
        return 0.5
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
    return float(np.clip(special.ndtr(-w) + density * (1 / u - 1 / w), 1e-300, 1.0))
