import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page

from recorder import protocol

from .conftest import Lab, Panel, wait_for_tasks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]


def test_the_panel_is_no_part_of_the_recording(joined: Lab, page: Page, panel: Panel) -> None:
    panel.press("Start")
    panel.press("What is recorded")
    panel.press("Back")
    panel.press("Make the panel small")
    page.get_by_role("button", name="Menu").click()
    panel.press("Task 1 of 4 Open the panel")
    panel.press("Done")
    wait_for_tasks(page, joined, "start find", "done find")
    assert [event.anchor.key for event in joined.events(protocol.ClickEvent)] == ["#menu"]
    replay = b"".join(row.body for row in joined.store.batches(joined.session.id, "replay"))
    assert b"Open the list." not in replay


def test_the_panel_can_be_used_while_a_modal_dialog_is_open(
    joined: Lab, page: Page, panel: Panel
) -> None:
    page.goto(f"{joined.prototype}/order.html")
    panel.press("Start")
    page.get_by_role("button", name="Are you sure?").click()
    panel.press("Give up")
    panel.press("Yes, give up")
    panel.shows("Order one")
    page.evaluate("document.getElementById('sure').remove()")
    panel.shows("Order one")


def test_the_panel_survives_a_page_that_replaces_its_body(
    joined: Lab, page: Page, panel: Panel
) -> None:
    panel.press("Start")
    page.evaluate("document.body = document.createElement('body')")
    panel.runs("Find the lamps")


def test_the_panel_can_be_dragged_and_stays_there(joined: Lab, page: Page, panel: Panel) -> None:
    card = panel.root.get_by_role("region", name="Task panel")
    before = _resting_box(page, card)
    page.mouse.move(before["x"] + 150, before["y"] + 20)
    page.mouse.down()
    page.mouse.move(300, 200, steps=4)
    page.mouse.up()
    moved = _resting_box(page, card)
    assert moved["x"] == pytest.approx(150, abs=2)
    assert moved["y"] == pytest.approx(180, abs=2)
    page.reload()
    panel.shows("Find the lamps")
    again = _resting_box(page, card)
    assert again["x"] == pytest.approx(moved["x"], abs=2)


def _resting_box(page: Page, card: Locator) -> FloatRect:
    """Measure the card once it has stopped moving: it slides in, and late on a busy machine."""
    last = None
    for _ in range(200):
        box = card.bounding_box()
        if box is not None and box == last:
            return box
        last = box
        # Three frames: one could pass between two steps of a slow slide.
        page.evaluate(
            "async () => { for (let n = 3; n--;) await new Promise(requestAnimationFrame); }"
        )
    raise AssertionError(f"The panel does not come to rest: {last}")


def test_a_strict_page_lets_the_panel_look_as_it_should(
    joined: Lab, page: Page, panel: Panel
) -> None:
    page.goto(f"{joined.prototype}/strict.html")
    panel.shows("Find the lamps")
    card = panel.root.get_by_role("region", name="Task panel").bounding_box()
    assert card
    assert card["width"] == 332
    assert card["x"] + card["width"] == pytest.approx(1280 - 16, abs=1)


def test_on_a_phone_the_panel_is_a_sheet_and_the_page_keeps_its_width(
    lab: Lab, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 760})
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    panel = Panel(page)
    panel.press("Start")
    card = panel.root.get_by_role("region", name="Task panel").bounding_box()
    assert card
    assert (card["x"], card["width"]) == (0, 390)
    assert card["height"] < 250
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = panel.root.get_by_role("button").evaluate_all(
        "all => all.map(b => b.getBoundingClientRect())"
        ".filter(b => b.width && (b.width < 24 || b.height < 24)).length"
    )
    assert small == 0
