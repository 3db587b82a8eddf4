"""A part of a session's replay: a task, or some seconds around a moment; cut out with its data.

A part has a time of its own, which begins at 0. What tells how things stood then, the page that was
open, the tab in front, stays in with a negative time; what happened outside is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

from recorder.decoding import decoder
from recorder.errors import NotFoundError
from web.formats import clock, plural
from web.replay_course import PointerRun
from web.replay_data import Index

DOM_INCREMENT, POINTER_SOURCES = 3, {1, 2, 6, 12}  # rrweb's: moves, presses, touches, drags
MAX_AROUND_S = 600.0
MIN_MS = 500.0  # less is no part that anybody could watch

Row = TypeVar("Row", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a session.

    Attributes
    ----------
    from_t, until
        Session ms.
    title
        In words: "Find a lamp, try 1".
    name
        For files: lower case letters, digits and hyphens.
    is_whole
        Whether it is all of the session.
    """

    from_t: float
    until: float
    title: str
    name: str
    is_whole: bool = False

    @property
    def length_s(self) -> float:
        """How long it is, seconds."""
        return (self.until - self.from_t) / 1000


class _Run(msgspec.Struct):
    origin_ms: float
    events: list[msgspec.Raw]


class _Segment(msgspec.Struct):
    id: str
    pointers: list[PointerRun]
    assets: dict[str, str]
    runs: list[_Run]


class _Head(msgspec.Struct):
    type: int
    timestamp: float
    data: msgspec.Raw = msgspec.Raw(b"null")


class _Source(msgspec.Struct):
    source: int = -1


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody wants to take away, as a link or an order says it.

    Attributes
    ----------
    part
        `whole`, `task` or `moment`.
    task, number
        Of `task`; the last try where there is no number.
    t_s, around_s
        Of `moment`, seconds.
    """

    part: Literal["whole", "task", "moment"] = "whole"
    task: str = ""
    number: int | None = None
    t_s: float = 0.0
    around_s: float = 15.0


def chosen(index: Index, wanted: Wanted) -> Part:
    """Find the part that is wanted.

    Raises
    ------
    NotFoundError
        If the session has no such part.
    """
    if wanted.part == "task":
        return of_task(index, wanted.task, wanted.number)
    if wanted.part == "moment":
        return around(index, wanted.t_s, wanted.around_s)
    return whole(index)


def whole(index: Index) -> Part:
    """Take all of a session."""
    return Part(0.0, index.length_ms, "The whole session", "whole", is_whole=True)


def of_task(index: Index, task: str, number: int | None = None) -> Part:
    """Take a try at a task; the last one where no number is given.

    Raises
    ------
    NotFoundError
        If the participant did not try it; the text names the tasks that were tried.
    """
    tries = [span for span in index.tasks if span.task == task]
    found = [span for span in tries if number is None or span.number == number]
    if not found:
        tried = sorted({f"{span.task} (try {span.number})" for span in index.tasks})
        known = ", ".join(tried) or "none"
        raise NotFoundError(f"There is no such try at `{task[:60]}`. Tried were: {known}.")
    span = found[-1]
    until = index.length_ms if span.until is None else span.until
    title = span.title if span.number == 1 else f"{span.title}, try {span.number}"
    name = re.sub(r"[^a-z0-9]+", "-", span.task.lower()).strip("-")[:40] or "task"
    return Part(span.from_, max(until, span.from_ + MIN_MS), title, f"{name}-{span.number}")


def around(index: Index, t_s: float, around_s: float = 15.0) -> Part:
    """Take some seconds before and after a moment.

    Raises
    ------
    NotFoundError
        If the session has no such moment.
    """
    t = t_s * 1000
    around_s = min(max(around_s, 1.0), MAX_AROUND_S)
    if not 0 <= t <= index.length_ms:
        raise NotFoundError(
            f"The session has no moment at {t_s:g} s: it is {index.length_ms / 1000:.1f} s long."
        )
    from_t, until = max(0.0, t - around_s * 1000), min(index.length_ms, t + around_s * 1000)
    title = f"{clock(t_s)} ± {plural(round(around_s), 'second')}"
    return Part(from_t, max(until, from_t + MIN_MS), title, f"moment-{round(t_s * 10):06d}")


def cut(index: Index, part: Part) -> Index:
    """Leave out of an index what does not belong to a part, and set its clock to the part's."""
    inside = _inside(part)
    moved = _mover(part)
    segments = [s for s in index.segments if s.from_ < part.until and s.until > part.from_t]
    return msgspec.structs.replace(
        index,
        is_open=False,
        length_ms=part.until - part.from_t,
        tabs=[moved(t) for t in index.tabs if t.from_ < part.until and t.until >= part.from_t],
        presence=[moved(one) for one in index.presence if one.t <= part.until],
        pages=[moved(one) for one in _standing(index.pages, part)],
        screens=[moved(one) for one in _standing(index.screens, part)],
        segments=[moved(one) for one in segments],
        gaps=[moved(g) for g in index.gaps if g.from_ < part.until and g.until > part.from_t],
        tasks=[
            moved(one)
            for one in index.tasks
            if one.from_ < part.until and (one.until is None or one.until > part.from_t)
        ],
        moments=[moved(one) for one in index.moments if inside(one.t)],
        activity=[
            (max(a, part.from_t) - part.from_t, min(b, part.until) - part.from_t)
            for a, b in index.activity
            if a <= part.until and b >= part.from_t
        ],
        notes=[moved(one) for one in index.notes if inside(one.t)],
        pauses=[moved(p) for p in index.pauses if p.from_ < part.until and p.until > part.from_t],
    )


def cut_segment(body: bytes, part: Part) -> tuple[bytes, dict[str, str]]:
    """Cut a segment of the recording.

    It keeps its first picture and what changed the page until the part begins, so that the part
    begins right; of the pointer it keeps what lies in the part.

    Parameters
    ----------
    body
        As `web.replay.segment_body` writes it.
    part
        What to keep.

    Returns
    -------
    tuple
        The segment, and its files: from each address to what the segment's link says.
    """
    segment = decoder(_Segment).decode(body)
    runs = []
    for run in segment.runs:
        kept = [e for e in run.events if _belongs(e, run.origin_ms, part)]
        if kept:
            runs.append(_Run(run.origin_ms + part.from_t, kept))
    pointers = [
        msgspec.structs.replace(one, t=one.t - part.from_t)
        for one in segment.pointers
        if one.t <= part.until and one.t + sum(one.dt) >= part.from_t
    ]
    told = msgspec.json.encode(runs)
    assets = {url: file for url, file in segment.assets.items() if url.encode() in told}
    made = msgspec.structs.replace(segment, runs=runs, pointers=pointers, assets=assets)
    return msgspec.json.encode(made), assets


def _belongs(event: msgspec.Raw, origin_ms: float, part: Part) -> bool:
    try:
        head = decoder(_Head).decode(event)
        t = head.timestamp - origin_ms
        if t > part.until:
            return False
        if t >= part.from_t or head.type != DOM_INCREMENT:
            return True
        return decoder(_Source).decode(head.data).source not in POINTER_SOURCES
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False  # the viewer would leave it out as well


def _inside(part: Part) -> Callable[[float], bool]:
    return lambda t: part.from_t <= t <= part.until


def _mover(part: Part) -> Callable[[Any], Any]:
    """Make what sets a row's times to the part's clock; an end is not later than the part's."""

    def moved(row: Row) -> Row:
        times: dict[str, float] = {}
        for name in ("t", "from_", "until"):
            value = getattr(row, name, None)
            if value is not None:
                times[name] = min(value, part.until) - part.from_t
        return msgspec.structs.replace(row, **times)

    return moved


def _standing(rows: Iterable[Any], part: Part) -> list[Any]:
    """Keep the rows of the part, and of each tab the last one before it."""
    before: dict[str, Any] = {}
    inside = []
    for row in rows:
        if row.t <= part.from_t:
            before[row.tab] = row
        elif row.t <= part.until:
            inside.append(row)
    return sorted([*before.values(), *inside], key=lambda row: row.t)
