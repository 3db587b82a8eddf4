"""Shuffle signals among each participant's occasions, and score the worst place each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analyzer.events import BoolArray, FloatArray
from analyzer.exposure import Table

_DECK = 1_000_000  # occasions x shuffles held at once; it bounds the memory
_FEW = 16  # cards; to follow more of them takes longer than to lay the decks out


def worst_scores(of: Table, scores: FloatArray, shuffles: int, seed: int) -> FloatArray:
    """Shuffle all signals and score every place, many times over.

    Parameters
    ----------
    of
        Occasions; a signal stays with its participant, task and family.
    scores
        Shape (places, participants + 1): the score of each place for each number of participants
        who meet friction there; -inf where it cannot be flagged.
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
    worst = np.full(shuffles, -np.inf)
    tasks = np.array([key[0] for key in of.places])[of.place]
    for rows in _runs(tasks):
        first, last = int(of.place[rows].min()), int(of.place[rows].max())
        affected = np.zeros((last - first + 1, shuffles), dtype=np.uint16)
        for own in _runs(of.person[rows], rows.start):
            strata = [one for one in _runs(of.stratum[own], own.start) if of.signalled[one].any()]
            if strata:
                places = np.unique(np.concatenate([of.place[one] for one in strata]))
                met = np.zeros((places.size, shuffles), dtype=np.bool_)
                for one in strata:
                    signals = int(of.signalled[one].sum())
                    at = np.searchsorted(places, of.place[one])
                    _deal(met, at, of.episodes[one], signals, random)
                affected[places - first] += met
        for place, counts in enumerate(affected, start=first):
            # Most places have no signal in any shuffle.
            np.maximum(worst, scores[place][counts if counts.any() else 0], out=worst)
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


def _deal(
    met: BoolArray,
    at: npt.NDArray[np.intp],
    episodes: npt.NDArray[np.int64],
    signals: int,
    random: np.random.Generator,
) -> None:
    """Deal a stratum's signals to its occasions, in every shuffle (column of `met`).

    Marks in the rows `at` the places that get at least one.
    """
    total, shuffles = int(episodes.sum()), met.shape[1]
    # Few are drawn: where most occasions carry a signal, those that do not.
    drawn = min(signals, total - signals)
    labels = np.repeat(np.arange(episodes.size), episodes)
    step = max(1, _DECK // total)
    for start in range(0, shuffles, step):
        columns = np.arange(start, min(start + step, shuffles))
        cards = (labels[card] for card in _cards(total, drawn, columns.size, random))
        if drawn == signals:
            for place in cards:
                met[at[place], columns] = True
            continue
        spared = np.zeros((episodes.size, columns.size), dtype=np.int64)
        for place in cards:
            spared[place, columns - start] += 1
        met[at[:, np.newaxis], columns] |= spared < episodes[:, np.newaxis]


def _cards(
    total: int, drawn: int, decks: int, random: np.random.Generator
) -> Iterator[npt.NDArray[np.int64]]:
    """Draw cards from decks of `total` without laying any back; yields one of each deck.

    Fisher & Yates swap the card drawn with one in front. Of a deck that nobody looks at, only the
    swapped cards are known: what lies at each place that was drawn, the latest first.
    """
    if drawn > _FEW:
        small = np.uint16 if total <= 2**16 else np.int64
        deck = np.repeat(np.arange(total, dtype=small)[:, np.newaxis], decks, axis=1)
        column = np.arange(decks)
        for front in range(drawn):
            pick = random.integers(front, total, decks)
            yield deck[pick, column].astype(np.int64)
            deck[pick, column] = deck[front]
        return
    swapped: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []

    def lies(place: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        card = place
        for where, now in swapped:
            card = np.where(where == place, now, card)
        return card

    for front in range(drawn):
        pick = random.integers(front, total, decks)
        yield lies(pick)
        swapped.append((pick, lies(np.full(decks, front))))


def _runs(values: npt.NDArray[np.generic], offset: int = 0) -> list[slice]:
    """Cut into stretches of equal values."""
    if not values.size:
        return []
    turns = np.flatnonzero(values[1:] != values[:-1]) + 1
    edges = [0, *turns.tolist(), values.size]
    return [slice(offset + a, offset + b) for a, b in pairwise(edges)]
