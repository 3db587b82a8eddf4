"""The rest of protocol v1: hellos, acknowledgements and problems; see `recorder/protocol.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from recorder.protocol import Epoch, Pixel


class TaskCard(msgspec.Struct, frozen=True):
    """What the panel needs of a task."""

    id: str
    title: str
    instructions: str
    start_url: str | None
    time_limit_s: float | None
    ends_on_goal: bool
    goal_kind: Literal["url", "selector", "event", "moderator"] | None
    goal_value: str | None


class Progress(msgspec.Struct, frozen=True):
    """Where a participant stands: the task at hand and whether it runs."""

    task_index: int
    state: Literal["ready", "running", "finished"]
    started_t: float | None = None


class FormItem(msgspec.Struct, frozen=True):
    """One item of a form, in the study's language."""

    text: str
    name: str  # what its scale is called; may be empty
    ends: tuple[str, str]  # what the low and the high end are called


class Form(msgspec.Struct, frozen=True):
    """A questionnaire as the panel shows it."""

    questionnaire: str
    tasks: list[str]  # after which; empty: after the last task
    items: list[FormItem]
    low: int
    high: int
    step: int
    has_numbers: bool
    required: bool
    reason: str  # the question below; empty: none
    choices: list[str]
    locale: str  # of the wording


class Hello(msgspec.Struct, frozen=True):
    """The tracker's first message on every page: `POST /collect/v1/hello`."""

    v: int
    token: Annotated[str, Meta(min_length=1, max_length=200)]
    tracker: Annotated[str, Meta(pattern=r"^[ -~]{0,40}\Z")]
    origin_ms: Epoch | None = None  # the session's start on the browser's wall clock, once known
    width: Pixel = 0.0
    height: Pixel = 0.0
    dpr: Annotated[float, Meta(gt=0, le=16)] = 1.0


class HelloAnswer(msgspec.Struct, frozen=True):
    """The collector's answer: what to do, and where the participant stands."""

    v: int
    session: str
    consent: bool
    closed: bool
    server_ms: float
    origin_ms: float | None
    title: str
    locale: str
    tasks: list[TaskCard]
    progress: Progress
    capture: dict[
        str, Any
    ]  # {"dom": bool, "pointer": bool, "mask": [selector], "ignore": [selector]}
    chunks: dict[str, str]  # {"capture": file name, "panel": …, "recording": …}
    thanks: str
    texts: dict[str, str]  # the panel's strings in the participant's language
    forms: list[Form] = []
    ended: list[str] = []  # tasks that came to an end, as the stored task events tell it
    answered: list[str] = []  # forms that are stored: `seq@find`, or `sus` after the last task


class Stored(msgspec.Struct, frozen=True):
    """The collector's answer to a batch: committed, now or before."""

    stored: list[int]
    duplicate: bool
    server_ms: float


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error answer (RFC 9457, application/problem+json); `code` is stable."""

    code: str
    title: str
    status: int
    detail: str
    type: str = "about:blank"
    invalid: list[int] | None = None  # indexes of the events that are not valid
