"""How likely so many participants meet friction at a place, from sums over them alone."""

from __future__ import annotations

import numpy as np
from scipy import special

from analyzer.events import FloatArray
from analyzer.occasions import IndexArray


def upper_tail(affected: IndexArray, visitors: IndexArray, expected: FloatArray) -> FloatArray:
    """Bound the chance that a sum of unequal coin flips reaches a count.

    Parameters
    ----------
    affected
        Shape (m,), the counts.
    visitors
        Shape (m,), the flips in each sum.
    expected
        Shape (m,), the sum of their chances, in 0..visitors.

    Returns
    -------
    FloatArray
        Shape (m,), in (0, 1]: the tail of the binomial distribution with as many flips and the
        same mean.

    Notes
    -----
    The sum follows a Poisson-binomial distribution. Hoeffding (1956), Annals of Mathematical
    Statistics 27:713: from one above the mean on, its tail is at most the binomial's. So this
    errs on the safe side however far out, and needs sums alone, which shards can add up.
    """
    share = np.divide(expected, visitors, out=np.ones(expected.shape), where=visitors > 0)
    # P(X >= k) of a binomial is a regularised incomplete beta function.
    tail = special.betainc(
        np.maximum(affected, 1), np.maximum(visitors - affected + 1, 1), np.clip(share, 0, 1)
    )
    return np.where(affected > 0, np.clip(tail, np.finfo(np.float64).tiny, 1.0), 1.0)
