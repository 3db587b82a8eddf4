"""Every friction signal of one session, and which of them are error points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzer import spans
from analyzer.detection import (
    EPSILON_S,
    MERGE,
    Detector,
    Episode,
    Family,
    Scene,
    Thresholds,
    applied,
    merged,
    rule,
)
from analyzer.places import place_id
from analyzer.results import Rule
from analyzer.reviewing import Named, SignalReview, ignoring, matched
from analyzer.signals import signals
from analyzer.stretches import Stretches
from recorder.definition import StudyDefinition

_PAUSED = -1  # in the place of a rule: what lies in a pause
_UNANSWERED = ("dead_click", "unresponsive_click")


@dataclass(frozen=True, slots=True)
class Friction:
    """An episode, of which kind it is, and whether it counts as an error point."""

    kind: str
    episode: Episode
    impact: int
    is_error_point: bool
    family: Family = "click"
    is_error: bool = True  # by its rule: an error, not only a sign of effort
    review: str | None = None  # accept, reject; None: nobody has looked at it
    reason: str = ""

    @property
    def has_place(self) -> bool:
        """Whether it befell an element or a spot: a pause on a page as a whole is no hotspot."""
        return self.is_error or self.episode.location >= 0 or self.episode.xy_px is not None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was found, after all that a researcher has decided about it."""

    counted: tuple[Friction, ...]
    rejected: tuple[Friction, ...]  # in no figure
    ignored: tuple[int, ...]  # episodes of each of the study's `ignore_signals`
    unmatched: tuple[SignalReview, ...]  # reviews of what is not found any more
    paused: int = 0  # episodes that lie wholly in a pause


def friction(scene: Scene) -> list[Friction]:
    """Run every signal's rule over one session.

    Parameters
    ----------
    scene
        The session; its study's `thresholds` override the defaults.

    Returns
    -------
    list of Friction
        What counts, by time, then kind. A dead click inside a rage burst on the same element is
        a signal, but no error point of its own: it is one mistake, seen twice. So is what befell
        a participant during a deviation: it belongs to the deviation.
    """
    thresholds = scene.definition.thresholds
    return list(weighed(scene, detected(scene, thresholds), thresholds).counted)


def detected(
    scene: Scene, thresholds: Thresholds, kinds: Collection[str] | None = None
) -> dict[str, list[Episode]]:
    """Run rules over one session, without any decision of a researcher.

    Parameters
    ----------
    scene
        The session.
    thresholds
        Instead of the defaults.
    kinds
        Of the signals; None: all.
    """
    return {
        kind: detector.detect(scene, applied(detector, thresholds))
        for kind, detector in signals.items()
        if kinds is None or kind in kinds
    }


def weighed(
    scene: Scene, found: Mapping[str, Sequence[Episode]], thresholds: Thresholds
) -> Weighed:
    """Take out what does not count, join what belongs together, and weigh the rest.

    Parameters
    ----------
    scene
        The session, with its reviews and its study's `ignore_signals`.
    found
        As `detected` gives it.
    thresholds
        Instead of the defaults.

    Returns
    -------
    Weighed
        What an ignored signal would have swallowed stands for itself, as if there were no such
        rule; what a rejected one has swallowed does not: no figure rises by a rejection. What lies
        wholly in a pause is no friction; what begins before one or ends after it counts.
    """
    ignore = scene.definition.ignore_signals
    kept: list[tuple[str, Detector, Episode]] = []
    ignored = [0] * len(ignore)
    dropped: list[Named] = []
    paused = 0
    for kind, episodes in found.items():
        window_s = applied(signals[kind], thresholds)[MERGE.name]
        for rule_at, pile in _piles(scene, kind, episodes).items():
            joined = merged(pile, window_s)
            if rule_at is None:
                kept += [(kind, signals[kind], episode) for episode in joined]
            else:
                if rule_at == _PAUSED:
                    paused += len(joined)
                else:
                    ignored[rule_at] += len(joined)
                dropped += [_named(scene, kind, episode) for episode in joined]
    kept.sort(key=lambda one: (one[2].t_s, one[0], one[2].screen, one[2].location))
    read = _reviewed(scene, _swallowed(kept), tuple(ignored), dropped)
    return replace(read, paused=paused)


def _piles(
    scene: Scene, kind: str, episodes: Sequence[Episode]
) -> Mapping[int | None, Sequence[Episode]]:
    """Sort the episodes of one kind by what takes them out: a rule, a pause; None: they count."""
    ignore = scene.definition.ignore_signals
    if not ignore and not len(scene.paused):
        return {None: episodes}
    piles: dict[int | None, list[Episode]] = defaultdict(list)
    for episode in episodes:
        if spans.holds(scene.paused, episode.t_s, episode.end_s, EPSILON_S):
            piles[_PAUSED].append(episode)
            continue
        screen, location = _place(scene, episode)
        piles[ignoring(ignore, kind, screen, location)].append(episode)
    return piles


def _swallowed(found: Sequence[tuple[str, Detector, Episode]]) -> list[Friction]:
    """Tell which episodes are error points of their own."""
    bursts: dict[tuple[int, int], list[Episode]] = defaultdict(list)
    for kind, _, episode in found:
        if kind == "rage_click":
            bursts[episode.screen, episode.location].append(episode)
    astray = Stretches(
        [
            (episode.t_s - EPSILON_S, episode.end_s - EPSILON_S)
            for kind, _, episode in found
            if kind == "deviation"
        ]
    )
    return [
        Friction(
            kind,
            episode,
            detector.impact,
            is_error_point=detector.is_error
            and not (kind in _UNANSWERED and _within(episode, bursts))
            and not (kind != "deviation" and astray.holds(episode.t_s)),
            family=detector.family,
            is_error=detector.is_error,
        )
        for kind, detector, episode in found
    ]


def _reviewed(
    scene: Scene, found: Sequence[Friction], ignored: tuple[int, ...], dropped: Sequence[Named]
) -> Weighed:
    reviews = scene.events.info.reviews
    if not reviews:
        return Weighed(tuple(found), (), ignored, ())
    names = [_named(scene, one.kind, one.episode) for one in found]
    # What a rule ignores now is found, too: its review is no mystery.
    of = matched([*names, *dropped], reviews)
    marked = [
        replace(one, review=reviews[of[at]].verdict, reason=reviews[of[at]].reason)
        if at in of
        else one
        for at, one in enumerate(found)
    ]
    spoken = set(of.values())
    return Weighed(
        counted=tuple(one for one in marked if one.review != "reject"),
        rejected=tuple(one for one in marked if one.review == "reject"),
        ignored=ignored,
        unmatched=tuple(one for at, one in enumerate(reviews) if at not in spoken),
    )


def _place(scene: Scene, episode: Episode) -> tuple[str, str]:
    """Name an episode's screen and location as its signal does."""
    events = scene.events
    known = events.locations[episode.location].id if episode.location >= 0 else None
    return events.screen_keys[episode.screen], place_id(known, episode.xy_px)


def _named(scene: Scene, kind: str, episode: Episode) -> Named:
    return Named(kind, episode.t_s, _place(scene, episode)[1])


def rules(definition: StudyDefinition) -> tuple[Rule, ...]:
    """Print all rules, by kind, with the thresholds that the study uses."""
    return tuple(rule(kind, one, definition.thresholds) for kind, one in signals.items())


def unknown_thresholds(definition: StudyDefinition) -> list[str]:
    """Name the thresholds that a study sets and no rule has, sorted."""
    known = {name for _, detector in signals.items() for name in applied(detector, {})}
    return sorted(set(definition.thresholds) - known)


def unknown_kinds(definition: StudyDefinition) -> list[str]:
    """Name the signals that a study ignores and no rule finds, sorted."""
    return sorted({one.signal for one in definition.ignore_signals if one.signal not in signals})


def _within(episode: Episode, bursts: Mapping[tuple[int, int], Sequence[Episode]]) -> bool:
    return any(
        burst.t_s - EPSILON_S <= episode.t_s <= burst.end_s + EPSILON_S
        for burst in bursts.get((episode.screen, episode.location), ())
    )
