"""Many tests at once: p-values corrected, so that a family of them keeps its promise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy

from analyzer.intervals import FloatArray

ROUNDING = 1e-12  # p m / rank may end a rounding above a q that it equals on paper


def holm(p: Sequence[float]) -> FloatArray:
    """Correct p-values so that the chance of even one false finding stays below the level.

    Parameters
    ----------
    p
        Shape (m,), the p-values of one family.

    Returns
    -------
    FloatArray
        Shape (m,), adjusted, in the same order.

    Notes
    -----
    Holm (1979), Scandinavian Journal of Statistics 6:65.
    """
    values = _p_values(p)
    order = np.argsort(values, kind="stable")
    stepped = values[order] * np.arange(values.size, 0, -1)
    result = np.empty_like(values)
    result[order] = np.minimum(np.maximum.accumulate(stepped), 1)
    return result


def benjamini_hochberg(p: Sequence[float]) -> FloatArray:
    """Correct p-values so that the expected share of false findings stays below q.

    Parameters
    ----------
    p
        Shape (m,), the p-values of one family.

    Returns
    -------
    FloatArray
        Shape (m,), adjusted, in the same order; findings are those <= q.

    Notes
    -----
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.
    """
    values = _p_values(p)
    if values.size == 0:
        return values
    return np.asarray(scipy.stats.false_discovery_control(values, method="bh"), dtype=np.float64)


def bonferroni(p: Sequence[float]) -> FloatArray:
    """Multiply each p-value by their number, at most 1; for comparison with other reports."""
    values = _p_values(p)
    return np.minimum(values * values.size, 1)


def found(adjusted: FloatArray, level: float) -> npt.NDArray[np.bool_]:
    """Mark the findings of a family at a level."""
    return adjusted <= level + ROUNDING


def _p_values(p: Sequence[float]) -> FloatArray:
    values = np.asarray(p, dtype=np.float64)
    # Written so that NaN is refused too.
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    return values
