"""Protocol v1: the messages between the tracker and the collector.

`docs/protocol.md` is the definition in words, `fixtures/protocol/` in examples;
`tracker/src/protocol.ts` mirrors this file by hand. All times `t` are milliseconds since
the session's start on the participant's clock; all lengths are CSS px.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

VERSION = 1
MAX_BODY_BYTES = 2 * 1024 * 1024  # one compressed request; an event slice stays below 60 KB
MAX_DECODED_BYTES = 16 * 1024 * 1024  # after gunzip: a bomb is refused while it unfolds
MAX_EVENTS = 2_000
MAX_REPLAY_EVENTS = 20_000
MAX_SAMPLES = 10_000  # pointer positions of one event
MAX_T_MS = 7 * 24 * 3_600_000.0  # a session longer than a week is a broken clock
MAX_EPOCH_MS = 32_503_680_000_000.0  # the year 3000: what is later is a broken clock

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
# As an Id; `recorder/wire.py` checks the pattern, once for each page that a batch names.
PageId = Annotated[str, Meta(min_length=1, max_length=64)]
Time = Annotated[float, Meta(ge=0, le=MAX_T_MS)]
Epoch = Annotated[float, Meta(ge=0, le=MAX_EPOCH_MS)]  # a wall clock
Pixel = Annotated[float, Meta(ge=-10_000_000, le=10_000_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Short = Annotated[str, Meta(max_length=300)]
Url = Annotated[str, Meta(max_length=4_000)]
Box = tuple[Pixel, Pixel, Pixel, Pixel]  # x, y, width, height on the page


class Anchor(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Which element a point belongs to, in a form that survives a changed page.

    `key` is the most stable selector that there is (`[data-ta-name=…]`, `[data-testid=…]`,
    `#id`); without one, `path` (short, from the nearest keyed ancestor) and `text` (a hash
    of the visible text) tell the element. `label` is what a person would call it, masked.
    """

    tag: Annotated[str, Meta(max_length=64)]
    path: Annotated[str, Meta(max_length=1_000)]
    box: Box
    key: Short | None = None
    text: Annotated[str, Meta(max_length=16)] | None = None
    label: Annotated[str, Meta(max_length=80)] | None = None
    role: Annotated[str, Meta(max_length=64)] | None = None
    interactive: bool = False


class Scroller(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The nearest scrolling ancestor of a point, and how far it was scrolled."""

    path: Annotated[str, Meta(max_length=1_000)]
    x: Pixel
    y: Pixel
    key: Short | None = None


class _Event(msgspec.Struct, tag_field="type", frozen=True, omit_defaults=True, gc=False):
    """What every event carries: when, in which page view, on which screen."""

    t: Time
    page: PageId
    screen: Short


class PageEvent(_Event, frozen=True, tag="page"):
    """A page view begins: a document was loaded, or the route of one changed."""

    url: Url
    kind: Literal["load", "reload", "back_forward", "bfcache", "push", "replace", "pop", "hash"]
    time_origin_ms: Epoch  # the document's performance.timeOrigin, a wall clock
    width: Pixel  # viewport
    height: Pixel
    page_width: Pixel
    page_height: Pixel
    dpr: Annotated[float, Meta(gt=0, le=16)] = 1.0
    title: Short | None = None
    referrer: Url | None = None


class ScreenEvent(_Event, frozen=True, tag="screen"):
    """The screen state changed and has settled; `screen` is its key from here on."""

    page_width: Pixel
    page_height: Pixel
    scroll_x: Pixel = 0.0
    scroll_y: Pixel = 0.0


class ClickEvent(_Event, frozen=True, tag="click"):
    """A click, tap, or activation by the keyboard."""

    x: Pixel  # on the page
    y: Pixel
    vx: Pixel  # in the viewport
    vy: Pixel
    fx: Share  # inside the anchor's box
    fy: Share
    anchor: Anchor
    pointer: Literal["mouse", "touch", "pen", "keyboard"] = "mouse"
    button: Annotated[int, Meta(ge=0, le=10)] = 0
    is_trusted: bool = True
    selected_text: bool = False  # the click ended in a text selection
    target: Annotated[str, Meta(max_length=64)] | None = (
        None  # tag of what was hit, if not the anchor
    )
    cursor: Annotated[str, Meta(max_length=32)] | None = None  # computed cursor, when not auto
    scroller: Scroller | None = None
    near: Anchor | None = None  # the nearest control within 24 px of a click on nothing


class ReactionEvent(_Event, frozen=True, tag="reaction"):
    """What answered the click at `of`, and after how many ms; sent when the watch has ended.

    A kind that did not occur is absent. `watched_ms` tells how long the page was watched: a
    page that was left early was not watched to the end.
    """

    of: Time
    watched_ms: Annotated[float, Meta(ge=0, le=60_000)]
    after_ms: dict[
        Literal[
            "mutation", "navigation", "focus", "selection", "scroll", "request", "media",
            "input", "window", "download", "error",
        ],
        Annotated[float, Meta(ge=0, le=60_000)],
    ] = {}  # fmt: skip


class PointerEvent(_Event, frozen=True, tag="pointer"):
    """A run of pointer positions in the viewport; `t` is the first sample's time."""

    dt: list[Annotated[int, Meta(ge=0, le=600_000)]]  # ms since the sample before
    x: list[Annotated[int, Meta(ge=-100_000, le=100_000)]]
    y: list[Annotated[int, Meta(ge=-100_000, le=100_000)]]
    scroll_x: Pixel = 0.0
    scroll_y: Pixel = 0.0
    is_down: bool = False

    def __post_init__(self) -> None:
        if not len(self.dt) == len(self.x) == len(self.y) <= MAX_SAMPLES:
            raise ValueError(f"dt, x and y must be of one length, at most {MAX_SAMPLES}")


class ScrollEvent(_Event, frozen=True, tag="scroll"):
    """Where a page or an inner scroller came to rest, or stood at a sample."""

    x: Pixel
    y: Pixel
    width: Pixel  # what is visible
    height: Pixel
    full_width: Pixel  # what there is
    full_height: Pixel
    element: Anchor | None = None  # absent: the page itself


class InputEvent(_Event, frozen=True, tag="input"):
    """One spell of editing a field: its length and timing, never its text."""

    anchor: Anchor
    field: Annotated[str, Meta(max_length=32)]  # text, checkbox, select …
    duration_ms: Annotated[float, Meta(ge=0, le=MAX_T_MS)] = 0.0
    length: Count = 0
    keys: Count = 0
    deletions: Count = 0
    was_filled: bool = False
    is_checked: bool | None = None


class KeyEvent(_Event, frozen=True, tag="key"):
    """A key that commands (never one that types)."""

    key: Literal[
        "enter", "escape", "tab", "space", "undo", "redo", "copy", "cut", "paste", "find", "help"
    ]
    anchor: Anchor | None = None


class FocusEvent(_Event, frozen=True, tag="focus"):
    """A field gained or lost the focus."""

    anchor: Anchor
    gained: bool


class VisibilityEvent(_Event, frozen=True, tag="visibility"):
    """The tab was hidden or shown, or its window lost or gained the focus."""

    state: Literal["visible", "hidden", "blurred", "focused"]


class ErrorEvent(_Event, frozen=True, tag="error"):
    """Something failed in the page."""

    kind: Literal["uncaught", "rejection", "resource", "request"]
    message: Annotated[str, Meta(max_length=500)]
    source: Url | None = None
    line: Count | None = None
    status: Annotated[int, Meta(ge=0, le=999)] | None = None


class ValidationEvent(_Event, frozen=True, tag="validation"):
    """A field was told to be invalid, by the browser or by the page."""

    anchor: Anchor
    kind: Literal["constraint", "aria"]
    message: Short | None = None


class RequestEvent(_Event, frozen=True, tag="request"):
    """A fetch or XMLHttpRequest ended; `t` is its start."""

    method: Annotated[str, Meta(max_length=16)]
    url: Url
    duration_ms: Annotated[float, Meta(ge=0, le=MAX_T_MS)]
    status: Annotated[int, Meta(ge=0, le=999)] = 0


class TimingEvent(_Event, frozen=True, tag="timing"):
    """A page timing (web-vitals); ms, but for CLS, which has no unit."""

    name: Literal["TTFB", "FCP", "LCP", "CLS", "INP", "load"]
    value: Annotated[float, Meta(ge=0, le=MAX_T_MS)]


class TaskEvent(_Event, frozen=True, tag="task"):
    """A task changed state, by the participant, the page, a rule or the moderator."""

    task: Id
    action: Literal["start", "done", "give_up", "goal", "timeout", "success", "fail", "cancel"]
    by: Literal["participant", "page", "rule", "moderator"]


class CustomEvent(_Event, frozen=True, tag="custom"):
    """`thinkaloud.event(name, data)` in the page."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    data: dict[str, str | float | bool | None] = {}


class AnswerEvent(_Event, frozen=True, tag="answer"):
    """A questionnaire was answered, or passed over; one event for one form.

    What is written here was typed into the form for this purpose, so it is kept as it stands.
    """

    questionnaire: Id
    ratings: Annotated[list[Annotated[float, Meta(ge=0, le=1_000)] | None], Meta(max_length=60)]
    task: Id | None = None  # after which; absent: of the whole study
    reason: Annotated[str, Meta(max_length=4_000)] | None = None
    choices: Annotated[
        list[Short], Meta(max_length=30)
    ] = []  # ticked reasons, as the study has them
    locale: Annotated[str, Meta(max_length=20)] = "en"  # of the wording that was shown
    duration_ms: Annotated[float, Meta(ge=0, le=MAX_T_MS)] = 0.0  # since the form was shown
    is_skipped: bool = False


class HealthEvent(_Event, frozen=True, tag="health"):
    """What the tracker says of itself: counts since the page view began."""

    guarded_errors: Count = 0
    dropped: Count = 0
    recovered: Count = 0
    clock_offset_ms: float | None = None
    clock_rtt_ms: float | None = None
    note: Short | None = None
    emitted: Count | None = None  # events that this tab has made so far, this one included
    batches: Count | None = None  # batches of events that this tab has numbered so far
    replay_batches: Count | None = None  # and of its replay
    recorder: Literal["full", "sliced", "off", "blocked", "failed"] | None = None
    has_snapshot: bool | None = None  # a first snapshot of this page view was acknowledged
    gave_way: Count = 0  # replay batches that were let go because storage or memory was full


Event = (
    PageEvent | ScreenEvent | ClickEvent | ReactionEvent | PointerEvent | ScrollEvent
    | InputEvent | KeyEvent | FocusEvent | VisibilityEvent | ErrorEvent | ValidationEvent
    | RequestEvent | TimingEvent | TaskEvent | CustomEvent | AnswerEvent | HealthEvent
)  # fmt: skip


class Batch(msgspec.Struct, frozen=True, tag_field="stream", tag="events"):
    """A slice of a tab's events; (session, tab, stream, seq) names it for ever."""

    v: int
    tab: Id
    seq: Count
    sent_t: Time
    events: Annotated[list[Event], Meta(max_length=MAX_EVENTS)]


class ReplayBatch(msgspec.Struct, frozen=True, tag_field="stream", tag="replay"):
    """A slice of a page view's DOM recording: rrweb events as they came.

    rrweb's own `timestamp` is a wall clock; `origin_ms` is what to take from it to get `t`.
    A slice too large for one request travels in `parts`, each a piece of the JSON text of
    `events`; then `events` is empty and `text` holds the piece.
    """

    v: int
    tab: Id
    seq: Count
    page: Id
    sent_t: Time
    origin_ms: Epoch
    events: Annotated[list[dict[str, Any]], Meta(max_length=MAX_REPLAY_EVENTS)] = []
    part: Count = 0
    parts: Annotated[int, Meta(ge=1, le=1_000)] = 1
    text: str | None = None

    def __post_init__(self) -> None:
        if self.part >= self.parts:
            raise ValueError("part must be below parts")
        if (self.parts > 1) != (self.text is not None) or (self.text is not None and self.events):
            raise ValueError("a slice in parts carries text and no events, any other only events")
