from __future__ import annotations

import msgspec

from tests.web.conftest import built_pictures
from web.pictures import Pictures, ScreenView, addressed, mark, with_short_titles


def view(width: int = 1280) -> ScreenView:
    return ScreenView(
        key="/a",
        viewport_class="desktop",
        title="/a",
        width=width,
        height=900,
        src="a.png",
        boxes={
            "#a": (60.0, 150.0, 340.0, 300.0),
            "#corner": (0.0, 0.0, 10.0, 4.0),
            "#hidden": (0.0, 0.0, 0.0, 0.0),
        },
        layers=(),
    )


def test_a_hotspot_is_marked_where_its_element_is_and_not_where_there_is_no_box() -> None:
    markers = mark(view(), [(1, "#a"), (2, "#gone"), (3, "#hidden")]).markers
    assert [(m.rank, m.x, m.y, m.width, m.height) for m in markers] == [
        (1, 60.0, 150.0, 340.0, 300.0)
    ]


def test_a_number_never_leaves_the_picture() -> None:
    marked = mark(view(), [(1, "#corner")])
    marker = marked.markers[0]
    assert marker.badge_x >= marked.badge
    assert marker.badge_y >= marked.badge


def test_numbers_are_readable_on_wide_and_narrow_screens() -> None:
    assert view(390).badge == 11.0
    assert view(2560).badge > view(1280).badge


def test_every_file_gets_its_address() -> None:
    pictures, files = built_pictures()
    found = addressed(pictures, lambda name: f"/p/{name}")
    sources = {
        src
        for views in found.values()
        for v in views
        for src in (v.src, *(x.src for x in v.layers))
    }
    assert sources == {f"/p/{name}" for name in files}


def test_pictures_survive_being_written() -> None:
    pictures, _ = built_pictures()
    assert msgspec.json.decode(msgspec.json.encode(pictures), type=Pictures) == pictures


def titled(*titles: tuple[str, str, str]) -> list[str]:
    views = [
        msgspec.structs.replace(view(), title=title, key=key, viewport_class=size)
        for title, key, size in titles
    ]
    return [named.title for named in with_short_titles(views)]


def test_the_sites_name_is_cut_from_titles() -> None:
    assert titled(("Lamps · Oak", "/l", "desktop"), ("Help · Oak", "/h", "desktop")) == [
        "Lamps",
        "Help",
    ]
    assert titled(("Lamps · Oak", "/l", "desktop")) == ["Lamps · Oak"]
    assert titled(("Lamps · Oak", "/l", "desktop"), ("Help", "/h", "desktop")) == [
        "Lamps · Oak",
        "Help",
    ]
    lamps, menu = (
        ("Lamps · Oak", "/l", "desktop"),
        ("/l+dialog(#menu)", "/l+dialog(#menu)", "desktop"),
    )
    assert titled(lamps, ("Help · Oak", "/h", "desktop"), menu) == ["Lamps", "Help", menu[0]]


def test_screens_of_one_title_are_told_apart_by_their_state() -> None:
    found = titled(("Help", "/h", "desktop"), ("Help", "/h+details(#a)", "desktop"))
    assert found == ["Help (/h)", "Help (details #a)"]


def test_viewport_classes_are_named_where_there_are_several() -> None:
    assert titled(("Help", "/h", "desktop"), ("Help", "/h", "phone")) == [
        "Help, desktop",
        "Help, phone",
    ]
