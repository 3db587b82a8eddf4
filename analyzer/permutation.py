"""Shuffle signals among each participant's occasions, and score the worst place each time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analyzer.events import BoolArray, FloatArray
from analyzer.exposure import Table

_DECK = 1_000_000  # occasions x shuffles held at once; it bounds the memory


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
        met = np.zeros(affected.shape, dtype=np.bool_)
        for own in _runs(of.person[rows], rows.start):
            met[:] = False
            for stratum in _runs(of.stratum[own], own.start):
                if of.signalled[stratum].any():
                    # Places of a stratum differ, so no row is written twice.
                    met[of.place[stratum] - first] |= _shuffled(
                        of.episodes[stratum], int(of.signalled[stratum].sum()), shuffles, random
                    )
            affected += met
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


def _shuffled(
    episodes: npt.NDArray[np.int64], signals: int, shuffles: int, random: np.random.Generator
) -> BoolArray:
    """Deal signals to occasions; tells which places (rows) get at least one in which shuffle."""
    total = int(episodes.sum())
    # Few are drawn: where most occasions carry a signal, those that do not.
    drawn = min(signals, total - signals)
    counts = np.zeros((episodes.size, shuffles), dtype=np.uint16)
    labels = np.repeat(np.arange(episodes.size, dtype=np.uint16), episodes)
    step = max(1, _DECK // total)
    for start in range(0, shuffles, step):
        size = min(step, shuffles - start)
        deck = np.repeat(labels[:, np.newaxis], size, axis=1)
        column = np.arange(size)
        for card in range(drawn):
            # Fisher & Yates: swap the card at `card` with one from there on.
            pick = random.integers(card, total, size)
            counts[deck[pick, column], start + column] += 1
            deck[pick, column] = deck[card]
    return counts > 0 if drawn == signals else counts < episodes[:, np.newaxis]


def _runs(values: npt.NDArray[np.generic], offset: int = 0) -> list[slice]:
    """Cut into stretches of equal values."""
    if not values.size:
        return []
    turns = np.flatnonzero(values[1:] != values[:-1]) + 1
    edges = [0, *turns.tolist(), values.size]
    return [slice(offset + a, offset + b) for a, b in pairwise(edges)]
