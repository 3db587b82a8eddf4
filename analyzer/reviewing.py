"""Which signals a researcher has accepted or rejected, and which rules ignore."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recorder.definition import IgnoreRule

SAME_START_S = 0.05  # a signal found again by a later release may begin a moment sooner


@dataclass(frozen=True, slots=True)
class SignalReview:
    """A researcher's verdict on one signal."""

    kind: str
    t_s: float
    location: str
    verdict: str = "reject"  # or accept
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What a signal is recognised by."""

    kind: str
    t_s: float
    location: str


def matched(signals: Sequence[Named], reviews: Sequence[SignalReview]) -> dict[int, int]:
    """Find for each review the signal that it speaks of.

    Parameters
    ----------
    signals, reviews
        Of one session, in any order.

    Returns
    -------
    dict
        Index of the signal -> index of its review. A review belongs to the signal of its kind at
        its location whose start is nearest, and within 50 ms; one that is missing here has none.
    """
    at_place: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
    for at, signal in sorted(enumerate(signals), key=lambda one: one[1].t_s):
        at_place[signal.kind, signal.location].append((signal.t_s, at))
    pairs = sorted(
        (abs(t_s - one.t_s), t_s, one.t_s, one.verdict, one.reason, at, of)
        for of, one in enumerate(reviews)
        for t_s, at in _near(at_place.get((one.kind, one.location), ()), one.t_s)
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, at, of in pairs:
        if at not in found and of not in taken:
            found[at] = of
            taken.add(of)
    return found


def _near(signals: Sequence[tuple[float, int]], t_s: float) -> Iterator[tuple[float, int]]:
    """Yield those that start within 50 ms of a moment, of signals by their start."""
    # A session may have thousands of signals, and as many reviews.
    for at in range(bisect_left(signals, (t_s - 2 * SAME_START_S, -1)), len(signals)):
        if signals[at][0] > t_s + 2 * SAME_START_S:
            break
        if abs(signals[at][0] - t_s) <= SAME_START_S + 1e-9:
            yield signals[at]


def ignoring(rules: Sequence[IgnoreRule], kind: str, screen: str, location: str) -> int | None:
    """Find the first rule that ignores a signal of this kind at this place.

    Returns
    -------
    int or None
        Its index; None where the signal counts.
    """
    for at, rule in enumerate(rules):
        if (
            rule.signal == kind
            and rule.location in (None, location)
            and rule.screen in (None, screen)
        ):
            return at
    return None
