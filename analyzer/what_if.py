"""What if a threshold were another one: how counts would move, everything else as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from analyzer.detection import MERGE, Scene, Threshold, applied
from analyzer.events import SessionEvents
from analyzer.friction import Weighed, detected, weighed
from analyzer.results import Result
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals import signals
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError
from recorder.store import Store

ALL = "all"  # the kind under which stands what every rule shares
STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # of the default; ours: from strict to lax
UNITS = ("_s", "_px", "_ms")


class Point(Result, frozen=True):
    """What would be found with one value of a threshold."""

    value: float
    signals: int  # of the curve's kind, that count
    participants: int  # whom they befell
    error_points: int  # of all kinds, in attempts: one signal may swallow another


class Curve(Result, frozen=True):
    """How counts move with one threshold of one signal."""

    kind: str  # `all` for what every rule shares
    threshold: str
    default: float
    current: float  # the study's value
    points: tuple[Point, ...]  # by value


class WhatIf(Result, frozen=True):
    """All curves of a study."""

    study: str
    definition_version: int
    sessions: int
    participants: int
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A threshold of a signal, and the values to try."""

    kind: str
    threshold: Threshold
    current: float
    values: tuple[float, ...]


@dataclass(slots=True)
class _Tally:
    """Counts of one value so far; people as bits, so that memory does not grow by session."""

    signals: Counter[str] = field(default_factory=Counter)
    people: dict[str, int] = field(default_factory=dict)
    error_points: int = 0

    def add(self, scene: Scene, found: Weighed, person: int) -> None:
        for one in found.counted:
            for kind in (one.kind, ALL):
                self.signals[kind] += 1
                self.people[kind] = self.people.get(kind, 0) | 1 << person
            if one.is_error_point and _is_in_attempt(scene, one.episode.t_s):
                self.error_points += 1


def questions(
    definition: StudyDefinition, kind: str | None = None, threshold: str | None = None
) -> list[Question]:
    """List what can be asked: each threshold of each signal, with the values to try.

    Parameters
    ----------
    definition
        The study's; its own values are among those that are tried.
    kind, threshold
        One of them alone; None: all.

    Raises
    ------
    NotFoundError
        If there is no such signal, or it has no such threshold.
    """
    own = [(name, item) for name, one in signals.items() for item in one.thresholds]
    if kind not in (None, ALL):
        own = [(kind, item) for item in (*signals[kind].thresholds, MERGE)]
    elif kind == ALL:
        own = []
    if kind in (None, ALL):
        own.append((ALL, MERGE))
    if threshold is not None:
        known = sorted({item.name for _, item in own})
        own = [(name, item) for name, item in own if item.name == threshold]
        if not own:
            whose = "No signal" if kind is None else f"`{kind}`"
            has = "has" if kind is None else "does not have"
            raise NotFoundError(
                f"{whose} {has} a threshold `{threshold}`. There are: {', '.join(known)}."
            )
    return [
        Question(name, item, current, grid(item, current))
        for name, item in own
        for current in [float(definition.thresholds.get(item.name, item.value))]
    ]


def grid(threshold: Threshold, current: float) -> tuple[float, ...]:
    """Choose the values to try: around the default, and the study's own.

    Counts go by one, from two below the default to three above it; everything else by shares of
    the default from a quarter to three times, and shares not above 1.
    """
    default = float(threshold.value)
    has_unit = threshold.name.endswith(UNITS)
    if not has_unit and default >= 2 and default.is_integer():
        values = [default + step for step in range(-2, 4) if default + step >= 1]
    else:
        values = [float(f"{default * step:.3g}") for step in STEPS]
        if not has_unit:
            values = [value for value in values if value <= max(1.0, default)]
    return tuple(sorted({*values, current}))


def what_if(
    sessions: Iterable[SessionEvents],
    definition: StudyDefinition,
    asked: Sequence[Question],
    version: int = 1,
) -> WhatIf:
    """Count what each value of each threshold would find, the others at the study's values.

    Parameters
    ----------
    sessions
        One after another; none is kept.
    definition
        The study's; its ignore rules and the sessions' reviews apply.
    asked
        As `questions` gives them.
    version
        Of the definition.

    Returns
    -------
    WhatIf
        One curve a question, in their order.
    """
    tallies: dict[tuple[str, float], _Tally] = {
        (one.threshold.name, value): _Tally() for one in asked for value in one.values
    }
    people: dict[str, int] = {}
    count = 0
    for events in sessions:
        person = people.setdefault(events.info.participant, len(people))
        count += 1
        _look(events, definition, tallies, person)
        del events  # else it is held while the next one is read
    return WhatIf(
        study=definition.slug,
        definition_version=version,
        sessions=count,
        participants=len(people),
        curves=tuple(_curve(one, tallies) for one in asked),
    )


def what_if_study(
    store: Store,
    slug: str,
    kind: str | None = None,
    threshold: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """Ask of a stored study, one session in memory at a time.

    Parameters
    ----------
    store, slug
        Where it lies.
    kind, threshold
        One of them alone; None: all.
    progress
        Called with the number of sessions done and of all.
    """
    from analyzer.kept import Shelf  # noqa: PLC0415  # it brings scipy, and pages import this

    shelf = Shelf(store, slug)
    study, definition = shelf.study, shelf.study.frame.definition
    asked = questions(definition, kind, threshold)

    def loaded() -> Iterable[SessionEvents]:
        for done, row in enumerate(study.sessions):
            if progress is not None:
                progress(done, len(study.sessions))
            yield shelf.events(row)
        if progress is not None:
            progress(len(study.sessions), len(study.sessions))

    return what_if(loaded(), definition, asked, study.frame.version)


def to_json(found: WhatIf) -> bytes:
    """Write the answer as `thinkaloud what-if --json` does."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def lines(found: WhatIf) -> Iterator[str]:
    """Yield the answer as a table for a terminal; `*` marks the study's own values."""
    yield (
        f"`{found.study}`, version {found.definition_version}: {found.sessions} sessions of "
        f"{found.participants} participants"
    )
    for curve in found.curves:
        yield ""
        yield f"{curve.kind}: {curve.threshold} (default {curve.default:g})"
        yield "       value   signals   participants   error points of all signals"
        for point in curve.points:
            mark = "*" if point.value == curve.current else " "
            yield (
                f"  {mark} {point.value:8g} {point.signals:9} {point.participants:14} "
                f"{point.error_points:13}"
            )


def _look(
    events: SessionEvents,
    definition: StudyDefinition,
    tallies: dict[tuple[str, float], _Tally],
    person: int,
) -> None:
    timeline = sessionize(events)
    tries = segment(events, timeline, definition)
    kept = tuple(attempt for attempt in tries if not attempt.is_cancelled)
    scene = Scene(events, timeline, kept, definition)
    now = detected(scene, definition.thresholds)
    for (name, value), tally in tallies.items():
        thresholds = {**definition.thresholds, name: value}
        # Only rules with this threshold can find anything else.
        found = now | detected(scene, thresholds, _with(name))
        tally.add(scene, weighed(scene, found, thresholds), person)


def _with(name: str) -> Collection[str]:
    if name == MERGE.name:
        return ()  # it joins what was found
    return [kind for kind, one in signals.items() if name in applied(one, {})]


def _curve(asked: Question, tallies: dict[tuple[str, float], _Tally]) -> Curve:
    points = []
    for value in asked.values:
        tally = tallies[asked.threshold.name, value]
        points.append(
            Point(
                value=value,
                signals=tally.signals[asked.kind],
                participants=tally.people.get(asked.kind, 0).bit_count(),
                error_points=tally.error_points,
            )
        )
    return Curve(
        kind=asked.kind,
        threshold=asked.threshold.name,
        default=float(asked.threshold.value),
        current=asked.current,
        points=tuple(points),
    )


def _is_in_attempt(scene: Scene, t_s: float) -> bool:
    return any(one.start_s <= t_s <= one.end_s for one in scene.attempts)
