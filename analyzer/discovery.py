"""Problem discovery: what share of the problems these participants have shown."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[Any]  # shape (participants, problems), truthy where the one met the other

CERTAIN = 1 - 1e-9  # a share this near to 1 would ask for endless participants


def discovered(p: float, n: int) -> float:
    """Give the chance that a problem which meets a share p of people shows in n of them.

    Notes
    -----
    1 - (1 - p)^n; Virzi (1992), Nielsen & Landauer (1993).
    """
    if not 0 <= p <= 1 or n < 0:
        raise ValueError("p is a share and n a number of participants")
    return 1 - (1 - p) ** n


def participants_needed(p: float, goal: float) -> int:
    """Give the fewest participants that show a problem of frequency p with the chance `goal`.

    Notes
    -----
    ceil(ln(1 - goal) / ln(1 - p)); Sauro & Lewis (2016), ch. 7.
    """
    if not 0 < p <= 1 or not 0 <= goal < 1:
        raise ValueError("p lies above 0 and up to 1, the goal from 0 to below 1")
    if p == 1:
        return int(goal > 0)
    # A quotient that is whole on paper may end a rounding above it.
    return math.ceil(math.log1p(-goal) / math.log1p(-p) - 1e-9)


@dataclass(frozen=True, slots=True)
class Discovery:
    """How much of what there is has been found, by Lewis's adjustment."""

    n: int  # participants
    known: int  # problems met at least once
    singletons: int  # of these, met by one participant only
    p: float | None  # observed mean frequency of a known problem: too high
    p_gt: float | None  # Good-Turing discount
    p_norm: float | None  # normalisation
    p_adj: float | None  # mean of both
    discovered: float | None  # share found so far
    total_est: int | None  # problems that there are, found or not


def adjusted(matrix: Matrix) -> Discovery:
    """Estimate the share of problems found, corrected for few participants.

    The frequencies of the problems *that were seen* are too high: the rare ones are missing.

    Parameters
    ----------
    matrix
        Shape (participants, problems), truthy where a participant met a problem. Problems
        that nobody met are not known and are left out.

    Returns
    -------
    Discovery
        None throughout where no problem is known.

    Notes
    -----
    Lewis (2001), International Journal of Human-Computer Interaction 13:445. The normalised p
    is clipped at 0; where both are 0 nothing can be said of the total.
    """
    met = known_problems(matrix)
    n, known = met.shape
    if known == 0:
        return Discovery(n, 0, 0, None, None, None, None, None, None)
    p = float(met.mean())
    singletons, _ = once_and_twice(met)
    p_gt, p_norm = (float(one) for one in discounted(p, singletons, known, n))
    p_adj = (p_gt + p_norm) / 2
    found = discovered(p_adj, n)
    return Discovery(
        n, known, singletons, p, p_gt, p_norm, p_adj, found, math.ceil(known / found - 1e-9)
    )


def discounted(
    p: npt.ArrayLike, singletons: npt.ArrayLike, known: npt.ArrayLike, n: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Lower the observed frequency in Lewis's two ways, for one study or for many.

    Parameters
    ----------
    p
        Mean frequency of the known problems.
    singletons, known
        Problems met by one participant only, and by any; of the shape of `p`.
    n
        Participants.

    Returns
    -------
    p_gt, p_norm
        By the Good-Turing discount, and by normalisation.
    """
    observed = np.asarray(p, dtype=np.float64)
    p_gt = observed / (1 + np.asarray(singletons) / np.asarray(known))
    return p_gt, np.maximum(0.0, (observed - 1 / n) * (1 - 1 / n))


def forecast(found: Discovery, more: int) -> float | None:
    """Foretell the share that will be found after `more` further participants."""
    return None if found.p_adj is None else discovered(found.p_adj, found.n + more)


def participants_to_reach(found: Discovery, goal: float) -> int | None:
    """Foretell how many further participants bring the share found to a goal; 0 if there."""
    if found.p_adj is None:
        return None
    return max(0, participants_needed(found.p_adj, min(goal, CERTAIN)) - found.n)


def chao2(matrix: Matrix) -> float | None:
    """Estimate how many problems there are at least, seen or not.

    Parameters
    ----------
    matrix
        As in `adjusted`.

    Returns
    -------
    float | None
        A lower bound of the number, >= the known ones; None without participants.

    Notes
    -----
    Chao (1987), Biometrics 43:783, bias-corrected form, which needs no doubletons.
    """
    met = known_problems(matrix)
    return met.shape[1] + unseen(met) if met.shape[0] else None


def unseen(met: npt.NDArray[np.bool_]) -> float:
    """Estimate how many problems are left at least, from those met once and twice (Chao2)."""
    n = met.shape[0]
    once, twice = once_and_twice(met)
    return float((n - 1) / n * once * (once - 1) / (2 * (twice + 1)))


def once_and_twice(met: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Count the problems that exactly one and exactly two participants met."""
    times = met.sum(axis=0)
    return int((times == 1).sum()), int((times == 2).sum())


def any_two_agreement(found: Sequence[Set[Any]]) -> float | None:
    """Measure how far evaluators agree: shared problems of each pair over all of that pair.

    Parameters
    ----------
    found
        The problems of each evaluator.

    Returns
    -------
    float | None
        Mean over all pairs, in [0, 1]; None below two evaluators. Of two that both found
        nothing the pair says nothing and is left out.

    Notes
    -----
    Hertzum & Jacobsen (2001), International Journal of Human-Computer Interaction 13:421.
    """
    pairs = [(a, b) for a, b in combinations(found, 2) if a | b]
    shares = [len(a & b) / len(a | b) for a, b in pairs]
    return sum(shares) / len(shares) if shares else None


def severity(affected: int, n: int, impact: int) -> float | None:
    """Weigh a problem: share of participants that it met, times its impact.

    Parameters
    ----------
    affected, n
        How many of how many participants met it.
    impact
        1 irritant, 2 minor, 3 major, 4 blocker.

    Returns
    -------
    float | None
        In [0, 4]; None for n = 0. Show it with the share's interval and both factors.

    Notes
    -----
    Rubin & Chisnell (2008), Handbook of Usability Testing, frequency x severity.
    """
    if not 0 <= affected <= n or impact not in (1, 2, 3, 4):
        raise ValueError("severity takes a share of participants and an impact from 1 to 4")
    return affected / n * impact if n else None


def known_problems(matrix: Matrix) -> npt.NDArray[np.bool_]:
    """Give the matrix as booleans, without the problems that nobody met."""
    marks = np.asarray(matrix)
    if marks.ndim != 2 or (marks.dtype.kind == "f" and np.isnan(marks).any()):
        raise ValueError("a problem matrix has a row per participant and a column per problem")
    met = marks.astype(bool)
    return met[:, met.any(axis=0)]
