"""Which signals a researcher has accepted or rejected, and which rules ignore."""

from __future__ import annotations

from collections.abc import Sequence
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
    pairs = sorted(
        (abs(signal.t_s - one.t_s), signal.t_s, one.t_s, one.verdict, one.reason, at, of)
        for of, one in enumerate(reviews)
        for at, signal in enumerate(signals)
        if (signal.kind, signal.location) == (one.kind, one.location)
        and abs(signal.t_s - one.t_s) <= SAME_START_S + 1e-9
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, at, of in pairs:
        if at not in found and of not in taken:
            found[at] = of
            taken.add(of)
    return found


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
