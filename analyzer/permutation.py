"""Shuffle signals among each participant's occasions, and score the worst place each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analyzer.events import FloatArray
from analyzer.occasions import IndexArray, Table

_CELLS = 8_000_000  # places or cards x shuffles held at once, a byte each; it bounds the memory

_Marks = npt.NDArray[np.uint8]  # 1 where there is a signal


def worst_scores(of: Table, scores: FloatArray, shuffles: int, seed: int) -> FloatArray:
    """Shuffle all signals and score every place, many times over.

    Parameters
    ----------
    of
        Occasions; a signal stays with its participant, task and family.
    scores
        Shape (places, participants + 1): the score of each place for each number of participants
        who meet friction there, which never falls as they grow more; -inf where it cannot be
        flagged.
    shuffles
        How often.
    seed
        Of numpy's PCG64.

    Returns
    -------
    FloatArray
        Shape (shuffles,): the highest score of all places of all tasks, in each shuffle.
    """
    random = np.random.default_rng(seed)
    # No place ever has less than with nobody affected.
    worst = np.full(shuffles, scores[:, 0].max(initial=-np.inf))
    signals = np.bincount(of.stratum, of.signalled)[of.stratum]
    dealt = np.flatnonzero(signals > 0)
    for run in _runs(np.array([key[0] for key in of.places])[of.place[dealt]]):
        rows = dealt[run]
        places, reach = _reach(of, rows)
        cards = np.bincount(of.person[rows], of.episodes[rows]).max()
        step = max(1, _CELLS // int(max(cards, places.size)))
        for start in range(0, shuffles, step):
            part = worst[start : start + step]
            # What cannot get above the lowest mark so far changes none: most places are visited
            # by one or two people.
            is_open = scores[places, reach] > part.min()
            table = scores[places[is_open]]
            needed = np.argmax(table > part.min(), axis=1).tolist()
            counted = _affected(of, rows, places[is_open], part.size, random)
            for score, least, counts in zip(table, needed, counted, strict=True):
                at = np.flatnonzero(counts >= least)
                part[at] = np.maximum(part[at], score[counts[at]])
    return worst


def adjusted(scores: FloatArray, worst: FloatArray) -> FloatArray:
    """Tell how often a shuffle's worst place scores as high as each place did.

    Parameters
    ----------
    scores
        Shape (places,), as observed.
    worst
        Shape (shuffles,), of `worst_scores`.

    Returns
    -------
    FloatArray
        Shape (places,), p-values in (0, 1], corrected for all places: (1 + #) / (1 + shuffles),
        Phipson & Smyth (2010).
    """
    # Equal scores of two places may differ by a rounding.
    below = np.searchsorted(np.sort(worst), scores - 1e-9, side="left")
    return (1 + worst.size - below) / (1 + worst.size)


def _reach(of: Table, rows: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Tell the places in some rows, and how many participants could meet friction at each."""
    pairs = np.unique(of.person[rows] * len(of.places) + of.place[rows])
    places, reach = np.unique(pairs % len(of.places), return_counts=True)
    return places, reach


def _affected(
    of: Table, rows: IndexArray, places: IndexArray, shuffles: int, random: np.random.Generator
) -> npt.NDArray[np.unsignedinteger]:
    """Deal a task's signals; shape (places, shuffles): how many participants meet one there."""
    affected = np.zeros((places.size, shuffles), dtype=np.min_scalar_type(of.participants))
    at = {place: row for row, place in enumerate(places.tolist())}
    cards = int(np.bincount(of.person[rows], of.episodes[rows]).max())
    table = np.empty((cards, shuffles), dtype=np.uint8)
    for run in _runs(of.person[rows]):
        mine = rows[run]
        if at.keys().isdisjoint(of.place[mine].tolist()):
            continue
        first = np.concatenate([[0], np.cumsum(of.episodes[mine])]).tolist()
        for one in _runs(of.stratum[mine]):
            signals = int(of.signalled[mine[one]].sum())
            _deal(table[first[one.start] : first[one.stop]], signals, random)
        for row, hit in _hits(
            [at.get(place, -1) for place in of.place[mine].tolist()], first, table
        ):
            affected[row] += hit
    return affected


def _deal(marks: _Marks, signals: int, random: np.random.Generator) -> None:
    """Mark as many of a stratum's cards (rows) in every shuffle (column), each set as likely.

    Cards are drawn and laid back until so many different ones have come.
    """
    cards, shuffles = marks.shape
    marks.fill(0)
    # Few are drawn: where most cards carry a signal, those that do not.
    drawn = min(signals, cards - signals)
    small = np.uint16 if cards <= 2**16 else np.int64
    flat, columns = marks.reshape(-1), np.arange(shuffles)
    place = np.empty(shuffles, dtype=np.int64)
    # One draw of all shuffles after the other: the places of all at once do not fit the cache.
    for card in random.integers(0, cards, (drawn, shuffles), dtype=small):
        np.multiply(card, shuffles, out=place, dtype=np.int64)
        np.add(place, columns, out=place)
        flat[place] = 1
    missing = drawn - np.add.reduce(marks, axis=0, dtype=np.min_scalar_type(drawn)).astype(np.int64)
    while (is_short := missing > 0).any():
        columns, missing = columns[is_short], missing[is_short]
        place = random.integers(0, cards, columns.size) * shuffles + columns
        missing -= flat[place] == 0
        flat[place] = 1
    if drawn < signals:
        np.subtract(1, marks, out=marks)


def _hits(rows: list[int], first: list[int], marks: _Marks) -> Iterator[tuple[int, _Marks]]:
    """Tell the shuffles in which each place that counts gets at least one of a person's signals."""
    cards: dict[int, list[int]] = {}
    for row, a, b in zip(rows, first, first[1:], strict=False):
        if row >= 0:
            cards.setdefault(row, []).extend(range(a, b))
    for row, own in cards.items():
        yield row, marks[own[0]] if len(own) == 1 else np.bitwise_or.reduce(marks[own], axis=0)


def _runs(values: npt.NDArray[np.generic]) -> list[slice]:
    """Cut into stretches of equal values."""
    if not values.size:
        return []
    turns = np.flatnonzero(values[1:] != values[:-1]) + 1
    edges = [0, *turns.tolist(), values.size]
    return [slice(a, b) for a, b in pairwise(edges)]
