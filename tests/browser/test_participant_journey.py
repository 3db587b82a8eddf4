from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from recorder import protocol
from recorder.definition import StudyDefinition, Success, TaskDefinition

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journey")]

HEAD = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
MENU = (
    '<nav><a href="/">Home</a> <a href="/list.html">Lamps</a> <a href="/order.html">Order</a></nav>'
)
PAGES = {
    "index.html": "<h1>Lumen</h1><button id='menu'>Menu</button>",
    "list.html": "<h1>Lamps</h1><ul><li>Halden</ul>",
    "order.html": """<h1>Order</h1>
        <input id='name' aria-label='Name'><button id='buy'>Buy</button>
        <button id='ask'>Are you sure?</button>
        <dialog id='sure'><p>Really?</p><button id='call'>Call us</button></dialog>
        <script>
          ask.onclick = () => sure.showModal();
          call.onclick = () => thinkaloud.event('called', { by: 'phone' });
          buy.onclick = () => {
            document.body.insertAdjacentHTML('beforeend', '<p class=thanks>Thank you</p>');
          };
        </script>""",
}
STUDY = StudyDefinition(
    "journey", "A small lamp shop",
    [
        TaskDefinition("find", "Find the lamps", "Open the list.", success=Success(url="/list.html")),
        TaskDefinition(
            "order", "Order one", "Buy it.", "/order.html",
            success=Success(selector=".thanks"), ends_on_goal=False,
        ),
        TaskDefinition("call", "Talk to a person", "Call.", success=Success(event="called")),
        TaskDefinition("wait", "Look around", "As you like.", "/", time_limit_s=1.5),
    ],
    thanks="You made our lamps easier to find.",
)  # fmt: skip


@pytest.fixture(scope="module")
def lab(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("shop")
    for name, content in PAGES.items():
        (folder / name).write_text(HEAD + MENU + content)
    with open_lab(STUDY, folder) as opened:
        yield opened


class Panel:
    """The task panel of a page, as a participant uses it."""

    def __init__(self, page: Page) -> None:
        self.root: Locator = page.locator("[data-thinkaloud-panel]")

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def says(self, text: str) -> None:
        expect(self.root.get_by_text(text).first).to_be_visible()

    def shows(self, task: str) -> None:
        expect(self.root.get_by_role("heading", name=task)).to_be_visible()

    def runs(self, task: str) -> None:
        self.shows(task)
        expect(self.root.get_by_role("button", name="Done")).to_be_visible()


@pytest.fixture
def panel(page: Page) -> Panel:
    return Panel(page)


@pytest.fixture
def joined(lab: Lab, page: Page) -> Lab:
    """The lab after a participant said yes; `page` shows the prototype."""
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{lab.prototype}/**")
    return lab


def _stored(page: Page, lab: Lab, *expected: str) -> None:
    """Wait until the task events are stored, then compare all of them."""
    for _ in range(100):
        if lab.tasks() == list(expected):
            return
        page.wait_for_timeout(100)
    assert lab.tasks() == list(expected)


def test_a_participant_goes_from_the_link_to_the_thanks(
    joined: Lab, page: Page, panel: Panel
) -> None:
    assert "thinkaloud=" not in page.url
    panel.shows("Find the lamps")
    panel.press("Start")
    page.get_by_role("link", name="Lamps").click()
    panel.says("Thank you, that task is finished.")
    panel.shows("Order one")
    panel.press("Start")
    page.wait_for_url("**/order.html")
    panel.runs("Order one")
    page.get_by_role("button", name="Buy").click()
    panel.press("Done")
    panel.shows("Talk to a person")
    panel.press("Start")
    page.get_by_role("button", name="Are you sure?").click()
    page.get_by_role("button", name="Call us").click()
    panel.shows("Look around")
    panel.press("Start")
    page.wait_for_url(f"{joined.prototype}/")
    panel.says("That was the last task")
    panel.says("You made our lamps easier to find.")
    panel.says("Everything is saved. You can close this tab.")
    assert joined.tasks() == [
        "start find", "goal find", "start order", "goal order", "done order",
        "start call", "goal call", "start wait", "timeout wait",
    ]  # fmt: skip
    assert joined.session.state == "closed"
    assert joined.person.state == "done"
    ends = {a.task: a.end_action for a in joined.store.attempts(joined.session.id)}
    assert ends == {"find": "goal", "order": "done", "call": "goal", "wait": "timeout"}
    page.goto(f"{joined.house.url}/join/{joined.person.join_token}")
    expect(page.get_by_role("heading", name="Thank you for taking part")).to_be_visible()
    page.goto(joined.prototype)
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-thinkaloud-panel]")).to_have_count(0)


def test_a_no_keeps_nothing_and_loads_no_capture_code(lab: Lab, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab.invite())
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_text("Nothing was recorded")).to_be_visible()
    assert not [url for url in asked if "/tracker/" in url or "/collect/" in url]
    asked.clear()
    page.goto(lab.prototype)
    page.wait_for_load_state("networkidle")
    scripts = [url for url in asked if "/tracker/" in url]
    assert [url.rsplit("/", 1)[1] for url in scripts] == ["thinkaloud.js"]
    assert not [url for url in asked if "/collect/" in url]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert lab.person.state == "declined"


def test_a_reload_in_the_middle_of_a_task_loses_nothing(
    joined: Lab, page: Page, panel: Panel
) -> None:
    panel.press("Start")
    page.get_by_role("button", name="Menu").click()
    page.reload()
    panel.runs("Find the lamps")
    page.get_by_role("button", name="Menu").click()
    panel.press("Done")
    panel.shows("Order one")
    _stored(page, joined, "start find", "done find")
    clicks = [event.anchor.key for event in joined.events(protocol.ClickEvent)]
    assert clicks == ["#menu", "#menu"]


def test_a_page_change_keeps_the_task_and_its_panel(joined: Lab, page: Page, panel: Panel) -> None:
    panel.press("Start")
    page.get_by_role("link", name="Order").click()
    panel.runs("Find the lamps")
    page.go_back()
    panel.runs("Find the lamps")
    panel.press("Give up")
    panel.says("Give up on this task?")
    panel.press("Keep going")
    panel.press("Give up")
    panel.press("Yes, give up")
    panel.shows("Order one")
    _stored(page, joined, "start find", "give_up find")


def test_a_goal_that_is_left_within_a_second_is_not_reached(
    joined: Lab, page: Page, panel: Panel
) -> None:
    panel.press("Start")
    page.evaluate("history.pushState(0, '', '/list.html'); history.pushState(0, '', '/')")
    page.wait_for_timeout(1_300)  # the very thing under test is this second
    panel.runs("Find the lamps")
    page.evaluate("history.pushState(0, '', '/list.html')")
    panel.shows("Order one")
    _stored(page, joined, "start find", "goal find")


def test_two_tabs_show_one_task(joined: Lab, page: Page, context: BrowserContext) -> None:
    left = Panel(page)
    left.shows("Find the lamps")
    with context.expect_page() as opened:
        page.evaluate("window.open('/order.html')")
    right = Panel(opened.value)
    right.shows("Find the lamps")
    left.press("Start")
    right.runs("Find the lamps")
    right.press("Done")
    left.shows("Order one")
    _stored(page, joined, "start find", "done find")
    assert len({row.tab for row in joined.store.batches(joined.session.id, "events")}) == 2


def test_all_can_be_done_by_keyboard(lab: Lab, page: Page, panel: Panel) -> None:
    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    page.goto(lab.invite())
    press("Tab", "Enter")
    page.wait_for_url(f"{lab.prototype}/**")
    panel.shows("Find the lamps")
    page.locator("#menu").focus()
    press("F6", "Tab", "Enter")  # the heading, then Start
    panel.runs("Find the lamps")
    press("Escape")
    expect(page.locator("#menu")).to_be_focused()
    press("F6", "Shift+Tab", "Enter")  # fold
    expect(panel.root.get_by_role("button", name="Task 1 of 4")).to_be_focused()
    press("Enter", "Shift+Tab", "ArrowLeft", "ArrowUp")
    press("F6")  # in the panel it is the browser's own
    expect(panel.root.get_by_role("button", name="Move the panel")).to_be_focused()
    press("Tab", "Tab", "Tab", "Enter")  # fold, the task's text, Done
    panel.shows("Order one")
    expect(panel.root.get_by_role("heading", name="Order one")).to_be_focused()
    _stored(page, lab, "start find", "done find")


def test_stop_and_erase_leaves_nothing_behind(joined: Lab, page: Page, panel: Panel) -> None:
    session = joined.session
    panel.press("Start")
    _stored(page, joined, "start find")
    panel.press("What is recorded")
    panel.says("that you type, never what you type")
    panel.press("Stop and erase")
    with page.expect_response("**/withdraw*"):
        panel.press("Yes, erase it")
    panel.says("Everything recorded of you is erased.")
    assert joined.person.state == "withdrawn"
    assert list(joined.store.batches(session.id, "events")) == []
    assert list(joined.store.batches(session.id, "replay")) == []
    assert (
        page.evaluate("Object.keys(localStorage).filter(key => key.includes('thinkaloud'))") == []
    )


def test_the_panel_is_no_part_of_the_recording(joined: Lab, page: Page, panel: Panel) -> None:
    panel.press("Start")
    panel.press("What is recorded")
    panel.press("Back")
    panel.press("Make the panel small")
    page.get_by_role("button", name="Menu").click()
    panel.press("Task 1 of 4 Open the panel")
    panel.press("Done")
    _stored(page, joined, "start find", "done find")
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
    before = card.bounding_box()
    assert before
    page.mouse.move(before["x"] + 150, before["y"] + 20)
    page.mouse.down()
    page.mouse.move(300, 200, steps=4)
    page.mouse.up()
    moved = card.bounding_box()
    assert moved
    assert moved["x"] == pytest.approx(150, abs=2)
    assert moved["y"] == pytest.approx(180, abs=2)
    page.reload()
    panel.shows("Find the lamps")
    again = card.bounding_box()
    assert again
    assert again["x"] == pytest.approx(moved["x"], abs=2)


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
