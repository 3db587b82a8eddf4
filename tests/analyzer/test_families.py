import numpy as np

from analyzer.families import Families, bools, boxes, floats, ints, pairs, texts
from fixtures.synthetic import BUTTON, PICTURE, Recording
from recorder.protocol import ClickEvent, KeyEvent, ScrollEvent


def _events(told: Recording) -> list[object]:
    return [event for _, event in told.events]


def _told() -> Recording:
    told = Recording().page(0, "/").click(1, BUTTON, None).key(2).page(3, "/cart")
    return told.click(4, BUTTON, None).click(5, PICTURE, None)


def test_events_are_found_by_family_with_their_stamps() -> None:
    families = Families(_events(_told()))  # type: ignore[arg-type]  # they are events
    found, t_s, page, screen = families.of(ClickEvent)
    assert [event.anchor for event in found] == [BUTTON, BUTTON, PICTURE]
    assert t_s.tolist() == [1, 4, 5]
    assert [families.page_ids[at] for at in page] == ["page1", "page2", "page2"]
    assert [families.screen_keys[at] for at in screen] == ["/", "/cart", "/cart"]


def test_a_family_without_events_is_empty() -> None:
    found, t_s, page, screen = Families([]).of(ScrollEvent)
    assert (found, t_s.size, page.size, screen.size) == ([], 0, 0, 0)


def test_an_element_has_one_index_on_each_screen_over_all_families() -> None:
    families = Families(_events(_told()))  # type: ignore[arg-type]  # they are events
    screens = np.array([0, 1, 0, 0], dtype=np.int32)
    assert families.located([BUTTON, BUTTON, None, BUTTON], screens).tolist() == [0, 1, -1, 0]
    assert families.located([PICTURE, BUTTON], screens[:2]).tolist() == [2, 1]
    assert [place.id for place in families.locations] == ["#buy", "#buy", "#hero"]


def test_an_element_without_a_label_is_called_by_its_tag() -> None:
    families = Families([])
    anchor = type(PICTURE)(tag="IMG", path="main>img", box=(0, 0, 1, 1))
    families.located([anchor], np.zeros(1, dtype=np.int32))
    assert (families.locations[0].label, families.locations[0].tag) == ("<IMG>", "img")


def test_fields_become_arrays() -> None:
    clicks = [event for event in _events(_told()) if isinstance(event, ClickEvent)]
    assert floats(clicks, "t").tolist() == [1_000, 4_000, 5_000]
    assert ints(clicks, "button").tolist() == [0, 0, 0]
    assert bools(clicks, "is_trusted").all()
    assert pairs(clicks, "x", "y").shape == (3, 2)
    assert texts(clicks, "cursor") == ("", "", "")
    assert boxes([BUTTON]).tolist() == [[100, 100, 120, 40]]
    assert boxes([]).shape == (0, 4)


def test_other_families_are_left_out() -> None:
    families = Families(_events(_told()))  # type: ignore[arg-type]  # they are events
    assert len(families.of(KeyEvent)[0]) == 1
