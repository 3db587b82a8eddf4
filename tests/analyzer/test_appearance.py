from __future__ import annotations

from typing import Any

from analyzer.appearance import Appearance, appearance_at
from analyzer.replay import Change


def told(t_s: float, payload: Any, tag: str = "thinkaloud", kind: int = 5) -> Change:
    return Change(t_s, {"type": kind, "data": {"tag": tag, "payload": payload}})


def test_what_was_told_last_until_then_holds() -> None:
    changes = [
        told(1, {"color_scheme": "dark", "reduced_motion": True}),
        told(5, {"color_scheme": "light"}),
    ]
    assert appearance_at(changes, 2) == Appearance("dark", reduced_motion=True)
    assert appearance_at(changes, 5) == Appearance("light")


def test_a_recording_that_tells_nothing_is_light() -> None:
    assert appearance_at([], 1) == Appearance("light", reduced_motion=False)
    assert appearance_at([told(3, {"color_scheme": "dark"})], 1) == Appearance()


def test_what_others_tell_and_what_is_forged_is_passed_over() -> None:
    changes = [
        told(1, {"color_scheme": "dark"}),
        told(2, {"color_scheme": "light"}, tag="page"),
        told(3, {"color_scheme": "light"}, kind=3),
        told(4, "dark"),
        told(4, {"canvas": 1}),
        Change(5, {"type": 5, "data": None}),
    ]
    assert appearance_at(changes, 9) == Appearance("dark")
    assert appearance_at([told(1, {"color_scheme": ["dark"]})], 9) == Appearance()
