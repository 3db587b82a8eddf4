from __future__ import annotations

import pytest

from analyzer.anchored import anchor_of, anchored_elements
from analyzer.events import Location, location_id
from fixtures.synthetic import Recording, element
from recorder.protocol import Anchor


def test_elements_are_collected_by_the_screen_on_which_they_were_met() -> None:
    told = (
        Recording().page(0, "/").click(1, element("buy")).input(2, element("name", tag="input"))
        .page(3, "/b").click(4, element("buy"))
    )  # fmt: skip
    found = anchored_elements(told.session())
    assert {screen: sorted(elements) for screen, elements in found.items()} == {
        "/": ["#buy", "#name"],
        "/b": ["#buy"],
    }


def test_a_session_in_which_nothing_was_touched_has_no_elements() -> None:
    assert anchored_elements(Recording().page(0, "/").session()) == {}


@pytest.mark.parametrize(
    ("key", "text"), [("#buy", None), ("#buy", "h4"), (None, "h4"), (None, None), ("a~b", None)]
)
def test_an_anchor_is_taken_back_from_its_id(key: str | None, text: str | None) -> None:
    anchor = Anchor(tag="a", path="main > a", box=(1, 2, 3, 4), key=key, text=text)
    name = location_id(anchor)
    location = Location(name, "", anchor.tag, "", is_interactive=True, path=anchor.path)
    expected = {"tag": "a", "path": "main > a", "box": [0, 0, 0, 0]}
    found = {"key": key} if key else {"text": text} if text else {}
    assert anchor_of(location) == expected | found
