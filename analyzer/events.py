"""What happened in a session, as arrays: one dataclass per family of events.

Every family is sorted by `t_s`, its arrays are of equal length, and `page`, `screen` and
`location` are indexes into the tables of the session (-1: none). Times are seconds since
the session's start, lengths CSS px, points `(n, 2)` in x, y order. `analyzer/load.py` makes
them from batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analyzer.clock import Clocks
from analyzer.pauses import MarkedPause
from analyzer.reviewing import SignalReview
from analyzer.survey_events import Answers
from recorder.definition import StudyDefinition
from recorder.health import RecordingHealth
from recorder.protocol import Anchor

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int32]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Strings: TypeAlias = tuple[str, ...]

PAGE = "(page)"  # the location of what belongs to a page as a whole; no anchor makes this id


def location_id(anchor: Anchor) -> str:
    """Name the element that an anchor points at, the same in every session.

    Parameters
    ----------
    anchor
        As the tracker made it.

    Returns
    -------
    str
        Its `key`; without one its `path`, `~` and the hash of its text.
    """
    return anchor.key or f"{anchor.path}~{anchor.text or ''}"


@dataclass(frozen=True, slots=True)
class Location:
    """An element as it was met on one screen."""

    id: str
    label: str  # what a person would call it
    tag: str
    role: str
    is_interactive: bool
    path: str


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Page views that began."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    url: Strings
    kind: Strings  # load, reload, back_forward, bfcache, push, replace, pop, hash
    title: Strings
    viewport_px: FloatArray  # (n, 2) width, height
    size_px: FloatArray  # (n, 2) of the whole page


@dataclass(frozen=True, slots=True, eq=False)
class Screens:
    """Moments from which on another screen was shown."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    size_px: FloatArray  # (n, 2) of the whole page
    scroll_px: FloatArray  # (n, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Clicks:
    """Clicks, taps, and activations by the keyboard."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    xy_px: FloatArray  # (n, 2) on the page
    view_px: FloatArray  # (n, 2) in the viewport
    inside: FloatArray  # (n, 2) in the element's box, 0..1
    box_px: FloatArray  # (n, 4) x, y, width, height of that box on the page
    pointer: Strings  # mouse, touch, pen, keyboard
    button: IntArray
    is_trusted: BoolArray
    selected_text: BoolArray
    cursor: Strings  # computed cursor; empty: auto
    target: Strings  # tag of what was hit, if not the element; else empty
    near: FloatArray  # (n, 2) location of the nearest control and px to its edge; -1, NaN: none


@dataclass(frozen=True, slots=True, eq=False)
class Reactions:
    """What answered a click, and how soon."""

    t_s: FloatArray
    page: IntArray
    of_s: FloatArray  # the click's time
    watched_s: FloatArray
    after_s: tuple[Mapping[str, float], ...]  # kind of answer -> seconds after the click


@dataclass(frozen=True, slots=True, eq=False)
class Pointers:
    """Samples of the pointer's path, all runs after one another."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    view_px: FloatArray  # (n, 2) in the viewport
    xy_px: FloatArray  # (n, 2) on the page
    is_down: BoolArray
    run: IntArray  # samples of one run have one number


@dataclass(frozen=True, slots=True, eq=False)
class Scrolls:
    """Where the page (`location` -1) or a scrolling element came to rest."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    offset_px: FloatArray  # (n, 2)
    visible_px: FloatArray  # (n, 2) width, height
    full_px: FloatArray  # (n, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Spells of editing a field."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    field: Strings
    duration_s: FloatArray
    length: IntArray
    keys: IntArray
    deletions: IntArray
    was_filled: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Keys that command."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    key: Strings


@dataclass(frozen=True, slots=True, eq=False)
class Focuses:
    """Fields that gained or lost the focus."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    gained: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Visibilities:
    """Tabs hidden or shown, windows left or entered."""

    t_s: FloatArray
    page: IntArray
    state: Strings  # visible, hidden, blurred, focused


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """What failed in the page."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    kind: Strings  # uncaught, rejection, resource, request
    message: Strings
    source: Strings


@dataclass(frozen=True, slots=True, eq=False)
class Validations:
    """Fields that were told to be invalid."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    location: IntArray
    box_px: FloatArray  # (n, 4)
    kind: Strings  # constraint, aria
    message: Strings


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """Requests of the page's scripts; `t_s` is their start."""

    t_s: FloatArray
    page: IntArray
    method: Strings
    url: Strings
    duration_s: FloatArray
    status: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Timings:
    """Page timings as web-vitals gives them: ms, but for CLS, which has no unit."""

    t_s: FloatArray
    page: IntArray
    name: Strings
    value: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Tasks:
    """Tasks that changed state."""

    t_s: FloatArray
    page: IntArray
    screen: IntArray
    task: Strings
    action: Strings
    by: Strings


@dataclass(frozen=True, slots=True, eq=False)
class Customs:
    """What the page itself told by `thinkaloud.event`."""

    t_s: FloatArray
    page: IntArray
    name: Strings


@dataclass(frozen=True, slots=True, eq=False)
class Healths:
    """What the tracker said of itself."""

    t_s: FloatArray
    page: IntArray
    guarded_errors: IntArray
    dropped: IntArray
    recovered: IntArray
    note: Strings


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Who sat there, when, and what a moderator decided afterwards."""

    id: str
    participant: str  # code
    is_simulated: bool = False
    started_ms: int = 0  # wall clock, for display alone
    is_closed: bool = True
    width_px: float | None = None
    height_px: float | None = None
    variant: str | None = None
    segment: str | None = None
    definition_version: int | None = None  # of the study, when the session was opened
    verdicts: Mapping[tuple[str, int], str] = field(default_factory=dict)  # (task, number)
    health: RecordingHealth | None = None  # None: it does not come from a store
    reviews: tuple[SignalReview, ...] = ()  # of its signals
    pauses: tuple[MarkedPause, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """How whole a session's recording is."""

    batches: int
    events: int  # that are left after duplicates were taken out
    missing_batches: int  # gaps in the numbering of its tabs
    duplicate_batches: int
    duplicate_events: int
    excluded: Strings  # what could not be read, and why
    gaps_s: tuple[tuple[float, float], ...] = ()  # times of which a batch is missing or damaged


@dataclass(frozen=True, slots=True, eq=False)
class SessionEvents:
    """Everything that is known of one session."""

    info: SessionInfo
    intake: Intake
    page_ids: Strings  # page views; `page` of an event is an index here
    page_tab: Strings  # the tab of each
    screen_keys: Strings
    locations: tuple[Location, ...]
    stamp_t_s: FloatArray  # every event's time, page and screen, in order
    stamp_page: IntArray
    stamp_screen: IntArray
    pages: Pages
    screens: Screens
    clicks: Clicks
    reactions: Reactions
    pointers: Pointers
    scrolls: Scrolls
    inputs: Inputs
    keys: Keys
    focuses: Focuses
    visibilities: Visibilities
    errors: Errors
    validations: Validations
    requests: Requests
    timings: Timings
    tasks: Tasks
    customs: Customs
    answers: Answers
    healths: Healths
    clocks: Clocks = field(default_factory=Clocks)  # how its pages were joined


@dataclass(frozen=True, slots=True, eq=False)
class StudyEvents:
    """A study's definition and all its sessions."""

    definition: StudyDefinition
    version: int
    is_simulated: bool
    sessions: Sequence[SessionEvents]
    excluded: Strings = ()  # sessions that could not be read, and why
    pictured: frozenset[tuple[str, str]] = frozenset()  # (screen, viewport class) with a picture
