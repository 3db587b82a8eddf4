"""Pointer runs as they were sent: most of a recording's bytes, parsed in one go.

Made into lists of numbers, the samples of a session take longer than all its other events
together. So where arrays are wanted a run keeps its three lists as text, and the text of all
runs is parsed at once. Whatever is not plainly a list of whole numbers within the limits of the
protocol is left to its own decoder, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Annotated, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from analyzer.events import FloatArray
from recorder import protocol as wire
from recorder.decoding import decoder
from recorder.errors import RefusedError
from recorder.protocol import MAX_EVENTS, MAX_SAMPLES, VERSION
from recorder.wire import PAGE, unfold

# The limits of dt, x and y, as `PointerEvent` has them.
_LOWEST = np.array([[0], [-100_000], [-100_000]])
_HIGHEST = np.array([[600_000], [100_000], [100_000]])
_WRITTEN_WITH = b"0123456789,-[]"  # all that lists of whole numbers are written with
_COMMA_AT_ITS_END = bytes.maketrans(b"]", b",")


class PointerRun(msgspec.Struct, tag_field="type", tag="pointer", frozen=True, omit_defaults=True,
                 gc=False):  # fmt: skip
    """A `recorder.protocol.PointerEvent` whose lists have not been read."""

    t: wire.Time
    page: wire.PageId
    screen: wire.Short
    dt: msgspec.Raw
    x: msgspec.Raw
    y: msgspec.Raw
    scroll_x: wire.Pixel = 0.0
    scroll_y: wire.Pixel = 0.0
    is_down: bool = False


_Told: TypeAlias = (
    wire.PageEvent | wire.ScreenEvent | wire.ClickEvent | wire.ReactionEvent | PointerRun
    | wire.ScrollEvent | wire.InputEvent | wire.KeyEvent | wire.FocusEvent | wire.VisibilityEvent
    | wire.ErrorEvent | wire.ValidationEvent | wire.RequestEvent | wire.TimingEvent | wire.TaskEvent
    | wire.CustomEvent | wire.AnswerEvent | wire.HealthEvent
)  # fmt: skip


class PackedBatch(wire.Batch, frozen=True, tag_field="stream", tag="events"):
    """A batch of events in which every `PointerEvent` is a `PointerRun`."""

    events: Annotated[list[_Told], Meta(max_length=MAX_EVENTS)]  # type: ignore[assignment]  # unread


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """The samples of pointer runs, one run after the other."""

    sizes: npt.NDArray[np.intp]  # (runs,)
    dt_ms: FloatArray  # (n,) since the sample before
    view_px: FloatArray  # (n, 2)


def packed_batches(bodies: Iterable[bytes]) -> list[PackedBatch] | None:
    """Decode batches without their pointer runs; None where a single one is not as it should be.

    Parameters
    ----------
    bodies
        Gzip or plain.
    """
    read = decoder(PackedBatch)
    try:
        batches = [read.decode(unfold(body)) for body in bodies]
    except (RefusedError, msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    pages = set(map(attrgetter("page"), chain.from_iterable(batch.events for batch in batches)))
    is_sound = all(map(PAGE.fullmatch, pages)) and all(batch.v == VERSION for batch in batches)
    return batches if is_sound else None


def runs_of(events: Iterable[object]) -> list[PointerRun]:
    """Pick the runs that have not been read out of a session's events, in their order."""
    return [event for event in events if type(event) is PointerRun]


def listed(runs: Sequence[wire.PointerEvent]) -> Samples:
    """Put the samples of decoded runs after one another."""
    return Samples(
        np.array([len(run.dt) for run in runs], dtype=np.intp),
        np.array([gone for run in runs for gone in run.dt], dtype=np.float64),
        np.array(
            [at for run in runs for at in zip(run.x, run.y, strict=True)], dtype=np.float64
        ).reshape(-1, 2),
    )


def parsed(runs: Sequence[PointerRun]) -> Samples | None:
    """Read the samples of runs, whose lists are valid JSON.

    Parameters
    ----------
    runs
        As they were sent.

    Returns
    -------
    Samples or None
        None if a single list is anything but whole numbers within their limits, as long as the
        other two of its run and not empty, or written in another way than browsers do.
    """
    if not runs:
        return listed([])
    parts = (map(attrgetter(name), runs) for name in ("dt", "x", "y"))
    text = b"".join([*chain(*parts)])
    sizes = None if text.translate(None, _WRITTEN_WITH) else _sizes(text, len(runs))
    if sizes is None:
        return None
    # One list after the other becomes one row of numbers, with a comma at its end.
    row = text.translate(_COMMA_AT_ITS_END, b"[")
    numbers = np.fromstring(row, np.int64, sep=",").reshape(3, -1)
    if ((numbers < _LOWEST) | (numbers > _HIGHEST)).any():
        return None
    return Samples(
        sizes, numbers[0].astype(np.float64), np.ascontiguousarray(numbers[1:].T, np.float64)
    )


def _sizes(text: bytes, runs: int) -> npt.NDArray[np.intp] | None:
    """Count the samples of each run; None where these are not three lists of each."""
    read = np.frombuffer(text, np.uint8)
    starts, ends = (np.flatnonzero(read == ord(bracket)) for bracket in "[]")
    is_flat = (
        starts.size == ends.size == 3 * runs
        and starts[0] == 0
        and ends[-1] == read.size - 1
        and bool((starts[1:] == ends[:-1] + 1).all())
        and bool((ends > starts + 1).all())  # an empty list has no comma less than one of one
    )
    # A zero has no sign in JavaScript's JSON: with one, equal runs would not be equal as text.
    has_signed_zero = bool(((read[:-1] == ord("-")) & (read[1:] == ord("0"))).any())
    if not is_flat or has_signed_zero:
        return None
    commas = (read == ord(",")).view(np.uint8)
    counts = (np.add.reduceat(commas, starts, dtype=np.intp) + 1).reshape(3, runs)
    if (counts != counts[0]).any() or counts[0].max() > MAX_SAMPLES:
        return None
    sizes: npt.NDArray[np.intp] = counts[0]
    return sizes
