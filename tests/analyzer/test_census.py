from __future__ import annotations

import math
from pathlib import Path

import pytest

from analyzer import census as under_test
from analyzer.census import SeenScreen, census, take_census, tally
from fixtures.synthetic import Recording, definition
from recorder.definition import ScreenRules
from recorder.store import Store
from tests.analyzer.test_screens import sit


def visit(code: str = "P01", *, width: float = 1280.0) -> Recording:
    told = Recording(code).page(0, "/lamps/desk", width=width).click(1).click(2)
    return told.page(5, "/lamps/floor", width=width).click(6)


def seen(rules: ScreenRules, *told: Recording) -> list[SeenScreen]:
    return census([tally(one.session()) for one in told], rules)


def test_a_screen_tells_its_events_participants_title_and_addresses() -> None:
    found = seen(ScreenRules(), visit("P01"), visit("P02"))
    assert [(one.key, one.participants) for one in found] == [
        ("/lamps/desk", 2),
        ("/lamps/floor", 2),
    ]
    first = found[0]
    assert first.events > found[1].events > 0
    assert (first.viewport_class, first.width_px, first.members) == ("desktop", 1280, ())
    assert first.addresses == (("/lamps/desk", first.events),)
    assert first.title == "Page /lamps/desk"


def test_viewport_classes_are_screens_of_their_own() -> None:
    found = seen(ScreenRules(), visit("P01"), visit("P02", width=390.0))
    assert {(one.key, one.viewport_class) for one in found} == {
        (key, kind) for key in ("/lamps/desk", "/lamps/floor") for kind in ("desktop", "phone")
    }


def test_merged_screens_add_up_and_name_their_members() -> None:
    apart = seen(ScreenRules(), visit())
    (one,) = seen(
        ScreenRules(merge={"/lamps/desk": "/lamps/:id", "/lamps/floor": "/lamps/:id"}), visit()
    )
    assert (one.key, one.members) == ("/lamps/:id", ("/lamps/desk", "/lamps/floor"))
    assert one.events == sum(screen.events for screen in apart)
    assert one.participants == 1
    assert len(one.addresses) == 2


def test_a_split_address_is_no_member_of_what_it_came_from() -> None:
    told = Recording("P01").page(0, "/lamps/desk").screen(1, "/lamps/:id").click(2)
    (split, *_) = seen(ScreenRules(split=["/lamps/d*"]), told)
    assert (split.key, split.members) == ("/lamps/d*", ())


def test_no_sessions_have_no_screens() -> None:
    assert seen(ScreenRules()) == []


def test_a_session_that_tells_no_page_has_no_width() -> None:
    told = tally(Recording("P01").session())
    assert math.isnan(told.width_px)
    assert told.events == {}


def test_only_new_batches_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path) as store:
        store.add_study(definition())
        sit(store, visit())
        read: list[str] = []
        load = under_test.load_session

        def loaded(*given: object) -> object:
            read.append("session")
            return load(*given)  # type: ignore[arg-type]  # as they came

        monkeypatch.setattr(under_test, "load_session", loaded)
        first = take_census(store, "shop")
        assert take_census(store, "shop") == first
        assert len(read) == 1
        sit(store, visit("P02"))
        assert take_census(store, "shop")[0].participants == 2
        assert len(read) == 2
