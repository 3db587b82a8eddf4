"""What could have gone wrong: a session's occasions for friction, place by place.

Chance can only put friction where a person has been. So a test against chance needs all that
each participant did, not just what went wrong: see `chance.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from math import inf
from operator import itemgetter
from typing import TypeAlias

import msgspec
import numpy as np

from analyzer import spans
from analyzer.detection import EPSILON_S, MERGE, Family, Scene
from analyzer.events import (
    PAGE,
    BoolArray,
    Clicks,
    FloatArray,
    Focuses,
    Scrolls,
    SessionEvents,
)
from analyzer.friction import Friction
from analyzer.places import place_id
from analyzer.segment import running

HOVER_S = 0.2  # ours, near a fixation's length; see docs/measures.md
LOST_AT_MOST_S = 30.0  # who does nothing for longer is not looking for a way on

_CELLS_AT_ONCE = 1_000_000  # points times boxes that are compared at once: a few MB

Place: TypeAlias = tuple[str, str]  # screen key, location id
_Key: TypeAlias = tuple[str, Family, Place]  # task first
_Box: TypeAlias = tuple[float, float, float, float, str]  # left, top, width, height, location


class Exposure(msgspec.Struct, frozen=True, order=True, gc=False):
    """One participant's occasions of one family at one place during one task."""

    participant: str
    task: str
    screen: str
    location: str
    family: Family
    episodes: int
    signalled: int  # episodes in which a signal was found
    lost_s: float = 0.0  # from those signals until the participant went on elsewhere


_Moment: TypeAlias = tuple[float, Family, Place]  # s first; plain, since there are so many

_T_S: Callable[[_Moment], float] = itemgetter(0)  # in half the time of a lambda


def opportunities(
    scene: Scene, found: Sequence[Friction], owner: Sequence[int | None]
) -> tuple[Exposure, ...]:
    """Count the occasions for friction in a session, and those that carried a signal.

    Parameters
    ----------
    scene
        The session, with the attempts that count.
    found
        Its friction.
    owner
        The attempt of each; None outside of tasks.

    Returns
    -------
    tuple of Exposure
        Sorted; empty for a session without attempts.

    Notes
    -----
    An occasion is a click, a field that took the focus, a rest of the pointer, a place where
    scrolling came to rest, or a visit of a screen. What follows at the same place within
    `merge_window_s` is the same occasion, as it is for signals: else a burst of clicks would
    look like many occasions of which only one went wrong.
    """
    moments = sorted(_unpaused(scene, _moments(scene)), key=_T_S)
    starts = _episodes(scene, moments)
    marked: dict[_Key, set[int]] = defaultdict(set)
    lost: dict[_Key, list[tuple[float, float]]] = defaultdict(list)
    for friction, attempt in zip(found, owner, strict=True):
        if attempt is None:
            continue
        key = _key(scene, friction, attempt)
        if not starts[key]:
            # It shows by itself that there was an occasion, though none was recorded.
            starts[key].append(friction.episode.t_s)
        before = bisect_right(starts[key], friction.episode.t_s + EPSILON_S) - 1
        marked[key].add(max(before, 0))
        until_s = _goes_on(moments, friction, key, scene.attempts[attempt].end_s)
        lost[key].append((friction.episode.t_s, until_s))
    # Sorted as exposures are, of which no two have the same key.
    keys = sorted(starts, key=lambda key: (key[0], *key[2], key[1]))
    return tuple(
        Exposure(
            participant=scene.events.info.participant,
            task=key[0],
            screen=key[2][0],
            location=key[2][1],
            family=key[1],
            episodes=len(starts[key]),
            signalled=len(marked.get(key, ())),
            lost_s=_length_s(lost.get(key, ())),
        )
        for key in keys
    )


def _length_s(lost: Sequence[tuple[float, float]]) -> float:
    """Measure the union of a few stretches; arrays would take ten times as long for them."""
    length_s, until_s = 0.0, -inf
    for start_s, end_s in sorted(lost):
        length_s += max(0.0, end_s - max(start_s, until_s))
        until_s = max(until_s, end_s)
    return length_s


def _unpaused(scene: Scene, moments: Iterator[_Moment]) -> Iterator[_Moment]:
    """Leave out what was done in a pause: nothing could go wrong there."""
    if not len(scene.paused):
        return moments
    # A screen that was opened in a pause is still there after it.
    return (
        one
        for one in moments
        if one[1] == "screen" or not spans.holds(scene.paused, one[0], one[0])
    )


def _moments(scene: Scene) -> Iterator[_Moment]:
    """Tell what the participant did, each with its place."""
    events = scene.events
    clicks, focuses, scrolls = events.clicks, events.focuses, events.scrolls
    families: tuple[tuple[Family, Clicks | Focuses | Scrolls, BoolArray], ...] = (
        ("click", clicks, clicks.is_trusted),
        ("field", focuses, focuses.gained),
        ("scroll", scrolls, np.ones(scrolls.t_s.size, dtype=np.bool_)),
    )
    keys = events.screen_keys
    ids = [*(one.id for one in events.locations), PAGE]  # -1, which is none, names the last
    for family, of, counts in families:
        columns = (of.t_s[counts], of.screen[counts], of.location[counts])
        for t_s, screen, location in zip(*(column.tolist() for column in columns), strict=True):
            yield t_s, family, (keys[screen], ids[location])
    for attempt in scene.attempts:
        # A screen that was open when the task began was seen during it as well.
        for visit in scene.timeline.shown(attempt.start_s, attempt.end_s):
            begun_s = max(visit.start_s, attempt.start_s)
            yield begun_s, "screen", (keys[visit.screen], PAGE)
    yield from _hovers(events)


def _hovers(events: SessionEvents) -> Iterator[_Moment]:
    """Find rests of the pointer: the tracker samples it only while it moves."""
    pointers = events.pointers
    gap_s = np.diff(pointers.t_s)
    is_rest = (gap_s >= HOVER_S - EPSILON_S) & (pointers.page[1:] == pointers.page[:-1])
    is_rest &= ~pointers.is_down[:-1]
    boxes = _known_boxes(events)
    rests = np.flatnonzero(is_rest)
    for screen in np.unique(pointers.screen[rests]).tolist():
        rows = rests[pointers.screen[rests] == screen]
        key, places = events.screen_keys[screen], _innermost(boxes[screen], pointers.xy_px[rows])
        for t_s, place in zip(pointers.t_s[rows].tolist(), places, strict=True):
            yield t_s, "hover", (key, place)


def _innermost(boxes: Collection[_Box], xy_px: FloatArray) -> Iterator[str]:
    """Name the place of each point: boxes nest, and what is rested on is the innermost."""
    nested = sorted(boxes, key=lambda box: (box[2] * box[3], box[4]))
    left, top, width, height = np.array([box[:4] for box in nested]).reshape(-1, 4).T
    step = 1 + _CELLS_AT_ONCE // (1 + len(nested))
    for start in range(0, len(xy_px), step):
        some = xy_px[start : start + step]
        x, y = some[:, :1], some[:, 1:]
        inside = (left <= x) & (x <= left + width) & (top <= y) & (y <= top + height)
        found = inside.argmax(axis=1) if nested else np.zeros(len(some), np.intp)
        is_any = inside.any(axis=1)
        points = zip(x[:, 0].tolist(), y[:, 0].tolist(), strict=True)
        for at, is_known, point in zip(found.tolist(), is_any.tolist(), points, strict=True):
            yield nested[at][4] if is_known else place_id(None, point)


def _known_boxes(events: SessionEvents) -> dict[int, set[_Box]]:
    """Collect where elements stood, by screen: of those that were clicked or found invalid."""
    boxes: dict[int, set[_Box]] = defaultdict(set)
    for family in (events.clicks, events.validations):
        for screen, location, box in zip(
            family.screen.tolist(), family.location.tolist(), family.box_px.tolist(), strict=True
        ):
            if location >= 0:
                left, top, width, height = box
                boxes[screen].add((left, top, width, height, events.locations[location].id))
    return boxes


def _episodes(scene: Scene, moments: Sequence[_Moment]) -> dict[_Key, list[float]]:
    """Sort moments into tasks and places, and join what follows at once; gives the starts."""
    starts: dict[_Key, list[float]] = defaultdict(list)
    last_s: dict[_Key, float] = {}
    window_s = scene.definition.thresholds.get(MERGE.name, MERGE.value) + EPSILON_S
    for t_s, family, place in moments:
        attempt = running(scene.attempts, t_s)
        if attempt is None:
            continue
        key = (scene.attempts[attempt].task, family, place)
        if key not in last_s or t_s - last_s[key] > window_s:
            starts[key].append(t_s)
        last_s[key] = t_s
    return starts


def _goes_on(
    moments: Sequence[_Moment], friction: Friction, key: _Key, attempt_end_s: float
) -> float:
    """Tell when the participant next did something elsewhere."""
    begun_s = max(friction.episode.t_s, friction.episode.end_s)
    limit_s = min(attempt_end_s, begun_s + LOST_AT_MOST_S)
    for at in range(bisect_right(moments, begun_s, key=_T_S), len(moments)):
        t_s, family, place = moments[at]
        if t_s >= limit_s:
            break
        if place != key[2] and family not in ("hover", "screen"):
            return max(begun_s, t_s)
    return max(begun_s, limit_s)


def _key(scene: Scene, friction: Friction, attempt: int) -> _Key:
    """Say which occasions a signal is one of."""
    episode, events = friction.episode, scene.events
    known = events.locations[episode.location].id if episode.location >= 0 else None
    location = place_id(known, episode.xy_px)
    family: Family = "screen" if location == PAGE else friction.family
    return scene.attempts[attempt].task, family, (events.screen_keys[episode.screen], location)
