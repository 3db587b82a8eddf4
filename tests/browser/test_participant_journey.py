import pytest
from playwright.sync_api import BrowserContext, Page, expect

from recorder import protocol

from .conftest import Lab, Panel, wait_for_tasks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]


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
    wait_for_tasks(page, joined, "start find", "done find")
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
    wait_for_tasks(page, joined, "start find", "give_up find")


def test_a_goal_that_is_left_within_a_second_is_not_reached(
    joined: Lab, page: Page, panel: Panel
) -> None:
    panel.press("Start")
    page.evaluate("history.pushState(0, '', '/list.html'); history.pushState(0, '', '/')")
    page.wait_for_timeout(1_300)  # the very thing under test is this second
    panel.runs("Find the lamps")
    page.evaluate("history.pushState(0, '', '/list.html')")
    panel.shows("Order one")
    wait_for_tasks(page, joined, "start find", "goal find")


def test_without_a_connection_the_participant_goes_on_and_nothing_is_lost(
    joined: Lab, page: Page, panel: Panel, context: BrowserContext
) -> None:
    panel.press("Start")
    wait_for_tasks(page, joined, "start find")
    context.set_offline(True)
    page.get_by_role("button", name="Menu").click()
    panel.says("No connection.")
    panel.press("Done")
    panel.shows("Order one")
    context.set_offline(False)
    wait_for_tasks(page, joined, "start find", "done find")
    expect(panel.root.get_by_text("No connection.")).to_have_count(0)
    assert [event.anchor.key for event in joined.events(protocol.ClickEvent)] == ["#menu"]


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
    wait_for_tasks(page, joined, "start find", "done find")
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
    wait_for_tasks(page, lab, "start find", "done find")


def test_stop_and_erase_leaves_nothing_behind(joined: Lab, page: Page, panel: Panel) -> None:
    session = joined.session
    panel.press("Start")
    wait_for_tasks(page, joined, "start find")
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
