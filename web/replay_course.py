"""A session's events as the replay viewer wants them: few, small, in session ms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from analyzer.batches import Gathered
from recorder import protocol
from web import timeline

TURN_MS = 10_000.0  # as in `web/viewer/presence.ts`: so long a page may take to come
REST_MS = 5_000.0  # what is idle for less is not worth skipping

Kind = Literal[
    "page", "click", "input", "key", "error", "signal", "task", "screen", "window", "event"
]
# What `web.timeline` calls a line, and what the viewer calls it.
KINDS: Mapping[str, Kind] = {
    "Page": "page", "Click": "click", "Field": "input", "Key": "key", "Error": "error",
    "Task": "task", "Screen": "screen", "Window": "window", "Event": "event",
    "Answer": "event",
}  # fmt: skip
INPUT = (
    protocol.ClickEvent, protocol.PointerEvent, protocol.ScrollEvent, protocol.InputEvent,
    protocol.KeyEvent,
)  # fmt: skip
# A document of its own, in which nothing is left of the one before.
DOCUMENTS = {"load", "reload", "back_forward"}


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the list and a mark on the time line."""

    t: float
    kind: Kind
    text: str
    tab: str | None = None
    name: str | None = None
    x: float | None = None
    y: float | None = None


class Presence(msgspec.Struct, frozen=True):
    """What tells which tab the participant looked at."""

    t: float
    tab: str
    state: str  # visible, hidden, focused, blurred; opened, active


class PageView(msgspec.Struct, frozen=True):
    """A page view, where, and in which viewport."""

    id: str
    tab: str
    t: float
    url: str
    title: str
    width: float
    height: float
    is_document: bool


class ScreenSpan(msgspec.Struct, frozen=True):
    """A screen that a tab shows from here on."""

    t: float
    tab: str
    key: str


class PointerRun(msgspec.Struct, frozen=True):
    """A run of the pointer in the viewport."""

    t: float
    dt: list[int]
    x: list[int]
    y: list[int]


def moments(told: Gathered, titles: Mapping[str, str]) -> list[Moment]:
    """Tell what happened, one line for each event that a person would tell of.

    Parameters
    ----------
    told
        A session's events.
    titles
        Of the tasks, by id.
    """
    found = []
    turns = _turns(told)
    for event in told.events:
        # A page view says where it leads; a screen says more only where something is open on it.
        if isinstance(event, protocol.ScreenEvent) and "+" not in event.screen:
            continue
        if isinstance(event, protocol.VisibilityEvent) and _is_turn(event, turns, told):
            continue
        for row in timeline.rows((event,)):
            text = row.text
            if type(event) is protocol.TaskEvent:
                text = titles.get(event.task, event.task) + text.removeprefix(event.task)
                text = text.removesuffix(", by participant").removesuffix(", by rule")
            found.append(
                Moment(
                    t=event.t,
                    kind=KINDS[row.kind],
                    text=text,
                    tab=told.tab_of_page[event.page],
                    name=_name(event),
                    **_place(event),
                )
            )
    return found


def presence(told: Gathered) -> list[Presence]:
    """List what tells which tab was looked at; of activity only where the tab changes."""
    found: list[Presence] = []
    page: dict[str, str] = {}  # the document that each tab shows
    acting = ""
    for event in told.events:
        tab = told.tab_of_page[event.page]
        if tab not in page or isinstance(event, protocol.PageEvent):
            if tab not in page or (isinstance(event, protocol.PageEvent) and _is_document(event)):
                found.append(Presence(event.t, tab, "opened"))
            page[tab] = event.page
        if isinstance(event, protocol.VisibilityEvent):
            # The page that is left is hidden after the next one has begun: nobody went away.
            if event.state == "hidden" and page[tab] != event.page:
                continue
            found.append(Presence(event.t, tab, event.state))
            acting = ""
        elif isinstance(event, INPUT) and tab != acting:
            found.append(Presence(event.t, tab, "active"))
            acting = tab
    return found


def page_views(told: Gathered) -> list[PageView]:
    """List the page views in the order of their beginnings."""
    return [
        PageView(
            id=event.page,
            tab=told.tab_of_page[event.page],
            t=event.t,
            url=event.url,
            title=event.title or "",
            width=event.width,
            height=event.height,
            is_document=_is_document(event),
        )
        for event in told.events
        if isinstance(event, protocol.PageEvent)
    ]


def screens(told: Gathered) -> list[ScreenSpan]:
    """List where a tab's screen changes, by the screen that each event is stamped with."""
    shown: dict[str, str] = {}
    found = []
    for event in told.events:
        tab = told.tab_of_page[event.page]
        # A reaction and a timing are told late, with the screen that they belong to.
        is_late = isinstance(event, protocol.ReactionEvent | protocol.TimingEvent)
        if not is_late and event.screen and shown.get(tab) != event.screen:
            shown[tab] = event.screen
            found.append(ScreenSpan(event.t, tab, event.screen))
    return found


def active_spans(told: Gathered, rest_ms: float = REST_MS) -> list[tuple[float, float]]:
    """Join the moments of input into stretches with rests shorter than `rest_ms`."""
    spans: list[tuple[float, float]] = []
    for event in told.events:
        if not isinstance(event, INPUT):
            continue
        end = event.t + (sum(event.dt) if isinstance(event, protocol.PointerEvent) else 0)
        if spans and event.t - spans[-1][1] < rest_ms:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((event.t, end))
    return spans


def pointers(told: Gathered, tab: str, first: float, until: float) -> list[PointerRun]:
    """List the pointer's runs in a tab that begin in [first, until)."""
    return [
        PointerRun(event.t, event.dt, event.x, event.y)
        for event in told.events
        if isinstance(event, protocol.PointerEvent)
        and first <= event.t < until
        and told.tab_of_page[event.page] == tab
    ]


def _name(event: protocol.Event) -> str | None:
    if isinstance(event, protocol.ClickEvent):
        return event.pointer
    is_error = isinstance(event, protocol.ErrorEvent | protocol.ValidationEvent)
    return event.kind if is_error else None  # type: ignore[union-attr]  # both have one


def _place(event: protocol.Event) -> dict[str, float]:
    """Give a click's place; one by the keyboard was made nowhere on the screen."""
    if isinstance(event, protocol.ClickEvent) and event.pointer != "keyboard":
        return {"x": event.vx, "y": event.vy}
    return {}


def _is_document(event: protocol.PageEvent) -> bool:
    return event.kind in DOCUMENTS


def _turns(told: Gathered) -> dict[str, list[float]]:
    """List when each tab turned to another document."""
    turns: dict[str, list[float]] = {}
    for event in told.events:
        if isinstance(event, protocol.PageEvent) and _is_document(event):
            turns.setdefault(told.tab_of_page[event.page], []).append(event.t)
    return turns


def _is_turn(
    event: protocol.VisibilityEvent, turns: Mapping[str, list[float]], told: Gathered
) -> bool:
    """Tell whether a page was hidden because another one took its place."""
    if event.state != "hidden":
        return False
    begun = turns.get(told.tab_of_page[event.page], [])
    return any(-TURN_MS / 4 < t - event.t < TURN_MS for t in begun)
