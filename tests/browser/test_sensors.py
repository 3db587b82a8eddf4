"""What real events of a real browser become on the wire."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from recorder import protocol
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.tracker_files import STATIC
from recorder.wire import decode_batch, unfold

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sensors")]

SECRET = "Zebrafink-4711"
PAGE = """<!doctype html><html lang="en"><title>Parts</title>
<label id="named">Agree <input type="checkbox" id="agree"></label>
<button id="off" disabled>Not yet</button><button id="on">Go</button>
<div id="list" style="height:80px;width:200px;overflow:auto"><p style="height:400px">rows</p>
<button id="deep">Deep</button></div>
<div id="host"></div>
<form><label>Name <input name="name"></label><input type="password" name="pass">
<input type="email" id="mail" required><button id="send">Send</button></form>
<dialog id="basket"><h2>Basket</h2><button id="shut" onclick="basket.close()">Shut</button></dialog>
<button id="open" onclick="basket.showModal()">Open</button>
<p id="dead" style="cursor:pointer">Looks like a link</p>
<button data-testid='say "hi" \\ there'>Quote</button>
<script>host.attachShadow({mode: "open"}).innerHTML = '<button id="in">In</button>'</script>"""


@pytest.fixture(scope="module")
def parts_lab(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("parts")
    (folder / "index.html").write_text(PAGE)
    study = StudyDefinition("parts", "Parts", [TaskDefinition("look", "Look", "Look around.")])
    with open_lab(study, folder) as opened:
        yield opened


@pytest.fixture
def lab(parts_lab: Lab, page: Page) -> Lab:
    page.goto(parts_lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")
    return parts_lab


def _stored(lab: Lab, page: Page, kind: type[Any], count: int) -> list[Any]:
    """Wait until as many events of a kind are stored."""
    for _ in range(150):
        if len(lab.events(kind)) >= count:
            break
        page.wait_for_timeout(100)
    return lab.events(kind)


def test_clicks_are_placed_on_what_was_meant(lab: Lab, page: Page) -> None:
    page.locator("#named").click(position={"x": 10, "y": 8})
    box = page.locator("#off").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    page.locator("#on").focus()
    page.keyboard.press("Enter")
    page.locator("#deep").click()
    page.locator("#in").click()
    page.locator("#dead").click()
    found = _stored(lab, page, protocol.ClickEvent, 6)
    assert [click.anchor.key for click in found] == [
        "#named", "#off", "#on", "#deep", "#host >>> #in", "#dead",
    ]  # fmt: skip
    label, disabled, keyboard, deep, shadow, dead = found
    assert label.anchor.label == "Agree"
    assert disabled.fx < 0.5
    assert (keyboard.pointer, keyboard.fx, keyboard.fy) == ("keyboard", 0.5, 0.5)
    assert deep.scroller is not None
    assert deep.scroller.key == "#list"
    assert deep.scroller.y > 0
    assert shadow.anchor.interactive
    assert (dead.cursor, dead.anchor.interactive) == ("pointer", False)
    assert all(click.is_trusted for click in found)


def test_a_dead_click_is_told_from_an_answered_one(lab: Lab, page: Page) -> None:
    page.locator("#dead").click()
    page.locator("#open").click()
    dead, answered = _stored(lab, page, protocol.ReactionEvent, 2)
    assert dead.after_ms == {}
    assert dead.watched_ms > 2_500
    assert answered.after_ms["mutation"] < 500


def test_an_open_dialog_is_a_screen_of_its_own(lab: Lab, page: Page) -> None:
    _stored(lab, page, protocol.ScreenEvent, 1)
    page.locator("#open").click()
    screens = _stored(lab, page, protocol.ScreenEvent, 2)
    assert [event.screen for event in screens] == ["/", "/+dialog(#basket)"]
    page.locator("#shut").click()
    opened, shut = _stored(lab, page, protocol.ClickEvent, 2)
    assert opened.screen == "/"
    assert shut.screen == "/+dialog(#basket)"


def test_what_is_typed_is_nowhere_in_the_data(lab: Lab, page: Page) -> None:
    page.locator("[name=name]").press_sequentially(SECRET)
    page.keyboard.press("Backspace")
    page.locator("[name=pass]").press_sequentially(SECRET)
    page.locator("#mail").press_sequentially(SECRET)
    page.locator("#send").click()
    name, secret, _ = _stored(lab, page, protocol.InputEvent, 3)
    assert (name.length, name.keys, name.deletions) == (len(SECRET) - 1, len(SECRET) + 1, 1)
    assert (secret.field, secret.length) == ("password", 0)
    (invalid,) = _stored(lab, page, protocol.ValidationEvent, 1)
    assert invalid.message == "typeMismatch"
    stored = [
        unfold(row.body)
        for stream in ("events", "replay")
        for row in lab.store.batches(lab.session.id, stream)
    ]
    assert stored
    assert not [text for text in stored if SECRET[:6].encode() in text]


def test_the_recording_begins_with_the_page_without_our_panel(lab: Lab, page: Page) -> None:
    events: list[dict[str, Any]] = []
    for _ in range(100):
        bodies = [row.body for row in lab.store.batches(lab.session.id, "replay")]
        events = [event for body in bodies for event in decode_batch(unfold(body)).events]
        if any(event["type"] == 2 for event in events):
            break
        page.wait_for_timeout(100)
    snapshot = json.dumps(next(event for event in events if event["type"] == 2))
    assert "Looks like a link" in snapshot
    assert "Task panel" not in snapshot


def test_every_anchor_of_a_page_is_found_again(lab: Lab, page: Page) -> None:
    page.add_script_tag(content=(STATIC / "anchors.js").read_text())
    lost = page.evaluate("""() => [...document.body.querySelectorAll('*'),
        document.querySelector('#host').shadowRoot.querySelector('button')]
      .filter((e) => thinkaloudAnchors.find(thinkaloudAnchors.describe(e)) !== e)
      .map((e) => e.outerHTML.slice(0, 80))""")
    assert lost == []
    boxes = page.evaluate("""() => thinkaloudAnchors.boxes([
      {id: 'a', anchor: thinkaloudAnchors.describe(document.querySelector('#on'))},
      {id: 'gone', anchor: {tag: 'b', path: '#nowhere', box: [0, 0, 0, 0]}}])""")
    assert set(boxes) == {"a"}
    assert boxes["a"][2] > 10
