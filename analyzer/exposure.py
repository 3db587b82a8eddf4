"""Occasions for friction as a table, and how many participants chance would let meet some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from analyzer.events import FloatArray
from analyzer.opportunities import Exposure

PlaceKey: TypeAlias = tuple[str, str, str]  # task, screen key, location id
IndexArray: TypeAlias = npt.NDArray[np.int64]
_Row: TypeAlias = tuple[PlaceKey, str, int, int]  # with family, episodes, signalled


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Occasions, one row a participant, family and place.

    Rows of a task are neighbours, in it those of a participant, and in these of a family.
    A stratum is what one participant did of one family during one task: inside it, and only
    there, chance may move a signal from one occasion to another.
    """

    places: tuple[PlaceKey, ...]  # sorted, so those of a task are neighbours
    participants: int
    person: IndexArray  # four columns of one entry a row
    stratum: IndexArray
    place: IndexArray
    episodes: IndexArray
    signalled: IndexArray


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """What the test needs to know of a place; of two shards without a common participant add up."""

    affected: int = 0  # participants with a signal there
    visitors: int = 0  # participants who could have had one
    expected: float = 0.0  # participants whom chance would give one
    variance: float = 0.0

    def __add__(self, other: PlaceSums) -> PlaceSums:
        return PlaceSums(
            self.affected + other.affected,
            self.visitors + other.visitors,
            self.expected + other.expected,
            self.variance + other.variance,
        )


def table(exposures: Iterable[Exposure]) -> Table:
    """Put occasions in order.

    Parameters
    ----------
    exposures
        In any order; those of one participant, family and place are added up.

    Returns
    -------
    Table
        The same however participants are called: they stand in the order of what they did.
    """
    held: dict[str, dict[tuple[PlaceKey, str], list[int]]] = defaultdict(dict)
    for one in exposures:
        of = ((one.task, one.screen, one.location), one.family)
        counts = held[one.participant].setdefault(of, [0, 0])
        counts[0] += one.episodes
        counts[1] += one.signalled
    people: list[list[_Row]] = sorted(
        sorted((place, family, counts[0], counts[1]) for (place, family), counts in rows.items())
        for rows in held.values()
    )
    places = tuple(sorted({row[0] for rows in people for row in rows}))
    at = {place: index for index, place in enumerate(places)}
    ordered = sorted(
        (row[0][0], person, row[1], at[row[0]], row[2], row[3])
        for person, rows in enumerate(people)
        for row in rows
    )
    columns = np.array([row[1:2] + row[3:] for row in ordered], dtype=np.int64).reshape(-1, 4)
    strata = groupby(ordered, key=lambda row: row[:3])
    sizes = [len(list(rows)) for _, rows in strata]
    return Table(
        places=places,
        participants=len(people),
        person=columns[:, 0],
        stratum=np.repeat(np.arange(len(sizes)), sizes),
        place=columns[:, 1],
        episodes=columns[:, 2],
        signalled=columns[:, 3],
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
        np.bincount(place, p, minlength=n).tolist(),
        np.bincount(place, p * (1 - p), minlength=n).tolist(),
    )
    return {key: PlaceSums(*each) for key, *each in zip(of.places, *columns, strict=True)}


def _summed(group: IndexArray, values: IndexArray) -> IndexArray:
    """Give each row the sum of its group."""
    return np.bincount(group, values).astype(np.int64)[group]


def _log_choose(n: IndexArray, k: IndexArray) -> FloatArray:
    """Take the logarithm of the binomial coefficient; minus infinity where k > n."""
    possible = np.maximum(n - k, 0)
    value = gammaln(n + 1) - gammaln(k + 1) - gammaln(possible + 1)
    return np.where(k > n, -np.inf, value)
