"""How many participants chance alone would let meet friction at each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from analyzer.events import FloatArray
from analyzer.occasions import IndexArray, PlaceKey, Table

# Chances are rounded to multiples of this: sums of up to two million of them are then exact, and
# so the same in whatever order, and from however many shards, they are added up.
_GRAIN = 2.0**-32


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """What the test needs to know of a place.

    Those of two shards without a common participant add up, to the last bit.
    """

    affected: int = 0  # participants with a signal there
    visitors: int = 0  # participants who could have had one
    expected: float = 0.0  # participants whom chance would give one
    squares: float = 0.0  # of their chances, and cubes: what `tails.py` needs
    cubes: float = 0.0

    @property
    def variance(self) -> float:
        """That of the number of participants affected, by chance alone."""
        return self.expected - self.squares

    def __add__(self, other: PlaceSums) -> PlaceSums:
        return PlaceSums(
            self.affected + other.affected,
            self.visitors + other.visitors,
            self.expected + other.expected,
            self.squares + other.squares,
            self.cubes + other.cubes,
        )


def chances(of: Table) -> tuple[IndexArray, IndexArray, FloatArray, IndexArray]:
    """Tell how likely chance alone lets each participant meet friction at each place.

    Returns
    -------
    person, place
        Of each pair that there is, sorted.
    p
        1 minus the product over strata of C(E - e, K) / C(E, K): the hypergeometric chance that
        none of K signals among E occasions falls on the e occasions at the place.
    met
        1 where the participant did meet friction there, else 0.
    """
    in_all = _summed(of.stratum, of.episodes)
    signals = _summed(of.stratum, of.signalled)
    log_missed = _log_choose(in_all - of.episodes, signals) - _log_choose(in_all, signals)
    pair = of.person * len(of.places) + of.place
    pairs, cell = np.unique(pair, return_inverse=True)
    p = -np.expm1(np.bincount(cell, log_missed, minlength=pairs.size))
    met = np.bincount(cell, of.signalled, minlength=pairs.size) > 0
    width = max(len(of.places), 1)
    return pairs // width, pairs % width, np.clip(p, 0.0, 1.0), met.astype(np.int64)


def place_sums(of: Table) -> dict[PlaceKey, PlaceSums]:
    """Add up the chances of all participants, place by place."""
    _, place, p, met = chances(of)
    n = len(of.places)
    columns = (
        np.bincount(place, met, minlength=n).astype(int).tolist(),
        np.bincount(place, p > 0, minlength=n).astype(int).tolist(),
        *(np.bincount(place, _rounded(p**power), minlength=n).tolist() for power in (1, 2, 3)),
    )
    return {key: PlaceSums(*each) for key, *each in zip(of.places, *columns, strict=True)}


def _rounded(p: FloatArray) -> FloatArray:
    return np.asarray(np.rint(p / _GRAIN) * _GRAIN)


def _summed(group: IndexArray, values: IndexArray) -> IndexArray:
    """Give each row the sum of its group."""
    return np.bincount(group, values).astype(np.int64)[group]


def _log_choose(n: IndexArray, k: IndexArray) -> FloatArray:
    """Take the logarithm of the binomial coefficient; minus infinity where k > n."""
    possible = np.maximum(n - k, 0)
    value = (
        scipy.special.gammaln(n + 1)
        - scipy.special.gammaln(k + 1)
        - scipy.special.gammaln(possible + 1)
    )
    return np.where(k > n, -np.inf, value)
