from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("av")

from analyzer.film_sound import CHUNK, RATE_HZ, Sound, clip, is_available, samples
from fixtures.films import tone
from recorder.errors import PictureError


def loudness(sounds: list[Sound], length_s: float, *at_s: float) -> list[bool]:
    heard = np.concatenate(list(samples(sounds, length_s)))
    assert heard.size == round(length_s * RATE_HZ)
    starts = [round(at * RATE_HZ) for at in at_s]
    return [bool(np.abs(heard[s : s + 2_400].astype(int)).mean() > 3_000) for s in starts]


def test_sound_lies_where_it_was_recorded_and_the_rest_is_silent() -> None:
    sounds = [Sound(tone(1.0), "audio/webm", 3.0, 4.0), Sound(tone(2.0), "audio/webm", -1.0, 1.0)]
    assert loudness(sounds, 5.0, 0.2, 0.8, 1.2, 2.8, 3.2, 3.8, 4.2) == [
        True, True, False, False, True, True, False
    ]  # fmt: skip
    assert loudness([], 1.0, 0.5) == [False]
    assert all(piece.size <= CHUNK for piece in samples(sounds, 5.0))


def test_a_file_of_sound_that_is_damaged_is_silence() -> None:
    assert loudness([Sound(b"no sound", "audio/webm", 0.0, 1.0)], 1.0, 0.5) == [False]


@pytest.mark.parametrize(
    ("content_type", "kind", "codec"),
    [("audio/webm", "webm", "libopus"), ("audio/mp4", "mp4", "aac")],
)
def test_a_cut_holds_what_the_part_holds_and_no_more(
    content_type: str, kind: str, codec: str
) -> None:
    made = clip(Sound(tone(10.0, kind, codec), content_type, -4.0, 6.0), 3.0)
    assert made is not None
    assert (made.first_s, made.last_s) == (0.0, 3.0)
    assert len(made.data) < len(tone(5.0, kind, codec))
    assert loudness([Sound(made.data, content_type, 0.0, 9.0)], 9.0, 0.5, 2.5, 4.0) == [
        True, True, False
    ]  # fmt: skip
    assert is_available()


def test_what_is_outside_or_unreadable_is_told() -> None:
    assert clip(Sound(tone(1.0), "audio/webm", -5.0, -4.0), 3.0) is None
    with pytest.raises(PictureError, match="cannot be read"):
        clip(Sound(b"no sound", "audio/webm", 0.0, 1.0), 3.0)
