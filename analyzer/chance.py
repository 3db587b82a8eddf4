"""Tell places with more friction than chance would put there, given who did what where.

Each participant's signals are held against the places that this very person dealt with: who
clicks a button ten times meets more friction there, without anything being wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analyzer.events import FloatArray
from analyzer.exposure import PlaceSums, place_sums
from analyzer.intervals import adjusted_wald
from analyzer.multiplicity import benjamini_hochberg, found
from analyzer.occasions import PlaceKey, Table, table
from analyzer.opportunities import Exposure
from analyzer.permutation import adjusted, worst_scores
from analyzer.results import ChanceTest, Tier
from analyzer.tails import upper_tail

SEED = 20_250_923  # any; fixed, so that the same recordings give the same bytes
SHUFFLES = 9_999
# For the promise of 5 %. The test is exact: at .05 itself, every other check of 400 simulated
# studies would count more than 5 % by the luck of the draw. See docs/measures.md.
LEVEL = 0.03
FALSE_SHARE = 0.05  # of findings, with many participants
LARGE_N = 200  # participants from which sums replace shuffles; ours
MIN_AFFECTED = 2  # what befell one person may be that person
CONFIRM_FROM = 6  # participants in a task: at five the test finds few of the real problems
SUSPECT_LIFT = 2.0
LARGE_LIFT = 1.5  # with many participants everything is significant: effect size decides
LARGE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the test says of one place."""

    expected: float  # participants whom chance alone would let meet friction there
    p_adjusted: float  # for all places of all tasks, in (0, 1]
    tier: Tier


@dataclass(frozen=True, slots=True)
class Chance:
    """The test of all places of a study."""

    test: ChanceTest
    verdicts: Mapping[PlaceKey, Verdict]


def against_chance(
    exposures: Iterable[Exposure], *, seed: int = SEED, shuffles: int = SHUFFLES
) -> Chance:
    """Test every place of a study where occasions are at hand one by one; see `chance_of`."""
    return chance_of(table(exposures), seed=seed, shuffles=shuffles)


def chance_of(of: Table, *, seed: int = SEED, shuffles: int = SHUFFLES) -> Chance:
    """Test every place of a study, all tasks together, each participant once.

    Parameters
    ----------
    of
        The occasions of all participants.
    seed
        Of the shuffles.
    shuffles
        How many; not needed from `LARGE_N` participants on.

    Returns
    -------
    Chance
        A verdict for each place where anything was done; none without exposures.

    Notes
    -----
    If nothing is wrong anywhere, signals fall at random on each participant's own occasions, so
    a participant meets at least one of K at a place with e of E occasions with the chance
    p = 1 - C(E - e, K) / C(E, K). T participants met one, mu = sum p, and
    Z = (T - 1/2 - mu) / sqrt(sum p(1 - p)). The p-value is the share of shuffles in which any place
    with T >= 2 has a Z as high: max-T, Westfall & Young (1993). So of a hundred studies without
    a problem at most five have any confirmed place.
    """
    sums = place_sums(of)
    is_large = of.participants >= LARGE_N
    p = _from_sums(sums) if is_large else _from_shuffles(of, sums, shuffles, seed)
    level = FALSE_SHARE if is_large else LEVEL
    confirmed = found(p, level)
    test = ChanceTest(
        method="Benjamini-Hochberg" if is_large else "max-T permutation",
        seed=seed,
        permutations=0 if is_large else shuffles,
        level=level,
        participants=of.participants,
        places=len(of.places),
    )
    visitors = _participants_of_tasks(of)
    verdicts = {
        key: Verdict(
            one.expected, float(value), _tier(one, bool(low), visitors[key[0]], is_large=is_large)
        )
        for (key, one), value, low in zip(sums.items(), p, confirmed, strict=True)
    }
    return Chance(test, verdicts)


def _from_shuffles(
    of: Table, sums: Mapping[PlaceKey, PlaceSums], shuffles: int, seed: int
) -> FloatArray:
    scores = _scores(list(sums.values()), of.participants)
    affected = np.array([one.affected for one in sums.values()], dtype=np.intp)
    worst = worst_scores(of, scores, shuffles, seed)
    return adjusted(scores[np.arange(affected.size), affected], worst)


def _scores(sums: list[PlaceSums], participants: int) -> FloatArray:
    """Tabulate Z of each place for each number of participants affected.

    Counts that could not be flagged score nothing, in the shuffles too: else a rarely visited
    place that one participant meets by chance would set the mark for all others. The half taken
    off, as for any count, keeps two participants there from doing the same: it found a fifth more
    of the planted problems at n = 8.
    """
    counts = np.arange(participants + 1)
    expected = np.array([[one.expected] for one in sums]).reshape(-1, 1)
    variance = np.array([[one.variance] for one in sums]).reshape(-1, 1)
    is_open = (
        variance > 1e-12
    )  # where all of a person's occasions went wrong nothing is left to chance
    z = (counts - 0.5 - expected) / np.sqrt(np.where(is_open, variance, 1.0))
    return np.where(is_open & (counts >= MIN_AFFECTED), z, -np.inf)


def _from_sums(sums: Mapping[PlaceKey, PlaceSums]) -> FloatArray:
    """Take p from the sums alone, corrected for the expected share of false findings.

    With many participants hundreds of places are looked at, and some false findings are borne.
    """
    every = list(sums.values())
    return benjamini_hochberg(
        upper_tail(
            np.array([one.affected for one in every], dtype=np.int64),
            np.array([one.visitors for one in every], dtype=np.int64),
            *(
                np.array([getattr(one, name) for one in every])
                for name in ("expected", "squares", "cubes")
            ),
        ).tolist()
    )


def _tier(one: PlaceSums, is_low: bool, participants: int, *, is_large: bool) -> Tier:
    if one.affected < MIN_AFFECTED:
        return "seen"
    lift = one.affected / one.expected if one.expected else np.inf
    if is_large:
        share = adjusted_wald(one.affected, participants).lower or 0.0
        is_low = is_low and lift >= LARGE_LIFT and share >= LARGE_SHARE
    if is_low and participants >= CONFIRM_FROM:
        return "confirmed"
    return "suspect" if is_low or lift >= SUSPECT_LIFT else "seen"


def _participants_of_tasks(of: Table) -> dict[str, int]:
    names = [key[0] for key in of.places]
    tasks, number = np.unique(np.array(names, dtype=object), return_inverse=True)
    pairs = np.unique(number[of.place] * of.participants + of.person)
    counts = np.bincount(pairs // max(of.participants, 1), minlength=len(tasks))
    return dict(zip(tasks.tolist(), counts.tolist(), strict=True))
