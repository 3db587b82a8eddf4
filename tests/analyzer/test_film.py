from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

av = pytest.importorskip("av")

from analyzer import film  # noqa: E402
from analyzer.film import codec_of, even_size, write_film  # noqa: E402
from analyzer.film_sound import Sound, samples  # noqa: E402
from fixtures.films import jpeg, tone  # noqa: E402
from recorder.errors import PictureError  # noqa: E402

RED, GREEN = (220, 20, 20), (20, 180, 20)


@pytest.mark.parametrize(("kind", "sound"), [("webm", "opus"), ("mp4", "aac")])
def test_a_film_is_as_long_as_its_pictures_and_sounds_when_they_do(
    tmp_path: Path, kind: str, sound: str
) -> None:
    path = tmp_path / f"film.{kind}"
    pictures = [jpeg(RED), *[None] * 11, jpeg(GREEN), *[None] * 11]
    heard = Sound(tone(1.0), "audio/webm", 1.0, 2.0)
    made = write_film(path, pictures, fps=12, sound=samples([heard], 2.0), title="Lamps: P01")
    assert (made.frames, made.length_s, made.size, made.has_sound) == (24, 2.0, (160, 120), True)
    with av.open(str(path)) as source:
        assert abs(source.duration / 1e6 - 2.0) < 0.1
        assert source.metadata["title"] == "Lamps: P01"
        assert source.streams.audio[0].codec_context.name == sound
        frames = [frame.to_ndarray(format="rgb24") for frame in source.decode(video=0)]
    assert len(frames) == 24
    for number, colour in ((6, RED), (18, GREEN)):
        assert np.abs(frames[number][40:80, 40:80].reshape(-1, 3).mean(axis=0) - colour).max() < 12
    again = np.concatenate(list(samples([Sound(path.read_bytes(), f"audio/{kind}", 0, 2)], 2.0)))
    loud = [np.abs(again[at : at + 4_800].astype(int)).mean() for at in (20_000, 70_000)]
    assert loud[0] < 300
    assert loud[1] > 8_000


def test_what_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    def pictures() -> Iterator[bytes]:
        yield jpeg(RED)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_film(tmp_path / "film.webm", pictures(), fps=12)
    assert list(tmp_path.iterdir()) == []


def test_a_film_of_before_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"before")
    with pytest.raises(PictureError, match=r"cannot be read|could not be written"):
        write_film(path, [b"no picture"], fps=12)
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["film.mp4"]


def test_nothing_to_film_is_said(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="nothing to film"):
        write_film(tmp_path / "film.webm", [], fps=12)
    with pytest.raises(PictureError, match="first picture"):
        write_film(tmp_path / "film.webm", [None], fps=12)
    with pytest.raises(PictureError, match=r"\.webm or \.mp4"):
        write_film(tmp_path / "film.gif", [jpeg(RED)], fps=12)


def test_without_pyav_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "is_available", lambda: False)
    with pytest.raises(PictureError, match=r"thinkaloud\[video\]"):
        write_film(tmp_path / "film.webm", [jpeg(RED)], fps=12)
    assert "av" in sys.modules


def test_a_coding_that_is_not_there_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(film.PICTURES, "mp4", (("libnothing", {}), ("mpeg4", {})))  # type: ignore[attr-defined]  # a dict
    assert codec_of("mp4") == ("mpeg4", {})
    monkeypatch.setitem(film.PICTURES, "mp4", (("libnothing", {}),))  # type: ignore[attr-defined]  # a dict
    with pytest.raises(PictureError, match="other format"):
        codec_of("mp4")


@pytest.mark.parametrize(
    ("given", "expected"),
    [((1280, 800), (1280, 800)), ((391, 845), (390, 844)), ((2560, 1440), (1920, 1080)),
     ((1, 1), (16, 16))],
)  # fmt: skip
def test_a_film_has_even_sides_and_is_no_wider_than_1920(
    given: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert even_size(*given) == expected


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_pictures_that_are_alike_cost_next_to_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"film.{kind}"
    write_film(path, [jpeg(RED) for _ in range(24)], fps=12)
    with av.open(str(path)) as source:
        keys = [packet.is_keyframe for packet in source.demux(video=0) if packet.size]
    assert keys.count(True) == 1
