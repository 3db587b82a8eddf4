"""Local clusters on a canvas, map or picture, where there are no elements to count by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from analyzer.intervals import FloatArray


def getis_ord(
    points: npt.ArrayLike, values: npt.ArrayLike, threshold: float, *, star: bool = True
) -> FloatArray:
    """Score how far high (or low) values gather around each point.

    Parameters
    ----------
    points
        Shape (n, 2), x and y.
    values
        Shape (n,), what was counted at each point.
    threshold
        Distance up to which points are neighbours, that distance included; unit of the points.
    star
        Gi*: the point is its own neighbour. Else Gi: it is left out.

    Returns
    -------
    FloatArray
        Shape (n,), z scores: normal if the values were scattered at random. NaN where that
        cannot be judged: no neighbours, all are neighbours, equal values, or n < 3.

    Notes
    -----
    Ord & Getis (1995), Geographical Analysis 27:286, binary weights. Correct the p-values of all
    points for their number (`multiplicity`).
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    y = np.asarray(values, dtype=np.float64)
    n = y.size
    if places.shape[0] != n:
        raise ValueError("every point has its own value")
    if n < 3:
        return np.full(n, np.nan)
    near = _neighbours(places, threshold)
    weight = np.asarray(near.sum(axis=1), dtype=np.float64)
    around = near @ y
    if star:
        weight, around, others = weight + 1, around + y, np.full(n, float(n))
        mean, square = np.full(n, y.mean()), np.full(n, (y**2).mean())
    else:
        others = np.full(n, n - 1.0)
        mean = (y.sum() - y) / others
        square = ((y**2).sum() - y**2) / others
    variance = square - mean**2
    # A difference of squares leaves rounding where all values are equal.
    variance[variance <= 1e-12 * np.maximum(square, 1e-300)] = np.nan
    spread = (others * weight - weight**2) / (others - 1)
    spread[spread <= 0] = np.nan
    scores: FloatArray = (around - weight * mean) / np.sqrt(variance * spread)
    return scores


def _neighbours(places: FloatArray, threshold: float) -> scipy.sparse.csr_array:
    pairs = scipy.spatial.KDTree(places).query_pairs(threshold, output_type="ndarray")
    n = places.shape[0]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return scipy.sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n))
