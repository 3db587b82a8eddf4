"""How often the intervals that are ours, by joining or choice, hold the truth.

Run with `python -m benchmarks.coverage [studies]` (default 200 per setting). Simulates studies
of which the truth is known; `docs/measures.md` quotes the ranges.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from analyzer.discovery_interval import shares_found
from analyzer.intervals import event_rate
from analyzer.mean_costs import mean_pages, mean_seconds
from analyzer.results import Interval

Study = tuple[Interval, float]  # what is said, and the truth
Setting = tuple[str, Callable[[np.random.Generator], Study]]

PEOPLE = (5, 8, 12, 30)
# Problems and the Beta distribution of their frequencies: from alike to very different.
PROBLEMS = ((30, 20.0, 60.0), (30, 2.0, 4.0), (15, 1.0, 2.0), (30, 1.0, 4.0), (60, 0.7, 5.0))


def rate_study(random: np.random.Generator, n: int, mean: float, shape: float) -> Study:
    """Draw counts of n people, gamma-Poisson; an infinite shape gives plain Poisson."""
    rates = np.full(n, mean) if np.isinf(shape) else random.gamma(shape, mean / shape, n)
    return event_rate([int(count) for count in random.poisson(rates)]), mean


def cost_study(random: np.random.Generator, n: int, spread: float, again: float) -> Study:
    """Draw what n people lost, log-normal, who are met again by chance and differ by a third."""
    pace = random.lognormal(0, 0.3, n)
    told = [
        (of * random.lognormal(2, spread, times)).tolist()
        for of, times in zip(pace, random.geometric(1 - again, n), strict=True)
    ]
    return mean_seconds(told), float(np.exp(2 + (spread**2 + 0.3**2) / 2))


def pages_study(random: np.random.Generator, n: int, mean: float, again: float) -> Study:
    """Draw how many pages n people spent astray: one, and of the others as many as chance gives."""
    pace = mean * random.lognormal(-0.045, 0.3, n)
    told = [
        (1 + random.poisson(of, times)).tolist()
        for of, times in zip(pace, random.geometric(1 - again, n), strict=True)
    ]
    return mean_pages(told), 1 + mean


def discovery_study(
    random: np.random.Generator, n: int, problems: int, beta: tuple[float, float], more: int
) -> Study:
    """Draw who of n people, and `more`, meets which problem, frequencies from Beta(a, b)."""
    met = random.random((n + more, problems)) < random.beta(*beta, problems)
    found = shares_found(met[:n], more, seed=int(random.integers(2**31)))
    return found[1], float(met.any(axis=0).mean())


def settings() -> Iterator[Setting]:
    """List all settings."""
    for n, mean, shape in product(PEOPLE, (0.3, 1.0, 3.0), (np.inf, 2.0, 0.7)):
        name = f"error points   n={n:<2} mean={mean:g} shape={shape:g}"
        yield name, lambda random, n=n, m=mean, k=shape: rate_study(random, n, m, k)  # type: ignore[misc]  # mypy cannot type defaults of a lambda
    for more, n, (count, a, b) in product((0, 2), PEOPLE[:3], PROBLEMS):
        name = f"problems found n={n:<2} of {count} Beta({a:g}, {b:g})"
        name += f", {more} more" if more else ""
        yield (
            name,
            lambda random, n=n, t=count, b=(a, b), k=more: discovery_study(random, n, t, b, k),
        )  # type: ignore[misc]  # the same
    for n, spread, again in product(PEOPLE, (0.5, 0.8, 1.2), (0.0, 0.4)):
        name = f"seconds lost   n={n:<2} spread={spread:g} again={again:g}"
        yield name, lambda random, n=n, s=spread, a=again: cost_study(random, n, s, a)  # type: ignore[misc]  # the same
    for n, mean, again in product(PEOPLE, (0.1, 0.5, 2.0), (0.0, 0.4)):
        name = f"pages astray   n={n:<2} mean={mean:g} again={again:g}"
        yield name, lambda random, n=n, m=mean, a=again: pages_study(random, n, m, a)  # type: ignore[misc]  # the same


def main() -> None:
    """Print coverage and mean width of each setting."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for index, (name, draw) in enumerate(settings()):
        random = np.random.default_rng(index)
        inside, widths = 0, []
        for _ in range(studies):
            found, truth = draw(random)
            if found.lower is not None and found.upper is not None:
                inside += found.lower <= truth <= found.upper
                widths.append(found.upper - found.lower)
        print(f"{name:44} covers {inside / len(widths):.3f}  width {np.mean(widths):.2f}")


if __name__ == "__main__":
    main()
