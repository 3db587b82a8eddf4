"""Whoever withdraws is erased, whatever happens to the network and the tab."""

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import Lab, Panel, wait_for_tasks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]


def test_a_withdrawal_without_a_network_is_finished_by_the_next_page(
    joined: Lab, page: Page, panel: Panel, context: BrowserContext
) -> None:
    panel.press("Start")
    page.get_by_role("button", name="Menu").click()
    wait_for_tasks(page, joined, "start find")
    before = joined.session
    context.set_offline(True)
    _withdraw(panel)
    panel.says("Erasing")
    page.close()
    assert joined.store.session(before.id).state == "open"

    context.set_offline(False)
    later = context.new_page()
    with later.expect_response("**/collect/v1/withdraw?*"):
        later.goto(f"{joined.prototype}/list.html")
    assert joined.store.session(before.id).state == "withdrawn"
    assert not list(joined.store.batches(before.id, "events"))
    assert not list(joined.store.batches(before.id, "replay"))
    later.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('thinkaloud'))")
    assert later.locator("[data-thinkaloud-panel]").count() == 0


def test_a_second_tab_hears_of_the_withdrawal_and_says_that_it_is_over(
    joined: Lab, page: Page, panel: Panel, context: BrowserContext
) -> None:
    second = context.new_page()
    second.goto(f"{joined.prototype}/list.html")
    Panel(second).shows("Find the lamps")
    _withdraw(panel)
    panel.says("is erased")
    Panel(second).says("This session has ended")


def test_a_second_tab_thanks_when_the_first_one_closes_the_session(
    joined: Lab, page: Page, panel: Panel, context: BrowserContext
) -> None:
    second = context.new_page()
    second.goto(f"{joined.prototype}/list.html")
    Panel(second).shows("Find the lamps")
    page.bring_to_front()
    for _ in range(4):
        panel.press("Start")
        page.wait_for_load_state()
        panel.press("Give up")
        panel.press("Yes, give up")
    panel.says("You can close this tab.")
    second.bring_to_front()
    second.mouse.click(40, 300)
    Panel(second).says("You made our lamps easier to find.")


def _withdraw(panel: Panel) -> None:
    panel.press("What is recorded")
    panel.press("Stop and erase")
    panel.press("Yes, erase it")
