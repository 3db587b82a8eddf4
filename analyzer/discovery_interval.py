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

from analyzer.discovery import (
    Matrix,
    adjusted,
    discounted,
    discovered,
    forecast,
    known_problems,
    once_and_twice,
    unseen,
)
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
    return shares_found(matrix, 0, seed, level)[0]


def shares_found(
    matrix: Matrix, more: int, seed: int, level: float = 0.95
) -> tuple[Interval, Interval]:
    """Estimate the share that has been found, and that which `more` participants would bring.

    Parameters
    ----------
    matrix, seed, level
        As in `share_found`.
    more
        Further participants, like these, in the same tasks.

    Returns
    -------
    tuple of Interval
        Found now, and then: n of both counts the participants who were there.

    Notes
    -----
    The simulated studies of `share_found` go on with that many further people, and the error of
    the forecast in them is taken off. To Chao's numbers of problems belongs what Colwell et al.
    (2012), Journal of Plant Ecology 5:3, foretell of new ones.
    """
    estimate = adjusted(matrix)
    now, then = estimate.discovered, forecast(estimate, more)
    if now is None or then is None or estimate.n < LEAST:
        none = (None, None, estimate.n, level)
        return _interval(now, *none), _interval(then, *none)
    met = known_problems(matrix)
    fewest, most = chao2_bounds(met, level)
    # Problems come whole: less than one unseen may be none, and then all are found.
    totals = math.floor(fewest), math.ceil(most)
    found: list[Interval] = []
    errors = _simulated_errors(met, more, seed)
    for share, further, error in zip((now, then), (0, more), errors, strict=True):
        low, high = np.quantile(error, [(1 - level) / 2, (1 + level) / 2])
        logit = float(_logit(np.array(share)))
        by_chao = [share_of(total, met, further) for total in totals]
        lower = min(*by_chao, _share(logit - float(high)), share)
        # What is found is not lost again: at least the least of now.
        lower = max(lower, *(one.lower or 0.0 for one in found), 0.0)
        upper = max(*by_chao, _share(logit - float(low)), share)
        found.append(_interval(share, lower, upper, estimate.n, level))
    return found[0], found[1]


def share_of(total: int, met: Met, more: int) -> float:
    """Tell the share that `more` participants would have met of so many problems.

    Parameters
    ----------
    total
        Problems that there are, at least the known ones.
    met
        Shape (participants, problems), every problem met by somebody.
    more
        Further participants.

    Notes
    -----
    Colwell et al. (2012), Journal of Plant Ecology 5:3, extrapolation of incidences: of the unseen
    Q0 = total - known a share of 1 - (1 - Q1/(n Q0 + Q1))^more, with Q1 met once.
    """
    n, known = met.shape
    once, left = once_and_twice(met)[0], total - known
    rate = once / (n * left + once) if once else 0.0
    return float(known + left * discovered(rate, more)) / total


def _interval(
    share: float | None, lower: float | None, upper: float | None, n: int, level: float
) -> Interval:
    return Interval(estimate=share, lower=lower, upper=upper, n=n, method=METHOD, level=level)


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


def _simulated_errors(met: Met, more: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Give how far off the estimate and the forecast were, on the logit scale, in each study."""
    random = np.random.default_rng(seed)
    rates = detection_rates(met)
    n = met.shape[0]
    # One study at a time would spend most of the time on calls.
    step = max(1, AT_ONCE // (n * rates.size))
    times = np.concatenate(
        [
            np.add.reduce(
                random.random((min(step, BOOTSTRAPS - at), n, rates.size)) < rates,
                axis=1,
                dtype=np.min_scalar_type(n),  # bytes add up in a fraction of the time
            ).astype(np.int64)
            for at in range(0, BOOTSTRAPS, step)
        ]
    )
    times = times[times.any(axis=1)]
    known = (times > 0).sum(axis=1)
    p = times.sum(axis=1) / (n * known)
    p_gt, p_norm = discounted(p, (times == 1).sum(axis=1), known, n)
    p_adj = (p_gt + p_norm) / 2
    # Drawn last: the bounds of what is found now do not hang on what is foretold.
    later = (times > 0) | (random.random(times.shape) < 1 - (1 - rates) ** more)
    return (
        _logit(1 - (1 - p_adj) ** n) - _logit(known / rates.size),
        _logit(1 - (1 - p_adj) ** (n + more)) - _logit(later.mean(axis=1)),
    )


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
