from __future__ import annotations

import pytest

from analyzer.dom_data import canvas_frame, doctype, integer, maps


@pytest.mark.parametrize("value", [None, 3, "text", {"a": 1}])
def test_what_is_no_list_holds_no_objects(value: object) -> None:
    assert maps(value) == []


def test_of_a_list_only_the_objects_count() -> None:
    assert maps([{"a": 1}, "b", None]) == [{"a": 1}]


@pytest.mark.parametrize("value", [None, 1.5, "7", []])
def test_what_is_no_whole_number_names_nothing(value: object) -> None:
    assert integer(value) == -1


def test_an_old_doctype_is_written_whole() -> None:
    data = {"name": "html", "publicId": "-//W3C//DTD HTML 4.01//EN"}
    assert doctype(data) == 'html PUBLIC "-//W3C//DTD HTML 4.01//EN"'


def test_a_doctype_cannot_close_itself() -> None:
    assert doctype({"name": "html><script>"}) == "html"


def test_the_last_frame_of_a_canvas_counts() -> None:
    def draw(encoded: str) -> dict[str, object]:
        blob = {"type": "image/webp", "data": [{"base64": encoded}]}
        return {"property": "drawImage", "args": [{"args": [blob]}]}

    assert canvas_frame({"commands": [draw("AA"), draw("BB")]}) == "data:image/webp;base64,BB"


def test_a_damaged_frame_is_no_frame() -> None:
    assert canvas_frame({"commands": [{"property": "drawImage", "args": []}]}) is None
