"""Simulated studies of which it is known what is wrong: for `calibration.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.events import FloatArray
from analyzer.opportunities import Exposure
from analyzer.peer_rules import AnsweredClick
from fixtures.synthetic import Recording, element

PLACES = 30
EPISODES = 40  # occasions of a participant
SIGNALS = 4
SKEW = 0.5  # 0: all places are visited alike, 1: Zipf's law
WATCH_MS = 3_000.0


def popularity() -> FloatArray:
    """Tell how often each place is visited: most of them seldom."""
    weights = np.arange(1, PLACES + 1, dtype=np.float64) ** -SKEW
    return np.asarray(weights / weights.sum())


def exposures(random: np.random.Generator, n: int, rate: float = 1.0) -> tuple[list[Exposure], str]:
    """Draw what n participants did, and what went wrong.

    Signals fall at random on what each did; at one place, drawn evenly from all, `rate` times as
    often as elsewhere.

    Returns
    -------
    exposures, planted
        With the location of that place.
    """
    planted = int(random.integers(PLACES))
    drawn = []
    for person in range(n):
        visited = random.choice(PLACES, max(5, random.poisson(EPISODES)), p=popularity())
        weights = np.where(visited == planted, rate, 1.0)
        count = min(visited.size, random.poisson(SIGNALS))
        hit = random.choice(visited.size, count, replace=False, p=weights / weights.sum())
        signals = np.bincount(visited[hit], minlength=PLACES)
        drawn += [
            Exposure(
                f"P{person}", "task", "/", f"#e{place}", "click", int(count), int(signals[place])
            )
            for place, count in enumerate(np.bincount(visited, minlength=PLACES))
            if count
        ]
    return drawn, f"#e{planted}"


@dataclass(frozen=True, slots=True)
class Person:
    """One participant's clicks, as we and as others take them."""

    recording: Recording
    clicks: list[AnsweredClick]
    points: list[tuple[float, float, float]]  # x px, y px, t ms


def click_study(random: np.random.Generator, n: int) -> tuple[list[Person], str]:
    """Let n participants click through a page on which one element often does not answer.

    Every element fails now and then (2 % of clicks), the planted one in 60 %. Who gets no answer
    clicks on, in quick succession or after a wait; people differ in temper, and one in eight
    clicks in bursts wherever there is something to click.

    Returns
    -------
    people, planted
        With the location of that element.
    """
    planted = int(random.integers(PLACES))
    return [_person(random, f"P{number:02}", planted) for number in range(n)], f"#e{planted}"


def _person(random: np.random.Generator, name: str, planted: int) -> Person:
    temper = float(random.gamma(2.0, 0.15))  # chance of one more click where nothing answered
    burst = 0.35 if random.random() < 1 / 8 else 0.01
    told: list[tuple[float, int, bool]] = []
    t_s = 2.0
    for place in random.choice(PLACES, random.poisson(EPISODES), p=popularity()).tolist():
        is_answered = random.random() >= (0.6 if place == planted else 0.02)
        told.append((t_s, place, is_answered))
        again = min(temper, 0.9) if not is_answered else burst
        while random.random() < again and len(told) < 500:
            t_s += float(random.uniform(0.2, 1.4))
            told.append((t_s, place, is_answered))
        t_s += float(random.uniform(1.5, 6.0)) + (0.0 if is_answered else 1.5)
    return _recorded(random, name, told, t_s)


def _recorded(
    random: np.random.Generator, name: str, told: list[tuple[float, int, bool]], end_s: float
) -> Person:
    recording = Recording(name).page(0.5, "/").task(1.0, "buy")
    answers_s = np.array([t_s + 0.05 for t_s, _, is_answered in told if is_answered])
    clicks, points = [], []
    for t_s, place, _ in told:
        later = answers_s[answers_s > t_s]
        after_ms = float(later[0] - t_s) * 1_000 if later.size else None
        x, y = 60.0 + 200 * (place % 6), 60.0 + 150 * (place // 6)
        spot = (x + float(random.normal(60, 6)), y + float(random.normal(20, 4)))
        is_seen = after_ms is not None and after_ms <= WATCH_MS
        recording.click(
            t_s,
            element(f"e{place}", box=(x, y, 120.0, 40.0)),
            {"mutation": after_ms} if is_seen and after_ms is not None else {},
            xy=spot,
        )
        clicks.append(AnsweredClick(f"#e{place}", "button", t_s * 1_000, after_ms))
        points.append((*spot, t_s * 1_000))
    recording.task(end_s + 1, "buy", "done")
    return Person(recording, clicks, points)
