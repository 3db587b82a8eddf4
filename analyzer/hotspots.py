"""Confusion hotspots: places where participants met friction, each participant once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from analyzer.chance import Chance
from analyzer.events import PAGE
from analyzer.intervals import adjusted_wald
from analyzer.mean_costs import mean_seconds
from analyzer.occasions import PlaceKey
from analyzer.results import TIERS, Hotspot, Interval, Moment, Signal


@dataclass(frozen=True, slots=True)
class Seen:
    """Who saw and did what: the base of every share, and what chance is reckoned from."""

    screens: Mapping[tuple[str, str], frozenset[str]]  # (participant, task) -> screens seen
    viewport_class: Mapping[str, str]  # of each session
    chance: Chance | None = None
    # by each participant who lost any
    lost_s: Mapping[PlaceKey, tuple[float, ...]] = field(default_factory=dict)
    visitors: Mapping[tuple[str, str], set[str]] = field(init=False)  # (task, screen) -> who saw it

    def __post_init__(self) -> None:
        # Every task asks: each would look through what was seen during all of them.
        visitors: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (participant, task), screens in self.screens.items():
            for screen in screens:
                visitors[task, screen].add(participant)
        object.__setattr__(self, "visitors", visitors)


def hotspots(
    task: str, signals: Sequence[Signal], seen: Seen, outcomes: Mapping[str, str] | None = None
) -> tuple[Hotspot, ...]:
    """Rank the places of one task by the share of participants who met friction there.

    Parameters
    ----------
    task
        The task's id.
    signals
        Of the whole study, in any order; those of other tasks are passed over.
    seen
        Which screens each participant saw during each task, and the test of all places.
    outcomes
        Of the attempt by which each participant counts.

    Returns
    -------
    tuple of Hotspot
        Confirmed ones, then suspect ones, then those that were merely seen, and last what a
        single participant met: the only visitor of a rare screen would else outrank what many
        met. Within each by lower bound of the share times impact; at a tie by excess over chance,
        participants affected, impact, screen and location. Empty without signals.

    Notes
    -----
    The share is of those who saw the screen during the task, with its adjusted-Wald interval.
    What the tiers mean is told in `chance.py`; untested places are merely seen.
    """
    at_place: dict[tuple[str, str], list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.task == task and (signal.is_error or signal.location != PAGE):
            at_place[signal.screen, signal.location].append(signal)
    spots = [
        _hotspot(found, seen.visitors.get((task, place[0]), set()), seen, outcomes or {})
        for place, found in sorted(at_place.items())
    ]
    spots.sort(key=_order)
    return tuple(replace(spot, rank=at) for at, spot in enumerate(spots, start=1))


def _order(spot: Hotspot) -> tuple[float, ...]:
    """Give the sorting key: what stands first has the lowest."""
    # Of few people many places have the same share: what chance explains less comes first.
    excess = spot.excess or 0.0
    tier = TIERS.index(spot.tier)
    return tier, spot.affected < 2, -spot.score, -excess, -spot.affected, -spot.impact


def _hotspot(
    found: Sequence[Signal], visitors: set[str], seen: Seen, outcomes: Mapping[str, str]
) -> Hotspot:
    task, screen, location = found[0].task or "", found[0].screen, found[0].location
    affected = {signal.participant for signal in found}
    exposed = affected | visitors
    kinds = _kinds(found)
    impact = _impact(found, kinds)
    share = adjusted_wald(len(affected), len(exposed))
    place = (task, screen, location)
    verdict = seen.chance.verdicts.get(place) if seen.chance else None
    lost = _lost(seen.lost_s[place], len(affected)) if place in seen.lost_s else None
    return Hotspot(
        rank=0,
        task=task,
        screen=screen,
        viewport_class=_most(
            [seen.viewport_class[session] for session in sorted({one.session for one in found})]
        ),
        location=location,
        label=_most([signal.label for signal in found]),
        affected=len(affected),
        exposed=len(exposed),
        share=share,
        impact=impact,
        score=(share.lower or 0.0) * impact,
        kinds=kinds,
        moments=tuple(
            Moment(session=session, participant=participant, t_s=t_s)
            for participant, session, t_s in sorted(
                {(one.participant, one.session, one.t_s) for one in found}
            )
        ),
        seconds_lost=lost.estimate if lost else None,
        seconds_lost_interval=lost,
        expected=verdict.expected if verdict else None,
        excess=len(affected) - verdict.expected if verdict else None,
        p_adjusted=verdict.p_adjusted if verdict else None,
        tier=verdict.tier if verdict else "seen",
        outcomes=dict(
            sorted(Counter(outcomes[one] for one in affected if one in outcomes).items())
        ),
    )


def _lost(lost_s: Sequence[float], affected: int) -> Interval:
    """Estimate what the affected lost; who went on at once lost 0 s."""
    return mean_seconds([[one_s] for one_s in (*lost_s, *(0.0,) * (affected - len(lost_s)))])


def _kinds(found: Sequence[Signal]) -> dict[str, int]:
    """Count the participants of each kind, the most frequent kind first."""
    people = {(signal.kind, signal.participant) for signal in found}
    counts = Counter(kind for kind, _ in people)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _impact(found: Sequence[Signal], kinds: Mapping[str, int]) -> int:
    """Take the impact of the kind that most participants met: one furious person sets none."""
    impacts = {signal.kind: signal.impact for signal in found}
    most = max(kinds.values())
    return max(impacts[kind] for kind, count in kinds.items() if count == most)


def _most(values: Sequence[str]) -> str:
    """Give the most frequent value, the first by name at a tie."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))
