from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from analyzer import moment, painter, screens
from analyzer.placement import NOWHERE, UNSEEN
from analyzer.render import decode, differing_share
from analyzer.screens import draw_screens
from fixtures import recorded_pages
from fixtures.studio import FINDER, open_studio
from fixtures.synthetic import Recording, definition, element
from recorder.definition import ScreenRules
from recorder.errors import NotFoundError, PictureError
from recorder.handshake import Hello
from recorder.models import Screen
from recorder.protocol import ReplayBatch
from recorder.store import Store

ORIGIN_MS = 1_700_000_000_000.0
NOW_MS = 1_700_000_000_000
browser = pytest.mark.browser


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A study without sessions, and a stand-in for the tracker's finder of elements."""
    finder = tmp_path / "anchors.js"
    finder.write_text(FINDER)
    monkeypatch.setattr(moment, "ANCHORS", finder)
    with Store.open(tmp_path / "data") as opened:
        opened.add_study(definition())
        yield opened


def sit(store: Store, told: Recording, pages: dict[str, float] | None = None) -> str:
    """Store a session: its events, and recordings of pages from the given seconds on."""
    study = store.study("shop")
    session = store.open_session(store.invite(study, told.participant), "Yes", NOW_MS)
    store.greet(session, Hello(v=1, token="t", tracker="test", origin_ms=ORIGIN_MS, dpr=1.0))
    for batch in told.batches():
        body = gzip.compress(msgspec.json.encode(batch))
        store.add_batch(session, batch, body, "gzip", NOW_MS)
    for seq, (name, from_s) in enumerate((pages or {}).items()):
        events = recorded_pages.recording(name)
        shift = ORIGIN_MS + from_s * 1_000 - events[0]["timestamp"]
        batch = ReplayBatch(
            v=1, tab="tabA", seq=seq, page=f"page{seq + 1}", sent_t=from_s * 1_000,
            origin_ms=ORIGIN_MS,
            events=[event | {"timestamp": event["timestamp"] + shift} for event in events],
        )  # fmt: skip
        store.add_batch(session, batch, msgspec.json.encode(batch), "plain", NOW_MS)
    return session.id


def keep_files(store: Store) -> None:
    for name in ("shop.css", "picture.svg", "font.woff2"):
        found = recorded_pages.stored(recorded_pages.ORIGIN + name)
        assert found is not None
        url = recorded_pages.ORIGIN + name
        store.add_asset(store.study("shop").id or 0, url, found.data, found.content_type)


def drawn(store: Store) -> dict[str, Screen]:
    return {screen.key: screen for screen in store.screens(store.study("shop").id or 0)}


def visit(participant: str = "P01") -> Recording:
    """Tell of a visit to one settled page with a click on a heading of it."""
    told = Recording(participant).page(0, "/shop", width=1000).screen(9, "/shop")
    return told.click(10, element("prices")).click(11, element("gone"))


@browser
def test_a_screen_gets_the_picture_that_participants_saw_and_its_elements_boxes(
    store: Store,
) -> None:
    session = sit(store, visit(), {"shop": 1})
    keep_files(store)
    done = draw_screens(store, "shop")
    assert (done.drawn, done.kept, done.failed) == (1, 0, ())
    screen = drawn(store)["/shop"]
    assert (screen.session_id, screen.t, screen.source) == (session, 9_000, "rendered")
    assert (screen.viewport_class, screen.width, screen.scale) == ("tablet", 1000, 1)
    with open_studio() as studio:
        truth = studio(lambda painter: recorded_pages.true_picture(painter.browser, "shop"))
    assert differing_share(decode(truth), decode(store.blobs.read(screen.digest))) < 0.005
    boxes = json.loads(screen.boxes)
    assert boxes["#prices"][2] > 100
    assert "#gone" not in boxes
    assert tuple(boxes[UNSEEN + "#gone"]) == NOWHERE


@browser
def test_a_picture_is_kept_until_another_moment_or_element_stands_for_its_screen(
    store: Store,
) -> None:
    sit(store, visit("P05"), {"shop": 1})
    told: list[tuple[int, int]] = []
    assert draw_screens(store, "shop", lambda *of: told.append(of)).drawn == 1
    assert told == [(1, 1)]
    assert draw_screens(store, "shop").kept == 1
    sit(store, visit("P06").click(12, element("more")), {"shop": 1})
    assert draw_screens(store, "shop").drawn == 1  # P05 still stands for it: a new element
    assert UNSEEN + "#more" in json.loads(drawn(store)["/shop"].boxes)
    earlier = sit(store, visit("P01"), {"shop": 1})
    assert draw_screens(store, "shop").drawn == 1
    assert drawn(store)["/shop"].session_id == earlier
    assert draw_screens(store, "shop").kept == 1


@browser
def test_a_picture_is_drawn_again_once_a_file_that_it_lacked_has_come(store: Store) -> None:
    sit(store, visit(), {"shop": 1})
    assert draw_screens(store, "shop").drawn == 1
    bare = drawn(store)["/shop"]
    assert f"{screens.MISSING}{recorded_pages.ORIGIN}shop.css" not in json.loads(bare.boxes)
    assert f"{screens.MISSING}{recorded_pages.ORIGIN}picture.svg" in json.loads(bare.boxes)
    assert draw_screens(store, "shop").kept == 1
    keep_files(store)
    assert draw_screens(store, "shop").drawn == 1
    assert drawn(store)["/shop"].digest != bare.digest
    assert draw_screens(store, "shop").kept == 1


@browser
def test_a_page_too_high_for_a_picture_is_cut_and_that_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "MAX_HEIGHT_PX", 700)
    sit(store, visit(), {"shop": 1})
    done = draw_screens(store, "shop")
    (line,) = done.cut
    assert line.startswith("/shop (tablet): the page measures 1000 x ")
    assert line.endswith("its picture is cut at 1000 x 700 px.")
    assert draw_screens(store, "shop").cut == done.cut  # as long as the picture is kept


def test_screens_that_were_merged_have_one_picture(store: Store) -> None:
    told = Recording("P01").page(0, "/shop").screen(1, "/shop").click(2)
    sit(store, told.page(5, "/sale").screen(6, "/sale").click(7))
    assert len(draw_screens(store, "shop").failed) == 2
    rules = ScreenRules(merge={"/sale": "/shop"})
    store.update_study(msgspec.structs.replace(definition(), screens=rules))
    assert draw_screens(store, "shop").failed == ("/shop (desktop): its page was not recorded.",)


@browser
def test_an_uploaded_picture_is_left_alone(store: Store) -> None:
    session = sit(store, visit(), {"shop": 1})
    study_id = store.study("shop").id or 0
    store.put_screen(
        Screen(
            study_id=study_id,
            key="/shop",
            viewport_class="tablet",
            source="uploaded",
            digest=store.blobs.put(b"picture"),
            boxes="{}",
            width=10,
            height=10,
            scale=1,
            session_id=session,
            t=0,
        )
    )
    assert draw_screens(store, "shop").kept == 1


@browser
def test_a_screen_that_fails_is_named_and_the_others_are_drawn(store: Store) -> None:
    told = visit().page(20, "/states", width=1000).screen(29, "/states").click(30)
    sit(store, told.page(40, "/bare", width=1000).screen(49, "/bare"), {"shop": 1, "states": 21})
    done = draw_screens(store, "shop")
    assert done.drawn == 2
    assert done.failed == ("/bare (tablet): its page was not recorded.",)
    assert set(drawn(store)) == {"/shop", "/states"}


@browser
def test_drawing_works_beside_a_running_event_loop(store: Store) -> None:
    import asyncio

    sit(store, visit(), {"states": 1})

    async def within() -> int:
        return draw_screens(store, "shop").drawn

    assert asyncio.run(within()) == 1


def test_without_dom_recording_screens_are_named_and_no_browser_is_started(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "open_painter", None)
    sit(store, visit())
    assert draw_screens(store, "shop").failed == ("/shop (tablet): its page was not recorded.",)


def test_a_study_without_sessions_has_no_screens(store: Store) -> None:
    assert draw_screens(store, "shop") == screens.DrawnScreens(0, 0, ())


def test_an_unknown_study_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError):
        draw_screens(store, "nothing")


def test_without_the_trackers_bundle_the_error_says_how_to_build_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moment, "ANCHORS", tmp_path / "none.js")
    sit(store, visit(), {"shop": 1})
    with pytest.raises(PictureError, match=r"build_hook\.py"):
        draw_screens(store, "shop")
