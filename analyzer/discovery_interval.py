"""How sure the share of problems found is: an interval that does not promise too much.

Drawing participants with replacement, the usual bootstrap, fails here: a participant drawn twice
looks like two who agree, and the share comes out too high (docs/measures.md has the coverage).
So new studies are drawn from a model of the problems, the unseen ones included, and the error of
the estimate in them is taken off; Chao's interval, which assumes otherwise, is joined to it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analyzer.discovery import Matrix, adjusted, discounted, known_problems, once_and_twice, unseen
from analyzer.intervals import FloatArray, normal_quantile
from analyzer.results import Interval

BOOTSTRAPS = 1_000  # the bounds are then steady to about a point
AT_ONCE = 4_000_000  # participants x problems drawn at once; it bounds the memory
LEAST = 3  # participants; two who differ say nothing of a third
METHOD = "Lewis adjustment, parametric bootstrap and Chao2"
EDGE = 1e-4  # shares nearer to 0 or 1 have no usable logit

Met = npt.NDArray[np.bool_]


def share_found(matrix: Matrix, seed: int, level: float = 0.95) -> Interval:
    """Estimate the share of all problems that has been found, with its uncertainty.

    Parameters
    ----------
    matrix
        Shape (participants, problems), as in `discovery.adjusted`.
    seed
        Of the simulated studies; the same seed gives the same bounds. Store it with the result.
    level
        Coverage that is aimed at, in (0, 1).

    Returns
    -------
    Interval
        A share; None where no problem is known, no bounds below 3 participants.

    Notes
    -----
    Estimate: Lewis (2001). Bounds: the wider ends of (a) the error of that estimate, on the logit
    scale, in studies simulated from detection rates after Chao et al. (2013), Entropy 15:5008,
    and (b) the log-normal interval of Chao (1987) for the number of problems. The joining is ours.
    """
    estimate = adjusted(matrix)
    share = estimate.discovered
    lower = upper = None
    if share is not None and estimate.n >= LEAST:
        met = known_problems(matrix)
        errors = _simulated_errors(met, np.random.default_rng(seed))
        logit = float(_logit(np.array(share)))
        low, high = np.quantile(errors, [(1 - level) / 2, (1 + level) / 2])
        fewest, most = chao2_bounds(met, level)
        # Problems come whole: less than one unseen may be none, and then all are found.
        lower = min(estimate.known / math.ceil(most), _share(logit - float(high)), share)
        upper = max(estimate.known / math.floor(fewest), _share(logit - float(low)), share)
    return Interval(
        estimate=share, lower=lower, upper=upper, n=estimate.n, method=METHOD, level=level
    )


def chao2_bounds(met: Met, level: float = 0.95) -> tuple[float, float]:
    """Give Chao's interval for the number of problems that there are.

    Parameters
    ----------
    met
        Shape (participants, problems), every problem met by somebody.
    level
        Coverage that is aimed at, in (0, 1).

    Returns
    -------
    tuple
        Fewest and most problems, both at least the known ones.

    Notes
    -----
    Log-normal interval of Chao (1987), Biometrics 43:783, with the variance of the
    bias-corrected form; without singletons-in-pairs the Poisson form of Colwell's EstimateS.
    """
    n, known = met.shape
    once, twice = once_and_twice(met)
    left = unseen(met)
    z = normal_quantile(level)
    if left == 0:
        rate = math.exp(-float(met.sum()) / known)
        return known, known / (1 - rate) + z * math.sqrt(known * rate) / (1 - rate)
    factor = (n - 1) / n
    pairs, singles = twice + 1, once * (once - 1)
    variance = (
        factor * singles / (2 * pairs)
        + (factor * (2 * once - 1)) ** 2 * once / (4 * pairs**2)
        + factor**2 * singles**2 * twice / (4 * pairs**4)
    )
    spread = math.exp(z * math.sqrt(math.log1p(variance / left**2)))
    return known + left / spread, known + left * spread


def _simulated_errors(met: Met, random: np.random.Generator) -> FloatArray:
    """Give how far off the estimate was, on the logit scale, in each simulated study."""
    rates = detection_rates(met)
    n = met.shape[0]
    # One study at a time would spend most of the time on calls.
    step = max(1, AT_ONCE // (n * rates.size))
    times = np.concatenate(
        [
            (random.random((min(step, BOOTSTRAPS - at), n, rates.size)) < rates).sum(axis=1)
            for at in range(0, BOOTSTRAPS, step)
        ]
    )
    known = (times > 0).sum(axis=1)
    times, known = times[known > 0], known[known > 0]
    p = times.sum(axis=1) / (n * known)
    p_gt, p_norm = discounted(p, (times == 1).sum(axis=1), known, n)
    guess = 1 - (1 - (p_gt + p_norm) / 2) ** n
    return _logit(guess) - _logit(known / rates.size)


def detection_rates(met: Met) -> FloatArray:
    """Estimate how often each problem meets a participant, the unseen problems included.

    Parameters
    ----------
    met
        Shape (participants, problems), every problem met by somebody.

    Returns
    -------
    FloatArray
        The known problems' rates, lowered, then one equal rate for each unseen problem.

    Notes
    -----
    Chao, Wang & Jost (2013), Entropy 15:5008, appendix: what the known problems' rates lose is
    what sample coverage says that the unseen ones have together.
    """
    n = met.shape[0]
    seen = met.mean(axis=0)
    once, twice = once_and_twice(met)
    weight = (n - 1) * once / ((n - 1) * once + 2 * max(twice, 1)) if once else 0.0
    missing = float(seen.sum()) * once / float(met.sum()) * weight
    fading = seen * (1 - seen) ** n
    drop = missing / float(fading.sum()) if fading.any() else 0.0
    known = np.clip(seen * (1 - drop * (1 - seen) ** n), 0, 1)
    left = math.ceil(unseen(met))
    return np.concatenate([known, np.full(left, min(1.0, missing / max(left, 1)))])


def _logit(share: FloatArray) -> FloatArray:
    inside = np.clip(share, EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
