"""Problem discovery over a study: how much of what such people can meet has been met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analyzer.discovery import Discovery, adjusted, chao2, forecast
from analyzer.discovery_interval import shares_found
from analyzer.results import Interval, ProblemDiscovery, TaskResult

MORE = 2  # participants that are foretold
SEED = 20_011  # of the simulated studies; any number, always the same: Lewis's year
LARGEST = 100_000  # cells of the matrix up to which studies are simulated: about a second


def problem_discovery(tasks: Sequence[TaskResult]) -> ProblemDiscovery:
    """Estimate what share of the problems has been found.

    Parameters
    ----------
    tasks
        All tasks of the study.

    Returns
    -------
    ProblemDiscovery
        None throughout where no problem is known.

    Notes
    -----
    A problem is a place (screen and element) where at least one participant met friction, in
    whichever task. Places that one person alone met are among them, although chance may have put
    them there: the estimate rests on how many there are, and without them it would be near 1.
    """
    matrix = problem_matrix(tasks)
    found = adjusted(matrix)
    now, then = _shares(matrix, found)
    return ProblemDiscovery(
        participants=found.n,
        known=found.known,
        singletons=found.singletons,
        p=found.p,
        p_adjusted=found.p_adj,
        found=now,
        more=MORE,
        found_with_more=then.estimate,
        found_with_more_interval=then,
        total=found.total_est,
        at_least=chao2(matrix) if found.known else None,
        seed=SEED,
    )


def problem_matrix(tasks: Sequence[TaskResult]) -> npt.NDArray[np.bool_]:
    """Tell who met which problem.

    Returns
    -------
    array
        Shape (participants, problems): rows are those who did any task, by code, columns places
        by screen and element.
    """
    people = sorted({one.participant for task in tasks for one in task.attempts})
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for task in tasks:
        for spot in task.hotspots:
            met[spot.screen, spot.location] |= {moment.participant for moment in spot.moments}
    rows = {name: row for row, name in enumerate(people)}
    matrix = np.zeros((len(people), len(met)), dtype=bool)
    for column, place in enumerate(sorted(met)):
        matrix[[rows[name] for name in met[place] if name in rows], column] = True
    return matrix


def _shares(matrix: npt.NDArray[np.bool_], found: Discovery) -> tuple[Interval, Interval]:
    """Give the share that is found now, and with `MORE` participants."""
    if matrix.size <= LARGEST:
        return shares_found(matrix, MORE, SEED)
    # Of so many everything frequent is known; the share needs no more than its estimate.
    now, then = (
        Interval(estimate=share, lower=None, upper=None, n=found.n, method="Lewis adjustment")
        for share in (found.discovered, forecast(found, MORE))
    )
    return now, then
