"""Think-aloud audio for what is taken away: cut to a part, and as samples for a film's track.

Needs PyAV, the extra `[video]`; `is_available` says whether it is there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from recorder.errors import PictureError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE_HZ = 48_000  # what Opus works with
CHUNK = RATE_HZ // 10  # samples that are handed on at once
FORMATS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "mp4"}

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Sound:
    """One file of sound and where it lies in a part.

    Attributes
    ----------
    data, content_type
        The file.
    first_s, last_s
        In the part's time, seconds; `first_s` is negative where it begins before the part.
    """

    data: bytes
    content_type: str
    first_s: float
    last_s: float


def is_available() -> bool:
    """Tell whether PyAV is installed."""
    return find_spec("av") is not None


def clip(sound: Sound, length_s: float) -> Sound | None:
    """Cut a file of sound to the part, without coding it anew.

    Parameters
    ----------
    sound
        What to cut.
    length_s
        The part's length, seconds.

    Returns
    -------
    Sound
        None where nothing of it can be heard in the part.

    Raises
    ------
    PictureError
        If the file cannot be read.
    """
    import av  # noqa: PLC0415  # an extra

    begin_s, end_s = max(0.0, -sound.first_s), min(sound.last_s, length_s) - sound.first_s
    made = io.BytesIO()
    count = 0
    try:
        kind = FORMATS[sound.content_type]
        with (
            av.open(io.BytesIO(sound.data), "r") as source,
            av.open(made, "w", format=kind) as target,
        ):
            stream = source.streams.audio[0]
            track = target.add_stream_from_template(stream)
            for packet in source.demux(stream):
                if packet.pts is None or packet.time_base is None:
                    continue  # the end
                t_s = float(packet.pts * packet.time_base)
                if not begin_s <= t_s < end_s:
                    continue
                shift = round(begin_s / packet.time_base)
                packet.pts -= shift
                packet.dts = packet.pts
                packet.stream = track
                target.mux(packet)
                count += 1
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise PictureError(f"A file of sound cannot be read: {error}") from error
    if not count:
        return None
    return Sound(
        made.getvalue(), sound.content_type, sound.first_s + begin_s, sound.first_s + end_s
    )


def samples(sounds: Sequence[Sound], length_s: float) -> Iterator[Samples]:
    """Yield a part's sound in order, mono at `RATE_HZ`; where nothing was recorded, silence.

    Parameters
    ----------
    sounds
        Where two overlap, the later one begins when the earlier one ends.
    length_s
        The part's length, seconds.

    Yields
    ------
    Samples
        Shape (n,), n <= `CHUNK`; all of them together are as long as the part.
    """
    whole = round(length_s * RATE_HZ)
    done = 0
    for sound in sorted(sounds, key=lambda one: one.first_s):
        begin = round(sound.first_s * RATE_HZ)
        end = min(whole, round(sound.last_s * RATE_HZ))
        for first, heard in _decoded(sound):
            at = begin + first
            piece = heard[max(0, done - at) : max(0, end - at)]
            if not piece.size:
                continue
            at = max(at, done)
            yield from _silence(at - done)
            yield from _chunks(piece)
            done = at + piece.size
    yield from _silence(whole - done)


def _decoded(sound: Sound) -> Iterator[tuple[int, Samples]]:
    """Yield a file's samples and the place of the first of each; damage ends the file."""
    import av  # noqa: PLC0415  # an extra

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    try:
        with av.open(io.BytesIO(sound.data), "r") as source:
            for frame in source.decode(audio=0):
                start_s = frame.time
                for ready in resampler.resample(frame):
                    place = _place(ready, start_s)
                    yield place, np.asarray(ready.to_ndarray()).reshape(-1).astype(np.int16)
    except (av.FFmpegError, IndexError, ValueError):
        return  # what came before it is heard; the rest is silence


def _place(frame: AudioFrame, start_s: float | None) -> int:
    own: Any = frame.time
    return round((own if own is not None else start_s or 0.0) * RATE_HZ)


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        yield np.zeros(min(count, CHUNK), np.int16)
        count -= CHUNK


def _chunks(piece: Samples) -> Iterator[Samples]:
    for begin in range(0, piece.size, CHUNK):
        yield piece[begin : begin + CHUNK]
