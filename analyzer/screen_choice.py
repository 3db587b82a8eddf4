"""For each screen: the elements that were met on it, and the moment that is to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analyzer.anchored import anchored_elements
from analyzer.dom import Mirror
from analyzer.events import SessionEvents
from analyzer.presence import seen_keys
from analyzer.reference import Moment, best_first, clicked_moments, settled_moments
from analyzer.replay import Change, Tabs, first_snapshot_s, mirror_at
from analyzer.sessionize import sessionize

# Frames and late style sheets are told a little after the snapshot that they belong to.
AFTER_SNAPSHOT_S = 0.25
MAX_SETTLED = 8  # settled moments of a screen that are looked at for one that can be shown
MAX_UNSEEN = 4  # elements that the settled page did not show: another moment is looked for

Key = tuple[str, str]  # screen, viewport class


@dataclass(slots=True)
class Wanted:
    """What is known of one screen over all sessions.

    Attributes
    ----------
    moments
        When it had settled.
    elements
        Location id -> anchor of what participants met on it.
    met
        Location id of an element with a stable key -> participants who met it.
    clicked
        Location id -> the moments just before its clicks.
    """

    moments: list[Moment] = field(default_factory=list)
    elements: dict[str, dict[str, Any]] = field(default_factory=dict)
    met: dict[str, set[str]] = field(default_factory=dict)
    clicked: dict[str, list[Moment]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """The moment that shows a screen, and when in the session the page is taken."""

    moment: Moment
    t_s: float


def add_session(screens: dict[Key, Wanted], session: SessionEvents) -> None:
    """Add what one session tells of its screens."""
    viewport_class = sessionize(session).viewport_class

    def of(screen: str) -> Wanted:
        return screens.setdefault((screen, viewport_class), Wanted())

    for moment in settled_moments(session):
        of(moment.screen).moments.append(moment)
    for name, moment in clicked_moments(session):
        of(moment.screen).clicked.setdefault(name, []).append(moment)
    for screen, elements in anchored_elements(session).items():
        of(screen).elements.update(elements)
        for name, anchor in elements.items():
            if "key" in anchor:
                of(screen).met.setdefault(name, set()).add(session.info.participant)


def choose(wanted: Wanted, tabs_of: Callable[[str], Tabs], max_height_px: float) -> Choice | None:
    """Choose the moment that shows a screen.

    The highest page comes first, then the first participant and time. Where that page does
    not show all elements that participants met (a message that came later, a menu that was
    open), the moment before a click on one of them is taken if it shows more.

    Parameters
    ----------
    wanted
        Of one screen.
    tabs_of
        Gives a session's DOM recording.
    max_height_px
        Height at which pictures are cut.

    Returns
    -------
    Choice or None
        None if no recording shows the screen. The same recordings give the same choice.
    """
    best, best_seen = None, set[str]()
    for moment in best_first(wanted.moments, max_height_px)[:MAX_SETTLED]:
        shown = _shown(moment, tabs_of)
        if shown is not None:
            best, best_seen = shown[0], seen_keys(shown[1], wanted.met)
            break
    for moment in _before_clicks(wanted, best_seen):
        shown = _shown(moment, tabs_of)
        if shown is None:
            continue
        seen = seen_keys(shown[1], wanted.met)
        if best is None or _weight(wanted, seen) > _weight(wanted, best_seen):
            best, best_seen = shown[0], seen
    return best


def shown_s(moment: Moment, changes: Sequence[Change]) -> float | None:
    """Tell when a recording shows a screen: as it settled, or as soon as there is a snapshot.

    Parameters
    ----------
    moment
        When the screen had settled.
    changes
        The recording of its tab.

    Returns
    -------
    float or None
        Seconds since the session's start; none if the participant went on before there was
        a snapshot.
    """
    snapshot_s = first_snapshot_s(changes, moment.since_s)
    if snapshot_s is None or snapshot_s >= moment.until_s:
        return None
    if snapshot_s <= moment.t_s:
        return moment.t_s
    return min(snapshot_s + AFTER_SNAPSHOT_S, float(np.nextafter(moment.until_s, 0)))


def _shown(moment: Moment, tabs_of: Callable[[str], Tabs]) -> tuple[Choice, Mirror] | None:
    changes = tabs_of(moment.session).get(moment.tab, ())
    t_s = shown_s(moment, changes)
    mirror = mirror_at(changes, t_s) if t_s is not None else None
    return None if t_s is None or mirror is None else (Choice(moment, t_s), mirror)


def _before_clicks(wanted: Wanted, seen: set[str]) -> Iterator[Moment]:
    """Give the last moment before a click on each unseen element, those most met first."""
    unseen = [name for name in wanted.clicked if name in wanted.met and name not in seen]
    unseen.sort(key=lambda name: (-len(wanted.met[name]), name))
    for name in unseen[:MAX_UNSEEN]:
        # The last click of a participant saw most of what had come until then.
        yield min(wanted.clicked[name], key=lambda m: (m.participant, m.session, -m.t_s))


def _weight(wanted: Wanted, seen: set[str]) -> int:
    return sum(len(wanted.met[name]) for name in seen)
