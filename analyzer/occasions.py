"""The occasions of a whole study, gathered session by session into columns."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analyzer.events import BoolArray
from analyzer.opportunities import Exposure

PlaceKey: TypeAlias = tuple[str, str, str]  # task, screen key, location id
IndexArray: TypeAlias = npt.NDArray[np.int64]


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


def table(exposures: Iterable[Exposure]) -> Table:
    """Put occasions in order; see `Occasions.table`."""
    occasions = Occasions()
    occasions.add(exposures)
    return occasions.table()


class Occasions:
    """Gathers exposures; each takes 17 bytes, where the object with its strings takes 500."""

    def __init__(self) -> None:
        self._people: dict[str, int] = {}
        self._places: dict[PlaceKey, int] = {}
        self._families: dict[str, int] = {}
        self._person, self._place, self._family = array("i"), array("i"), array("b")
        self._episodes, self._signalled = array("i"), array("i")
        self._lost_s: dict[PlaceKey, tuple[array[int], array[float]]] = {}

    def add(self, exposures: Iterable[Exposure]) -> None:
        """Take in what participants did, in any order.

        Parameters
        ----------
        exposures
            Those of one participant, family and place add up.
        """
        people, places, families = self._people, self._places, self._families
        for one in exposures:
            key = (one.task, one.screen, one.location)
            person = people.setdefault(one.participant, len(people))
            self._person.append(person)
            self._place.append(places.setdefault(key, len(places)))
            self._family.append(families.setdefault(one.family, len(families)))
            self._episodes.append(one.episodes)
            self._signalled.append(one.signalled)
            if one.lost_s:
                who, lost_s = self._lost_s.setdefault(key, (array("i"), array("d")))
                who.append(person)
                lost_s.append(one.lost_s)

    def lost_s(self) -> Mapping[PlaceKey, tuple[float, ...]]:
        """Tell how much time each participant lost at each place, s.

        Returns
        -------
        mapping
            Every place, with a number > 0 for each participant who lost any there; sorted, the
            same in whatever order exposures came.
        """
        nobody: tuple[array[int], array[float]] = array("i"), array("d")
        return {key: _by_person(*self._lost_s.get(key, nobody)) for key in self._places}

    def table(self) -> Table:
        """Put occasions in order.

        Returns
        -------
        Table
            The same however participants are called: they stand in the order of what they did.
        """
        places = sorted(self._places)
        # What came first was numbered first; now numbers follow the order of names.
        by_name = [self._families[name] for name in sorted(self._families)]
        place = _ranks([self._places[key] for key in places])[np.array(self._place, np.int64)]
        family = _ranks(by_name)[np.array(self._family, np.int64)]
        person = np.array(self._person, dtype=np.int64)
        order = np.lexsort((family, place, person))
        person, place, family = person[order], place[order], family[order]
        first = np.flatnonzero(_turns(person, place, family))
        episodes, signalled = (
            np.add.reduceat(np.array(column, dtype=np.int64)[order], first)
            if first.size
            else np.zeros(0, dtype=np.int64)
            for column in (self._episodes, self._signalled)
        )
        person, place, family = person[first], place[first], family[first]
        person = _by_deeds(person, place, family, episodes, signalled)
        task = np.cumsum([0, *(a[0] != b[0] for a, b in pairwise(places))])[place]
        order = np.lexsort((place, family, person, task))
        stratum = np.cumsum(_turns(task[order], person[order], family[order])) - 1
        return Table(
            places=tuple(places),
            participants=len(self._people),
            person=person[order],
            stratum=stratum,
            place=place[order],
            episodes=episodes[order],
            signalled=signalled[order],
        )


def _by_person(who: Iterable[int], lost_s: Iterable[float]) -> tuple[float, ...]:
    """Add up what each lost, over families and sessions."""
    lost: dict[int, list[float]] = defaultdict(list)
    for person, one_s in zip(who, lost_s, strict=True):
        lost[person].append(one_s)
    return tuple(sorted(map(fsum, lost.values())))


def _ranks(numbers: list[int]) -> IndexArray:
    """Tell the rank of each number, given the numbers in their order."""
    ranks = np.empty(len(numbers), dtype=np.int64)
    ranks[numbers] = np.arange(len(numbers))
    return ranks


def _turns(*columns: IndexArray) -> BoolArray:
    """Mark the rows that differ from the one before them in any column; the first does."""
    is_new = np.ones(columns[0].size, dtype=np.bool_)
    if is_new.size:
        is_new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return is_new


def _by_deeds(
    person: IndexArray,
    place: IndexArray,
    family: IndexArray,
    episodes: IndexArray,
    signalled: IndexArray,
) -> IndexArray:
    """Give participants numbers by what they did; rows come sorted by person, place and family."""
    # Big-endian numbers sort as bytes as they do by value.
    deeds = np.stack([place, family, episodes, signalled], axis=1).astype(">u4")
    edges = [*np.flatnonzero(_turns(person)).tolist(), person.size]
    keys = [deeds[a:b].tobytes() for a, b in pairwise(edges)]
    return np.repeat(_ranks(sorted(range(len(keys)), key=keys.__getitem__)), np.diff(edges))
