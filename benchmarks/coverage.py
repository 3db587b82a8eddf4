"""How often the intervals that are ours, by joining or choice, hold the truth.

Run with `python -m benchmarks.coverage [studies]` (default 200 per setting). Simulates studies
of which the truth is known; `docs/measures.md` quotes the ranges.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from analyzer.discovery_interval import share_found
from analyzer.intervals import event_rate
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


def discovery_study(
    random: np.random.Generator, n: int, problems: int, a: float, b: float
) -> Study:
    """Draw who of n people meets which problem, frequencies from Beta(a, b)."""
    met = random.random((n, problems)) < random.beta(a, b, problems)
    return share_found(met, seed=int(random.integers(2**31))), float(met.any(axis=0).mean())


def settings() -> Iterator[Setting]:
    """List all settings."""
    for n, mean, shape in product(PEOPLE, (0.3, 1.0, 3.0), (np.inf, 2.0, 0.7)):
        name = f"error points   n={n:<2} mean={mean:g} shape={shape:g}"
        yield name, lambda random, n=n, m=mean, k=shape: rate_study(random, n, m, k)  # type: ignore[misc]  # mypy cannot type defaults of a lambda
    for n, (count, a, b) in product(PEOPLE[:3], PROBLEMS):
        name = f"problems found n={n:<2} of {count} Beta({a:g}, {b:g})"
        yield name, lambda random, n=n, t=count, a=a, b=b: discovery_study(random, n, t, a, b)  # type: ignore[misc]  # the same


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
        print(f"{name:42} covers {inside / len(widths):.3f}  width {np.mean(widths):.2f}")


if __name__ == "__main__":
    main()
