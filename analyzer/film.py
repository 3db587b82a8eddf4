"""Writing a film: pictures one after the other, and sound, as WebM or MP4.

Needs PyAV, the extra `[video]`. Nothing is gathered: a picture is encoded when it comes. A film
appears under its name when it is whole; what was interrupted leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.film_sound import RATE_HZ, Samples, is_available
from recorder.errors import PictureError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.video.frame import VideoFrame

MISSING = "Films are written by PyAV: pip install 'thinkaloud[video]'"
MAX_WIDTH_PX = 1_920
MAX_HEIGHT_PX = 2_160
# The first of each that this copy of FFmpeg can write.
PICTURES: Mapping[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "webm": (
        ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "crf": "30", "b": "0",
                        "row-mt": "1"}),
        ("libvpx", {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "4M"}),
    ),
    "mp4": (
        ("libx264", {"preset": "veryfast", "crf": "20"}),
        ("mpeg4", {"q": "3"}),
    ),
}  # fmt: skip
KEY_EVERY_S = 5  # a player jumps to the nearest whole picture before a moment
SOUNDS = {"webm": "libopus", "mp4": "aac"}


@dataclass(frozen=True, slots=True)
class Film:
    """A film that was written.

    Attributes
    ----------
    size
        Width and height, px.
    frames, length_s
        How many pictures, and how long they are shown in all.
    codec
        The pictures' coding, by FFmpeg's name.
    has_sound
        Whether it has a track of sound.
    """

    size: tuple[int, int]
    frames: int
    length_s: float
    codec: str
    has_sound: bool


def even_size(width: float, height: float) -> tuple[int, int]:
    """Return the size in which a page of that size is filmed: even, and no wider than 1,920 px."""
    scale = min(1.0, MAX_WIDTH_PX / max(width, 1), MAX_HEIGHT_PX / max(height, 1))
    wide, high = (max(16, int(side * scale) // 2 * 2) for side in (width, height))
    return wide, high


def write_film(
    path: Path,
    pictures: Iterable[bytes | None],
    *,
    fps: int,
    sound: Iterator[Samples] | None = None,
    title: str = "",
) -> Film:
    """Write a film.

    Parameters
    ----------
    path
        Its ending, `.webm` or `.mp4`, is its format.
    pictures
        JPEG, all of one size with even sides; None stands for the one before once more.
    fps
        Pictures in a second.
    sound
        As `film_sound.samples` gives it.
    title
        Stands in the file.

    Raises
    ------
    PictureError
        If PyAV is missing, the format is none of ours, or a picture cannot be taken.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in PICTURES:
        raise PictureError(f"{path.name}: a film is .webm or .mp4.")
    if not is_available():
        raise PictureError(MISSING)
    import av  # noqa: PLC0415  # an extra

    part = path.with_name(f"{path.name}.part")
    options = {"movflags": "+faststart"} if kind == "mp4" else {}
    try:
        with av.open(str(part), "w", format=kind, options=options) as target:
            target.metadata["title"] = title
            film = _encode(target, kind, pictures, fps, sound)
        part.replace(path)
    except av.FFmpegError as error:
        raise PictureError(f"{path.name} could not be written: {error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return film


def codec_of(kind: str) -> tuple[str, dict[str, str]]:
    """Choose how a format's pictures are coded on this machine: its name and its settings.

    Raises
    ------
    PictureError
        If PyAV was built without any that the format can hold.
    """
    import av  # noqa: PLC0415  # an extra

    for name, settings in PICTURES[kind]:
        with suppress(ValueError):
            av.Codec(name, "w")
            return name, settings
    raise PictureError(f"This copy of PyAV cannot write .{kind}; take the other format.")


def _encode(
    target: Any, kind: str, pictures: Iterable[bytes | None], fps: int,
    sound: Iterator[Samples] | None,
) -> Film:  # fmt: skip
    codec, settings = codec_of(kind)
    track = target.add_stream(codec, rate=fps, options={**settings, "g": str(KEY_EVERY_S * fps)})
    voice = target.add_stream(SOUNDS[kind], rate=RATE_HZ, layout="mono") if sound else None
    heard = 0
    size = (0, 0)
    count = 0
    for frame in _frames(pictures):
        if not count:
            size = (frame.width, frame.height)
            track.width, track.height, track.pix_fmt = *size, "yuv420p"
        frame.pts, frame.time_base = count, Fraction(1, fps)
        target.mux(track.encode(frame))
        count += 1
        # In step: the writer holds back what is ahead of the other track.
        while voice is not None and sound is not None and heard < count * RATE_HZ / fps:
            piece = next(sound, None)
            if piece is None:
                break
            target.mux(voice.encode(_audio_frame(piece, heard)))
            heard += piece.size
    if not count:
        raise PictureError("There is nothing to film in this part.")
    for stream in (track, voice):
        if stream is not None:
            target.mux(stream.encode(None))
    return Film(size, count, count / fps, codec, voice is not None)


def _frames(pictures: Iterable[bytes | None]) -> Iterator[VideoFrame]:
    """Yield decoded pictures, each a frame of its own."""
    import av  # noqa: PLC0415  # an extra
    from av.video.frame import PictureType  # noqa: PLC0415

    last: VideoFrame | None = None
    size: tuple[int, int] | None = None
    for picture in pictures:
        if picture is not None:
            reader: Any = av.CodecContext.create("mjpeg", "r")
            reader.thread_count = 1  # with more it gives a picture when the next one comes
            found = [*reader.decode(av.Packet(picture)), *reader.decode(None)]
            if not found:
                raise PictureError("A picture of the replay cannot be read.")
            size = size or (found[0].width, found[0].height)
            last = found[0].reformat(*size, format="yuv420p", dst_color_range="MPEG")
            # A JPEG calls itself a key frame; an encoder would believe it, ten times as large.
            last.pict_type = PictureType.NONE
        if last is None:
            raise PictureError("The first picture of the replay is missing.")
        yield last


def _audio_frame(piece: Samples, at: int) -> AudioFrame:
    import av  # noqa: PLC0415  # an extra

    frame = av.AudioFrame.from_ndarray(piece.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, at, Fraction(1, RATE_HZ)
    return frame
