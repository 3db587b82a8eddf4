"""Every friction signal of one session, and which of them are error points."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.detection import (
    EPSILON_S,
    MERGE,
    Detector,
    Episode,
    Family,
    Scene,
    applied,
    merged,
    rule,
)
from analyzer.results import Rule
from analyzer.signals import signals
from recorder.definition import StudyDefinition

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

    @property
    def has_place(self) -> bool:
        """Whether it befell an element or a spot: a pause on a page as a whole is no hotspot."""
        return self.is_error or self.episode.location >= 0 or self.episode.xy_px is not None


def friction(scene: Scene) -> list[Friction]:
    """Run every signal's rule over one session.

    Parameters
    ----------
    scene
        The session; its study's `thresholds` override the defaults.

    Returns
    -------
    list of Friction
        By time, then kind. A dead click inside a rage burst on the same element is a signal,
        but no error point of its own: it is one mistake, seen twice. So is what befell a
        participant during a deviation: it belongs to the deviation.
    """
    found: list[tuple[str, Detector, Episode]] = []
    for kind, detector in signals.items():
        thresholds = applied(detector, scene.definition.thresholds)
        episodes = merged(detector.detect(scene, thresholds), thresholds[MERGE.name])
        found += [(kind, detector, episode) for episode in episodes]
    found.sort(key=lambda one: (one[2].t_s, one[0], one[2].screen, one[2].location))
    bursts = [episode for kind, _, episode in found if kind == "rage_click"]
    astray = [episode for kind, _, episode in found if kind == "deviation"]
    return [
        Friction(
            kind,
            episode,
            detector.impact,
            is_error_point=detector.is_error
            and not (kind in _UNANSWERED and _within(episode, bursts))
            and not (kind != "deviation" and _during(episode, astray)),
            family=detector.family,
            is_error=detector.is_error,
        )
        for kind, detector, episode in found
    ]


def rules(definition: StudyDefinition) -> tuple[Rule, ...]:
    """Print all rules, by kind, with the thresholds that the study uses."""
    return tuple(rule(kind, one, definition.thresholds) for kind, one in signals.items())


def unknown_thresholds(definition: StudyDefinition) -> list[str]:
    """Name the thresholds that a study sets and no rule has, sorted."""
    known = {name for _, detector in signals.items() for name in applied(detector, {})}
    return sorted(set(definition.thresholds) - known)


def _during(episode: Episode, astray: list[Episode]) -> bool:
    return any(one.t_s - EPSILON_S <= episode.t_s < one.end_s - EPSILON_S for one in astray)


def _within(episode: Episode, bursts: list[Episode]) -> bool:
    return any(
        (burst.screen, burst.location) == (episode.screen, episode.location)
        and burst.t_s - EPSILON_S <= episode.t_s <= burst.end_s + EPSILON_S
        for burst in bursts
    )
