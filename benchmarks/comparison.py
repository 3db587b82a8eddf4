"""How often a comparison calls a group better where neither is, and how often where one is.

Run with `python -m benchmarks comparison` (or `python -m benchmarks.comparison STUDIES`, default
400 a setting). Studies of three tasks and one questionnaire are simulated: success by chance,
log-normal times, gamma-Poisson error points, normal scores. Without any difference the chance of
even one verdict "better" in the whole family must not exceed the level by more than the noise of
so many studies. `docs/measures.md` quotes the figures.
"""

from __future__ import annotations

import math
import sys

import numpy as np
from msgspec.structs import replace

from analyzer.comparison import compare
from analyzer.comparison_groups import Round, groups_within
from analyzer.comparison_results import Comparison
from fixtures.compared import Person, round_of

SIZES = (5, 8, 12, 30)  # participants in each group
TASKS = 3
LEVEL = 0.05
DEFAULT_STUDIES = 400


def study(random: np.random.Generator, n: int, *, success: tuple[float, float]) -> Round:
    """Draw a study; of the second group times are longer and errors more as success differs."""
    worse = success[0] - success[1]
    rounds = [
        round_of(
            [
                _person(random, f"{name}{at}", name, share, slower=worse if name == "B" else 0.0)
                for name, share in zip("AB", success, strict=True)
                for at in range(n)
            ]
        )
        for _ in range(TASKS)
    ]
    tasks = tuple(replace(one.analysis.tasks[0], id=f"task-{at}") for at, one in enumerate(rounds))
    first = rounds[0]
    return Round(replace(first.analysis, tasks=tasks), first.definition)


def _person(
    random: np.random.Generator, code: str, group: str, share: float, *, slower: float
) -> Person:
    rate = random.gamma(1.5, 1.0) * (1 + 2 * slower)
    return Person(
        code,
        group,
        "success" if random.random() < share else "give_up",
        float(random.lognormal(math.log(40) + slower, 0.5)),
        int(random.poisson(rate)),
        scores={"sus": float(random.normal(68 - 20 * slower, 18))},
    )


def shown(random: np.random.Generator, n: int, success: tuple[float, float]) -> Comparison:
    """Compare the two groups of a drawn study."""
    groups, _ = groups_within(study(random, n, success=success), "variant")
    return compare(groups, "variant")


def main() -> int:
    """Print how many studies have a verdict; 1 where false ones are too many."""
    given = [one for one in sys.argv[1:] if one.isdigit()]
    studies = int(given[0]) if given else DEFAULT_STUDIES
    # What so many studies may show by chance where the rate is the level: two standard errors.
    bound = LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / studies)
    missed = 0
    print(f"{studies} studies a setting, {TASKS} tasks and a questionnaire; at most {bound:.3f}")
    for index, n in enumerate(SIZES):
        random = np.random.default_rng(index)
        false = [_any(shown(random, n, (share, share))) for share in (0.6, 0.9)
                 for _ in range(studies // 2)]  # fmt: skip
        true = [_any(shown(random, n, (0.9, 0.4))) for _ in range(studies // 4)]
        rate = sum(false) / len(false)
        missed += rate > bound
        print(f"  n = {n:2} each: false {rate:.3f}, found where B is far worse "
              f"{sum(true) / len(true):.2f}")  # fmt: skip
    return int(missed > 0)


def _any(found: Comparison) -> bool:
    figures = [one for task in found.tasks for one in task.figures]
    figures += [one for survey in found.surveys for one in survey.figures]
    return any(one.verdict == "better" for one in figures)


if __name__ == "__main__":
    sys.exit(main())
