"""A session's events as lines a person can read, and as marks on a time line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from recorder import protocol
from recorder.wordings import short_name
from web.formats import plural, seconds

LANES = {
    protocol.PageEvent: "Pages",
    protocol.ClickEvent: "Clicks",
    protocol.InputEvent: "Fields",
    protocol.ErrorEvent: "Errors",
    protocol.ValidationEvent: "Errors",
}
MAX_ROWS = 2_000  # an hour's session has a few hundred; beyond this the page grows slow


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: when, what kind, what happened, where."""

    t_s: float
    kind: str
    text: str
    place: str


def rows(events: Iterable[protocol.Event]) -> list[Row]:
    """Tell what happened, in the order of time; pointer and scroll runs are left out."""
    told = [(event, _tell(event)) for event in sorted(events, key=lambda event: event.t)]
    return [
        Row(t_s=event.t / 1000, kind=what[0], text=what[1], place=event.screen)
        for event, what in told
        if what is not None
    ]


def marks(events: Iterable[protocol.Event]) -> list[tuple[float, str]]:
    """Give each event's second and lane; events without a lane are left out."""
    return sorted((event.t / 1000, LANES[type(event)]) for event in events if type(event) in LANES)


def nearest(lines: Sequence[Row], t_s: float) -> int | None:
    """Find the line closest to a moment; none where there are no lines."""
    if not lines:
        return None
    return min(range(len(lines)), key=lambda index: abs(lines[index].t_s - t_s))


def window(lines: Sequence[Row], around: int | None) -> tuple[int, Sequence[Row]]:
    """Cut an overlong list to what surrounds a line; tells where the cut begins."""
    if len(lines) <= MAX_ROWS:
        return 0, lines
    start = min(max(0, (around or 0) - MAX_ROWS // 2), len(lines) - MAX_ROWS)
    return start, lines[start : start + MAX_ROWS]


def _tell(event: protocol.Event) -> tuple[str, str] | None:
    teller = _TELLERS.get(type(event))
    return teller(event) if teller else None


def _page(event: protocol.PageEvent) -> tuple[str, str]:
    how = {"load": "Opened", "reload": "Reloaded", "back_forward": "Went back to",
           "bfcache": "Went back to", "pop": "Went back to"}  # fmt: skip
    return "Page", f"{how.get(event.kind, 'Moved to')} {_path(event.url)}"


def _click(event: protocol.ClickEvent) -> tuple[str, str]:
    by = {"touch": "Tapped", "keyboard": "Pressed by keyboard"}.get(event.pointer, "Clicked")
    return "Click", f"{by} {_name(event.anchor)}"


def _input(event: protocol.InputEvent) -> tuple[str, str]:
    if event.is_checked is not None:
        return "Field", f"{'Chose' if event.is_checked else 'Took back'} {_name(event.anchor)}"
    return "Field", (
        f"Edited {_name(event.anchor)} for {seconds(event.duration_ms / 1000)}, "
        f"{plural(event.length, 'character')}, {plural(event.deletions, 'deletion')}"
    )


_ACTIONS = {
    "start": "started",
    "done": "told to be done",
    "give_up": "given up",
    "goal": "goal reached",
    "timeout": "time over",
    "success": "success",
    "fail": "failed",
    "cancel": "cancelled",
}

# What is not here (pointer runs, scrolling, requests, timings) would bury the rest.
_TELLERS: dict[type, Callable[[Any], tuple[str, str]]] = {
    protocol.PageEvent: _page,
    protocol.ClickEvent: _click,
    protocol.InputEvent: _input,
    protocol.ScreenEvent: lambda event: ("Screen", f"Saw {event.screen}"),
    protocol.KeyEvent: lambda event: ("Key", f"Pressed {event.key}"),
    protocol.TaskEvent: lambda event: (
        "Task",
        f"{event.task}: {_ACTIONS[event.action]}, by {event.by}",
    ),
    protocol.ValidationEvent: lambda event: (
        "Error",
        f"{_name(event.anchor)} was told to be invalid: {event.message or 'no message'}",
    ),
    protocol.ErrorEvent: lambda event: ("Error", f"{event.kind.capitalize()}: {event.message}"),
    protocol.VisibilityEvent: lambda event: ("Window", f"The page was {event.state}"),
    protocol.CustomEvent: lambda event: ("Event", event.name),
    # Neither ratings nor words: whoever looks over a shoulder shall not read them unasked.
    protocol.AnswerEvent: lambda event: (
        "Answer",
        f"{'Passed over' if event.is_skipped else 'Answered'} {short_name(event.questionnaire)}",
    ),
}


def _name(anchor: protocol.Anchor) -> str:
    return f"“{anchor.label}”" if anchor.label else f"<{anchor.tag}> {anchor.key or anchor.path}"


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # forged: a browser tells none such
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
